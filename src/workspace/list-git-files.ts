import type {Dirent} from 'node:fs'
import path from 'node:path'
import {createIgnoreRules, type IgnoreRules} from './ignored-files.ts'
import {childrenOf, mountPointsBelow} from './list-tree.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {openFolder, stampOf} from './open-inside.ts'
import {parentOf} from './parent-of.ts'
import {readGitIndex} from './read-git-index.ts'
import {diskBytes} from './watch-view-size.ts'
import {toWorkspacePath} from './workspace-path.ts'

export type GitFiles =
  | {
      readonly kind: 'listed'
      /** Files and links, relative to the root. */
      readonly files: readonly string[]
      /** Folders, each after the one it lies in. */
      readonly folders: readonly string[]
      /** The folders of git, to be copied whole. */
      readonly repositories: readonly string[]
    }
  | {readonly kind: 'unavailable'; readonly because: string}

const maxFiles = 100_000
const maxBytes = 2 * 1024 ** 3

/**
 * The files that git tracks and those that it does not ignore, as they are in the working tree, found without running git.
 * A file that is tracked and matches an ignore rule all the same is among them.
 */
export async function listGitFiles(root: string, signal: AbortSignal): Promise<GitFiles> {
  const git = await stampOf(path.join(root, '.git'))
  if (git?.kind !== 'directory') return {kind: 'unavailable', because: 'the workspace has no .git folder of its own'}
  const index = await readGitIndex(root)
  if (index.kind === 'unreadable') return {kind: 'unavailable', because: index.because}

  const walk: Walk = {
    root,
    rules: createIgnoreRules(root),
    leftOut: await mountPointsBelow(root),
    ...{files: [], folders: [], repositories: [], bytes: 0n},
  }
  for (let level = ['']; level.length > 0;) {
    signal.throwIfAborted()
    const next = await mapConcurrently(level, (folder) => walkFolder(walk, folder))
    if (isTooLarge(walk)) return tooLarge
    level = next.flat()
  }
  await addTracked(walk, index.names)
  for (const repository of walk.repositories) walk.bytes += BigInt((await diskBytes(path.join(root, repository))) ?? 0)
  if (isTooLarge(walk)) return tooLarge
  const {files, folders, repositories} = walk
  return {kind: 'listed', files, folders: [...new Set([...folders, ...foldersOf(files)])].toSorted(), repositories}
}

const tooLarge: GitFiles = {kind: 'unavailable', because: 'what git does not ignore is more than 100,000 files or 2 GB'}

interface Walk {
  readonly root: string
  readonly rules: IgnoreRules
  readonly leftOut: ReadonlySet<string>
  readonly files: string[]
  readonly folders: string[]
  readonly repositories: string[]
  bytes: bigint
}

function isTooLarge({files, bytes}: Walk): boolean {
  return files.length > maxFiles || bytes > BigInt(maxBytes)
}

/** Returns the folders to be walked next. */
async function walkFolder(walk: Walk, folder: string): Promise<readonly string[]> {
  const next: string[] = []
  for (const child of await childrenOf(path.join(walk.root, folder))) {
    if (isTooLarge(walk)) return []
    const inside = folder === '' ? child.name : `${folder}/${child.name}`
    if (child.isDirectory()) {
      if (child.name === '.git') walk.repositories.push(inside)
      else if (await isEntered(walk, inside)) next.push(inside)
    } else if (await isShown(walk, {child, inside})) await addFile(walk, inside)
  }
  walk.folders.push(...next)
  return next
}

async function isEntered({root, rules, leftOut}: Walk, inside: string): Promise<boolean> {
  return !leftOut.has(path.join(root, inside)) && !(await rules.isFolderIgnored(inside))
}

/** Pipes, sockets and devices are left out. */
async function isShown({rules}: Walk, {child, inside}: {child: Dirent; inside: string}): Promise<boolean> {
  return (child.isFile() || child.isSymbolicLink()) && !(await rules.isFileIgnored(inside))
}

async function addFile(walk: Walk, inside: string): Promise<void> {
  const stamp = await stampOf(path.join(walk.root, inside))
  if (stamp?.kind !== 'file' && stamp?.kind !== 'link') return
  walk.files.push(inside)
  if (stamp.kind === 'file') walk.bytes += stamp.sizeBytes
}

async function addTracked(walk: Walk, names: readonly string[]): Promise<void> {
  const known = new Set(walk.files)
  const missing = names.filter((name) => !known.has(name) && toWorkspacePath(walk.root, name) !== undefined)
  await mapConcurrently(missing, async (name) => {
    if (isTooLarge(walk)) return
    // A folder of the index may be a link now, which leads anywhere.
    const opening = await openFolder(walk.root, parentOf(name))
    if (opening.kind !== 'folder') return
    await opening.folder.close()
    await addFile(walk, name)
  })
}

function foldersOf(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    const names = file.split('/').slice(0, -1)
    return names.map((_, index) => names.slice(0, index + 1).join('/'))
  })
}
