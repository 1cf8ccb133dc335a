import {chmod, mkdir, rmdir} from 'node:fs/promises'
import path from 'node:path'
import {errorCode} from './error-code.ts'
import {giveToFolderOwner} from './give-to-folder-owner.ts'
import {openFolder, stampOf} from './open-inside.ts'
import {parentOf} from './parent-of.ts'
import type {WorkspacePath} from './workspace-path.ts'

/** How a folder above a changed path was before the change, so that a roll-back leaves no trace in folders either. */
export interface FolderRecord {
  readonly path: string
  /** `undefined`: it did not exist. */
  readonly mode?: number | undefined
}

/** Outermost first. */
export async function recordFolders(root: string, paths: readonly WorkspacePath[]): Promise<FolderRecord[]> {
  const records: FolderRecord[] = []
  for (const folder of foldersAbove(paths)) records.push({path: folder, mode: await folderMode(root, folder)})
  return records
}

/** Makes the folders again that are missing, with the permissions they had. */
export async function remakeFolders(root: string, records: readonly FolderRecord[]): Promise<void> {
  for (const record of records) {
    if (record.mode !== undefined) await makeFolder(root, record.path, record.mode)
  }
}

/** Removes the folders that did not exist, as far as nothing is in them. */
export async function removeNewFolders(root: string, records: readonly FolderRecord[]): Promise<void> {
  for (const record of records.toReversed()) {
    if (record.mode === undefined) await removeEmptyFolder(root, record.path)
  }
}

/** As git does: a folder whose last file was removed goes with it. */
export async function pruneFolders(root: string, removed: readonly WorkspacePath[]): Promise<void> {
  for (const folder of foldersAbove(removed).toReversed()) await removeEmptyFolder(root, folder)
}

export async function makeFolders(root: string, paths: readonly WorkspacePath[]): Promise<void> {
  for (const folder of foldersAbove(paths)) await makeFolder(root, folder, undefined)
}

export function foldersAbove(paths: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const inside of paths) {
    for (let folder = parentOf(inside); folder !== ''; folder = parentOf(folder)) {
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return [...folders].sort()
}

export async function removeEmptyFolder(root: string, folder: string): Promise<void> {
  await inParent(root, folder, async (location) => {
    await rmdir(location).catch((error: unknown) => {
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EBUSY', 'ENAMETOOLONG'].includes(errorCode(error) ?? '')) {
        throw error
      }
    })
  })
}

async function folderMode(root: string, folder: string): Promise<number | undefined> {
  const stamp = await inParent(root, folder, stampOf)
  return stamp?.kind === 'directory' ? stamp.mode : undefined
}

async function makeFolder(root: string, folder: string, mode: number | undefined): Promise<void> {
  await inParent(root, folder, async (location) => {
    try {
      await mkdir(location, mode)
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return
      throw error
    }
    await giveToFolderOwner(location)
    if (mode !== undefined) await chmod(location, mode)
  })
}

/** Does nothing where the parent is not there, or is not a folder. */
async function inParent<Result>(
  root: string,
  folder: string,
  act: (location: string) => Promise<Result>,
): Promise<Result | undefined> {
  const opening = await openFolder(root, parentOf(folder))
  if (opening.kind !== 'folder') return undefined
  try {
    return await act(opening.folder.entry(path.posix.basename(folder)))
  } finally {
    await opening.folder.close()
  }
}
