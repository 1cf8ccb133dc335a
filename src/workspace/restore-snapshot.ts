import {chmod, lstat, mkdir, symlink, utimes, writeFile} from 'node:fs/promises'
import {platform} from 'node:os'
import path from 'node:path'
import {copyArguments} from './copy-arguments.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {openFolder} from './open-inside.ts'
import {parentOf} from './parent-of.ts'
import type {SnapshotEntry} from './snapshot.ts'
import {runCopy} from './run-copy.ts'

export interface RestoreRequest {
  /** Empty, and nobody else's. */
  readonly folder: string
  readonly entries: readonly SnapshotEntry[]
  /** The workspace of today: what git ignores, and the objects of the repository, are brought from it. */
  readonly today?: string
}

/**
 * Makes a workspace as it was. The entries may be anybody's: links are made last, so that nothing is written through
 * one. What is known by name alone, and is not there today, becomes an empty file or folder.
 * @returns the top-level paths that were brought from the workspace of today.
 */
export async function restoreSnapshot(request: RestoreRequest, signal: AbortSignal): Promise<readonly string[]> {
  const {folder, entries} = request
  const at = (inside: string): string => path.join(folder, inside)
  const folders = entries.filter((entry) => entry.type === 'folder' || ('isFolder' in entry && entry.isFolder))
  for (const {path: inside} of folders) await mkdir(at(inside), {recursive: true})

  await mapConcurrently(
    entries.filter((entry) => entry.type === 'file'),
    async ({path: inside, bytes, mode, writtenAtMs}) => {
      await mkdir(path.dirname(at(inside)), {recursive: true})
      await writeFile(at(inside), bytes, {flag: 'wx'})
      await chmod(at(inside), mode)
      await utimes(at(inside), writtenAtMs / 1000, writtenAtMs / 1000)
    },
  )
  const brought = await bringFromToday(request, signal)
  const placeholders = entries.filter((entry) => 'isFolder' in entry && !entry.isFolder)
  for (const {path: inside} of placeholders) await makeEmpty(at(inside))
  for (const entry of entries) {
    if (entry.type !== 'link') continue
    await mkdir(path.dirname(at(entry.path)), {recursive: true})
    await symlink(entry.target, at(entry.path))
  }
  return brought
}

async function makeEmpty(file: string): Promise<void> {
  if ((await lstat(file).catch(() => undefined)) !== undefined) return
  await mkdir(path.dirname(file), {recursive: true})
  await writeFile(file, '', {flag: 'wx'})
}

async function bringFromToday(
  {folder, entries, today}: RestoreRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (today === undefined) return []
  const ignored = entries.filter(({type}) => type === 'ignored').map((entry): string => entry.path)
  const outermost = ignored.filter((inside) => !ignored.some((other) => inside.startsWith(`${other}/`)))
  const hasRepository = entries.some((entry) => entry.type === 'folder' && entry.path === '.git')
  const brought: string[] = []
  for (const inside of [...outermost, ...(hasRepository ? ['.git/objects'] : [])]) {
    if (await bring(inside, {folder, today}, signal)) brought.push(inside)
  }
  return brought
}

/** False where it is not there today, or a link is on the way. */
async function bring(
  inside: string,
  {folder, today}: {folder: string; today: string},
  signal: AbortSignal,
): Promise<boolean> {
  const parent = await openFolder(today, parentOf(inside))
  if (parent.kind !== 'folder') return false
  await parent.folder.close()

  const source = path.join(today, inside)
  const found = await lstat(source).catch(() => undefined)
  if (found === undefined || !(found.isDirectory() || found.isFile())) return false

  const target = path.join(folder, inside)
  await mkdir(found.isDirectory() ? target : path.dirname(target), {recursive: true})
  const from = found.isDirectory() ? `${source}/.` : source
  const failure = await runCopy(copyArguments({sharing: 'where-possible', source: from, target}, platform()), signal)
  return failure === undefined
}
