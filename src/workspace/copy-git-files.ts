import {constants} from 'node:fs'
import {chmod, copyFile, lchown, lutimes, mkdir, open, readlink, symlink, type FileHandle} from 'node:fs/promises'
import {platform} from 'node:os'
import path from 'node:path'
import {geteuid} from 'node:process'
import {copyArguments} from './copy-arguments.ts'
import {type CopyOutcome, treeIn} from './copy-tree.ts'
import {errorCode} from './error-code.ts'
import {listGitFiles} from './list-git-files.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {type EntryStamp, openFolder, type OpenFolder, stampOf} from './open-inside.ts'
import {parentOf} from './parent-of.ts'
import {runCopy} from './run-copy.ts'

/**
 * Copies to `<folder>/tree` what git does not ignore, as it is in the working tree, and the folders of git. No git is run
 * and nothing of the repository is written. Each file is opened without following a link on the way.
 */
export async function copyGitFiles(
  {root, folder}: {root: string; folder: string},
  signal: AbortSignal,
): Promise<CopyOutcome> {
  const listed = await listGitFiles(root, signal)
  if (listed.kind === 'unavailable') return listed

  const target = treeIn(folder)
  await mkdir(target)
  for (const inside of listed.folders) await mkdir(path.join(target, inside), {recursive: true})
  for (const repository of listed.repositories) {
    const places = {source: path.join(root, repository), target: path.join(target, parentOf(repository))}
    const failure = await runCopy(copyArguments({sharing: 'where-possible', ...places}, platform()), signal)
    if (failure !== undefined) return {kind: 'unavailable', because: failure}
  }
  const groups = Map.groupBy(listed.files, parentOf)
  await mapConcurrently([...groups], async ([parent, files]) => {
    signal.throwIfAborted()
    await copyFiles({root, target, parent}, files)
  })
  // Last, because nothing can be put into some of them; and inner ones first, because some cannot be entered.
  for (const inside of ['', ...listed.folders].toReversed()) {
    const stamp = await stampOf(path.join(root, inside))
    if (stamp?.kind !== 'directory') continue
    await giveTo(stamp, path.join(target, inside))
    await chmod(path.join(target, inside), stamp.mode)
  }
  return {kind: 'copied', path: target}
}

async function copyFiles(
  {root, target, parent}: {root: string; target: string; parent: string},
  files: readonly string[],
): Promise<void> {
  const opening = await openFolder(root, parent)
  if (opening.kind !== 'folder') return
  try {
    for (const file of files) {
      await copyEntry(opening.folder, path.posix.basename(file), path.join(target, file)).catch(unlessGone)
    }
  } finally {
    await opening.folder.close()
  }
}

/** What cannot be read, or is gone meanwhile, is not in the view. */
function unlessGone(error: unknown): void {
  if (!['ENOENT', 'EACCES', 'EPERM', 'ELOOP', 'EINVAL', 'ENXIO'].includes(errorCode(error) ?? '')) throw error
}

async function copyEntry(folder: OpenFolder, name: string, target: string): Promise<void> {
  const location = folder.entry(name)
  const stamp = await stampOf(location)
  if (stamp?.kind === 'link') await symlink(await readlink(location), target)
  else if (stamp?.kind === 'file') await copyContent(location, target)
  else return
  await giveTo(stamp, target)
}

/** Where root works on the files of others, they keep their owners. */
async function giveTo({userId, groupId}: EntryStamp, target: string): Promise<void> {
  if (geteuid?.() === 0) await lchown(target, Number(userId), Number(groupId))
}

/** Keeps the times: build tools look at them. */
async function copyContent(location: string, target: string): Promise<void> {
  const handle = await open(location, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) return
    await copyFile(pathOf(handle, location), target, constants.COPYFILE_FICLONE)
    await lutimes(target, stats.atime, stats.mtime)
  } finally {
    await handle.close()
  }
}

/** Of this very file, whatever its name leads to meanwhile. */
function pathOf(handle: FileHandle, location: string): string {
  return platform() === 'linux' ? `/proc/self/fd/${handle.fd}` : location
}
