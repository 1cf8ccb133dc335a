import type {Dirent} from 'node:fs'
import {lstat} from 'node:fs/promises'
import path from 'node:path'
import {createIgnoreRules, type IgnoreRules} from './ignored-files.ts'
import {isGitPath} from './landing-rules.ts'
import {childrenOf} from './list-tree.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {isUnreadable, readInside} from './read-inside.ts'
import type {Snapshot, SnapshotEntry} from './snapshot.ts'
import {toWorkspacePath, type WorkspacePath} from './workspace-path.ts'

export interface SnapshotRequest {
  readonly root: string
  /** Whether commands see a path empty, because it may hold secrets: its content is not read. */
  readonly isHidden: (inside: string) => boolean
  readonly maxFiles?: number
  readonly maxBytes?: number
}

/** What of `.git` is not kept: it is large, or it is brought from the repository when the state is restored. */
const leftOutOfGit = new Set(['hooks', 'lfs', 'modules', 'objects', 'worktrees'])
/** So much of an ignored folder at the top is named, because the model is told what lies there. */
const mostNamedInside = 60

/**
 * Reads the workspace as it is: all that git does not ignore, and of `.git` what says which commit, branch and index.
 * Links are kept and never followed. What cannot be read is not there, as it is for commands.
 */
export async function takeSnapshot(request: SnapshotRequest, signal: AbortSignal): Promise<Snapshot> {
  const {maxFiles = 5000, maxBytes = 32 * 1024 * 1024} = request
  const rules = createIgnoreRules(request.root)
  const entries: SnapshotEntry[] = []
  let bytes = 0

  let level: readonly string[] = ['']
  while (level.length > 0) {
    signal.throwIfAborted()
    const looked = await mapConcurrently(level, (folder) => lookInto(folder, {request, rules}))
    const places = looked.flat()
    if (entries.length + places.length > maxFiles) return tooLarge(`it has more than ${maxFiles} files`)

    let isTooLarge = false
    await mapConcurrently(places, async (place) => {
      const entry = isTooLarge ? undefined : await readPlace(request.root, place, maxBytes - bytes)
      if (entry === 'too-large') isTooLarge = true
      else if (entry !== undefined) {
        entries.push(entry)
        if (entry.type === 'file') bytes += entry.bytes.length
      }
    })
    if (isTooLarge || bytes > maxBytes) return tooLarge(`it has more than ${maxBytes / 1024 ** 2} MiB`)
    level = places.filter(({type}) => type === 'folder').map(({path: inside}) => inside)
  }
  return {kind: 'complete', entries}
}

function tooLarge(because: string): Snapshot {
  return {kind: 'too-large', because}
}

interface Place {
  readonly type: 'file' | 'folder' | 'hidden' | 'ignored'
  readonly path: WorkspacePath
  readonly isFolder: boolean
}

interface Look {
  readonly request: SnapshotRequest
  readonly rules: IgnoreRules
}

async function lookInto(folder: string, look: Look): Promise<readonly Place[]> {
  const children = await childrenOf(path.join(look.request.root, folder))
  const places = await Promise.all(children.map((child) => placeOf(folder, child, look)))
  return places.flat()
}

async function placeOf(folder: string, child: Dirent, look: Look): Promise<readonly Place[]> {
  const {root, isHidden} = look.request
  const inside = toWorkspacePath(root, folder === '' ? child.name : `${folder}/${child.name}`)
  if (inside === undefined || inside.includes('\uFFFD')) return []
  const isFolder = child.isDirectory()
  const place = (type: Place['type']): Place => ({type, path: inside, isFolder})
  if (isHidden(inside)) return [place('hidden')]

  if (isGitPath(inside)) return isKeptOfGit(inside) ? [place(isFolder ? 'folder' : 'file')] : []
  if (isFolder && (await look.rules.isFolderIgnored(inside))) return [place('ignored'), ...(await named(inside, look))]
  if (!isFolder && (await look.rules.isFileIgnored(inside))) return [place('ignored')]
  return [place(isFolder ? 'folder' : 'file')]
}

/** Nested repositories are left out. */
function isKeptOfGit(inside: string): boolean {
  const [top, second = ''] = inside.split('/')
  return top === '.git' && !leftOutOfGit.has(second)
}

async function named(folder: WorkspacePath, {request}: Look): Promise<readonly Place[]> {
  if (folder.includes('/') || folder === 'node_modules') return []
  const children = await childrenOf(path.join(request.root, folder))
  return children.slice(0, mostNamedInside).flatMap((child) => {
    const inside = toWorkspacePath(request.root, `${folder}/${child.name}`)
    return inside === undefined ? [] : [{type: 'ignored', path: inside, isFolder: child.isDirectory()} as const]
  })
}

async function readPlace(
  root: string,
  place: Place,
  maxBytes: number,
): Promise<SnapshotEntry | 'too-large' | undefined> {
  const {type, path: inside, isFolder} = place
  if (type === 'hidden' || type === 'ignored') return {type, path: inside, isFolder}
  if (type === 'folder') return {type, path: inside}

  const found = await readInside(root, inside, Math.max(0, maxBytes)).catch((error: unknown) => {
    if (isUnreadable(error)) return undefined
    throw error
  })
  if (found?.kind === 'too-large') return 'too-large'
  if (found?.kind !== 'found') return undefined
  if (found.entry.kind === 'file') {
    const {mode, bytes} = found.entry
    const writtenAtMs = Math.round((await lstat(path.join(root, inside)).catch(() => undefined))?.mtimeMs ?? 0)
    return {type: 'file', path: inside, mode, writtenAtMs, bytes}
  }
  return found.entry.kind === 'link' ? {type: 'link', path: inside, target: found.entry.target} : undefined
}
