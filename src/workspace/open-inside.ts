import {constants} from 'node:fs'
import {lstat, open, readlink, type FileHandle} from 'node:fs/promises'
import {platform} from 'node:os'
import path from 'node:path'
import {errorCode} from './error-code.ts'
import type {WorkspacePath} from './workspace-path.ts'

/** A folder below a root that was reached without following a link. Close it. */
export interface OpenFolder {
  /** The path of an entry of this very folder, whatever happens meanwhile to the path that led to it. */
  entry(name: string): string
  sync(): Promise<void>
  close(): Promise<void>
}

export type FolderOpening =
  | {readonly kind: 'folder'; readonly folder: OpenFolder}
  | {readonly kind: 'missing'}
  /** `link` is on the way, or is the folder itself. It was not followed. */
  | {readonly kind: 'through-link'; readonly link: WorkspacePath}
  | {readonly kind: 'not-a-folder'; readonly path: WorkspacePath}

const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

/**
 * Opens the folder `inside` below `root` component by component. Checking a path first and using it later loses a
 * race against whoever swaps a folder for a link; here each step starts from the descriptor of the step before.
 * The root itself is trusted.
 */
export async function openFolder(root: string, inside: string): Promise<FolderOpening> {
  let current = await openRoot(root)
  if (current === undefined) return {kind: 'missing'}

  const walked: string[] = []
  for (const name of inside === '' ? [] : inside.split('/')) {
    walked.push(name)
    const next = await openStep(current, name).finally(current.close)
    if (next.kind === 'missing') return next
    const reached = walked.join('/') as WorkspacePath
    if (next.kind === 'link') return {kind: 'through-link', link: reached}
    if (next.kind === 'other') return {kind: 'not-a-folder', path: reached}
    current = next.folder
  }
  return {kind: 'folder', folder: current}
}

type Step =
  | {readonly kind: 'folder'; readonly folder: OpenFolder}
  | {readonly kind: 'missing'}
  | {readonly kind: 'link'}
  | {readonly kind: 'other'}

async function openRoot(root: string): Promise<OpenFolder | undefined> {
  try {
    return toFolder(await open(root, constants.O_RDONLY | constants.O_DIRECTORY), root)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

async function openStep(parent: OpenFolder, name: string): Promise<Step> {
  const location = parent.entry(name)
  try {
    return {kind: 'folder', folder: toFolder(await open(location, folderFlags), location)}
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENAMETOOLONG') return {kind: 'missing'}
    if (code !== 'ENOTDIR' && code !== 'ELOOP') throw error
  }
  const isLink = await readlink(location).then(
    () => true,
    () => false,
  )
  return {kind: isLink ? 'link' : 'other'}
}

function toFolder(handle: FileHandle, location: string): OpenFolder {
  // macOS has no descriptor paths: there a component can still be swapped between two steps.
  const base = platform() === 'linux' ? `/proc/self/fd/${handle.fd}` : location
  return {
    entry: (name) => path.join(base, name),
    sync: () => handle.sync(),
    close: () => handle.close(),
  }
}

/** What identifies one state of an entry: any change of content, mode or place changes one of these. */
export interface EntryStamp {
  readonly kind: 'file' | 'link' | 'directory' | 'special'
  readonly inode: bigint
  readonly sizeBytes: bigint
  readonly changedAtNs: bigint
  readonly mode: number
  readonly userId: bigint
  readonly groupId: bigint
}

export async function stampOf(location: string): Promise<EntryStamp | undefined> {
  try {
    const stats = await lstat(location, {bigint: true})
    return {
      kind: kindOf(stats),
      inode: stats.ino,
      sizeBytes: stats.size,
      changedAtNs: stats.ctimeNs,
      mode: Number(stats.mode & 0o777n),
      userId: stats.uid,
      groupId: stats.gid,
    }
  } catch (error) {
    // A name that is too long names nothing.
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errorCode(error) ?? '')) return undefined
    throw error
  }
}

function kindOf(stats: {isFile(): boolean; isSymbolicLink(): boolean; isDirectory(): boolean}): EntryStamp['kind'] {
  if (stats.isFile()) return 'file'
  if (stats.isSymbolicLink()) return 'link'
  return stats.isDirectory() ? 'directory' : 'special'
}
