import path from 'node:path'
import {openFolder} from '../open-inside.ts'
import {readInside} from '../read-inside.ts'
import type {WorkspacePath} from '../workspace-path.ts'
import type {CommitSet, GitObject} from './commit-set.ts'
import {linksOf, unpackObject, type ObjectLink} from './git-object.ts'
import {openKnownObjects, type KnownObjects} from './known-objects.ts'
import {readTips} from './read-tips.ts'

export type CollectedCommits =
  | {readonly kind: 'none'}
  | {readonly kind: 'found'; readonly commits: CommitSet}
  /** There are some, and they are not taken. */
  | {readonly kind: 'dropped'; readonly because: string}

const mostTips = 10
const mostObjects = 20_000
const maxTotalBytes = 256 * 1024 * 1024
const maxObjectBytes = 64 * 1024 * 1024

/**
 * Finds the commits that were made in the view and that the user's repository does not have. Everything below the
 * view's `.git` may be forged: no git runs on it, no link is followed, an object is taken only when its content has
 * its name as hash, and only together with all that it needs.
 */
export async function collectCommits(root: string, viewRoot: string, signal: AbortSignal): Promise<CollectedCommits> {
  if (!(await isOrdinary(root)) || !(await isOrdinary(viewRoot))) return {kind: 'none'}

  const known = await openKnownObjects(path.join(root, '.git', 'objects'))
  try {
    const tips: {branch: string; id: string}[] = []
    for (const tip of await readTips(viewRoot)) {
      const isNew = tips.every(({id}) => id !== tip.id) && !(await known.has(tip.id))
      if (isNew) tips.push(tip)
    }
    if (tips.length === 0) return {kind: 'none'}
    if (tips.length > mostTips) return {kind: 'dropped', because: `more than ${mostTips} branches have new ones`}
    const objects = await walk({viewRoot, known, tips}, signal)
    return typeof objects === 'string' ? {kind: 'dropped', because: objects} : {kind: 'found', commits: {tips, objects}}
  } finally {
    await known.close()
  }
}

/** A `.git` that is a file, as in worktrees and submodules, leads to a repository elsewhere, which no command can write. */
async function isOrdinary(root: string): Promise<boolean> {
  const opening = await openFolder(root, '.git/objects')
  if (opening.kind !== 'folder') return false
  await opening.folder.close()
  const common = await readInside(root, '.git/commondir' as WorkspacePath)
  return common.kind === 'found' && common.entry.kind === 'absent'
}

interface Search {
  readonly viewRoot: string
  readonly known: KnownObjects
  readonly tips: CommitSet['tips']
}

/** All new objects that the tips need, or why there is something that cannot be taken. */
async function walk({viewRoot, known, tips}: Search, signal: AbortSignal): Promise<readonly GitObject[] | string> {
  const taken = new Map<string, GitObject>()
  const queue: ObjectLink[] = tips.map(({id}) => ({id, type: 'commit'}))
  let bytes = 0
  for (let link = queue.pop(); link !== undefined; link = queue.pop()) {
    signal.throwIfAborted()
    const {id, type} = link
    if (taken.has(id)) {
      if (taken.get(id)?.type !== type) return `the object ${id} is not a ${type}`
      continue
    }
    if (await known.has(id)) continue
    const object = await readLoose(viewRoot, id)
    if (object?.type !== type) return `the ${type} ${id} is not among the loose objects of the copy`
    const links = linksOf(object)
    if (typeof links === 'string') return links
    taken.set(id, object)
    bytes += object.bytes.length
    if (taken.size > mostObjects || bytes > maxTotalBytes) return 'they have more than 20,000 objects or 256 MB'
    queue.push(...links)
  }
  return [...taken.values()]
}

async function readLoose(viewRoot: string, id: string): Promise<GitObject | undefined> {
  const inside = `.git/objects/${id.slice(0, 2)}/${id.slice(2)}` as WorkspacePath
  const found = await readInside(viewRoot, inside, maxObjectBytes)
  if (found.kind !== 'found' || found.entry.kind !== 'file') return undefined
  return unpackObject(id, found.entry.bytes)
}
