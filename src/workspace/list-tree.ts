import {readdir, readFile} from 'node:fs/promises'
import type {Dirent} from 'node:fs'
import path from 'node:path'
import {errorCode} from './error-code.ts'
import {isGitPath} from './landing-rules.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {stampOf} from './open-inside.ts'

export interface TreeListing {
  /** Everything but folders, by its path inside the tree. Equal stamps: the same entry, unchanged. */
  readonly entries: ReadonlyMap<string, string>
  /** False: the tree has more than `limit` entries, and only some are here. */
  readonly isComplete: boolean
}

export interface ListOptions {
  /** Reading stamps costs a look at every file; without them all stamps are empty. */
  readonly withStamps: boolean
  readonly limit: number
  /** Folders that are not entered, as absolute paths. */
  readonly leaveOut?: ReadonlySet<string>
}

/** Lists a tree without `.git` folders. Links are entries. What cannot be read is not there. */
export async function listTree(root: string, options: ListOptions, signal: AbortSignal): Promise<TreeListing> {
  const entries = new Map<string, string>()
  let level = ['']
  while (level.length > 0 && entries.size <= options.limit) {
    signal.throwIfAborted()
    const next = await mapConcurrently(level, (folder) => listFolder(root, folder, {options, entries}))
    level = next.flat()
  }
  return {entries, isComplete: level.length === 0}
}

/** The folders that other file systems are mounted on: an overlay shows them empty, and nothing of them is ours. */
export async function mountPointsBelow(root: string): Promise<ReadonlySet<string>> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  const points = table.split('\n').map((line) => unescape(line.split(' ')[4] ?? ''))
  return new Set(points.filter((point) => point.startsWith(root === '/' ? '/' : `${root}/`)))
}

async function listFolder(
  root: string,
  folder: string,
  {options, entries}: {options: ListOptions; entries: Map<string, string>},
): Promise<string[]> {
  const folders: string[] = []
  for (const child of await childrenOf(path.join(root, folder))) {
    if (isGitPath(child.name)) continue
    const inside = folder === '' ? child.name : `${folder}/${child.name}`
    if (!child.isDirectory()) entries.set(inside, options.withStamps ? await stampText(path.join(root, inside)) : '')
    else if (options.leaveOut?.has(path.join(root, inside)) !== true) folders.push(inside)
  }
  return folders
}

export async function childrenOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, {withFileTypes: true})
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return []
    throw error
  }
}

async function stampText(location: string): Promise<string> {
  const stamp = await stampOf(location)
  return stamp === undefined ? '' : `${stamp.inode} ${stamp.changedAtNs}`
}

/** Spaces and the like are octal in the mount table. */
function unescape(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
