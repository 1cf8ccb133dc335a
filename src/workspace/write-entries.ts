import {createHash} from 'node:crypto'
import {open, rename, symlink, unlink} from 'node:fs/promises'
import path from 'node:path'
import type {FileState} from './change-set.ts'
import {errorCode} from './error-code.ts'
import {giveToFolderOwner} from './give-to-folder-owner.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {openFolder, stampOf, type EntryStamp, type OpenFolder} from './open-inside.ts'
import {parentOf} from './parent-of.ts'
import type {WorkspacePath} from './workspace-path.ts'

export interface StateChange {
  readonly path: WorkspacePath
  readonly from: FileState
  readonly to: FileState
}

export interface PendingChange extends StateChange {
  /** What was found at the path: if it differs at the moment of writing, somebody else was there. */
  readonly stamp: EntryStamp | undefined
}

export interface StageOptions {
  readonly temporaryName: string
  readonly durable: boolean
}

/** Writes the new content beside its place. */
export async function stage(root: string, change: PendingChange, options: StageOptions): Promise<boolean> {
  return inFolderOf(root, change.path, async (folder) => {
    const location = folder.entry(temporaryEntry(options.temporaryName, change.path))
    if (change.to.kind === 'link') {
      await symlink(change.to.target, location)
      await giveToFolderOwner(location)
    }
    if (change.to.kind !== 'file') return true

    const handle = await open(location, 'wx', 0o600)
    try {
      await handle.writeFile(change.to.bytes)
      if (change.stamp?.kind === 'file') await keepOwner(handle, change.stamp)
      else await giveToFolderOwner(location)
      await handle.chmod(change.to.mode & 0o777)
      if (options.durable) await handle.sync()
    } finally {
      await handle.close()
    }
    return true
  })
}

/** Root works on files of other users; where the system does not allow it the file is ours from now on. */
async function keepOwner(handle: Awaited<ReturnType<typeof open>>, stamp: EntryStamp): Promise<void> {
  const {uid, gid} = await handle.stat()
  if (BigInt(uid) === stamp.userId && BigInt(gid) === stamp.groupId) return
  await handle.chown(Number(stamp.userId), Number(stamp.groupId)).catch(() => undefined)
}

export async function replace(root: string, change: PendingChange, temporaryName: string): Promise<boolean> {
  return inFolderOf(root, change.path, async (folder) => {
    const place = folder.entry(path.posix.basename(change.path))
    if (change.stamp?.kind !== 'directory' && !(await isUnchanged(place, change))) return false
    try {
      await rename(folder.entry(temporaryEntry(temporaryName, change.path)), place)
      return true
    } catch (error) {
      // ENOENT: the folder is another one than that of the staged file.
      if (['EISDIR', 'ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) return false
      throw error
    }
  })
}

export async function remove(root: string, change: PendingChange): Promise<boolean> {
  return inFolderOf(root, change.path, async (folder) => {
    const place = folder.entry(path.posix.basename(change.path))
    if (!(await isUnchanged(place, change))) return false
    if (change.stamp !== undefined && change.stamp.kind !== 'directory') await unlink(place)
    return true
  })
}

/** An editor may have saved between the check and this moment. */
async function isUnchanged(place: string, {stamp}: PendingChange): Promise<boolean> {
  const now = await stampOf(place)
  if (stamp === undefined || now === undefined) return stamp === now
  return stamp.inode === now.inode && stamp.changedAtNs === now.changedAtNs && stamp.sizeBytes === now.sizeBytes
}

export async function removeTemporaryFiles(root: string, changes: readonly StateChange[], name: string): Promise<void> {
  await mapConcurrently(changes, async (change) => {
    const opening = await openFolder(root, parentOf(change.path))
    if (opening.kind !== 'folder') return
    await unlink(opening.folder.entry(temporaryEntry(name, change.path)))
      .catch((error: unknown) => {
        if (errorCode(error) !== 'ENOENT') throw error
      })
      .finally(opening.folder.close)
  })
}

export async function syncFolders(root: string, changes: readonly StateChange[]): Promise<void> {
  for (const folder of new Set(changes.map((change) => parentOf(change.path)))) {
    const opening = await openFolder(root, folder)
    if (opening.kind === 'folder') await opening.folder.sync().finally(opening.folder.close)
  }
}

/** `false` where the folder is gone, or is none any more. */
async function inFolderOf(
  root: string,
  inside: WorkspacePath,
  act: (folder: OpenFolder) => Promise<boolean>,
): Promise<boolean> {
  const opening = await openFolder(root, parentOf(inside))
  if (opening.kind !== 'folder') return false
  return act(opening.folder).finally(opening.folder.close)
}

/** The same at each attempt, so that a recovery finds it; short, because a name may be as long as names can be. */
function temporaryEntry(name: string, inside: WorkspacePath): string {
  return `.${name}-${createHash('sha256').update(inside).digest('hex').slice(0, 12)}`
}
