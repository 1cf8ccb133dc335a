import {constants, type Dirent} from 'node:fs'
import {lstat, readFile, readlink} from 'node:fs/promises'
import path from 'node:path'
import {errorCode} from './error-code.ts'
import {createIgnoreRules, type IgnoreRules} from './ignored-files.ts'
import {isGitPath} from './landing-rules.ts'
import {childrenOf} from './list-tree.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {openFolder, type OpenFolder} from './open-inside.ts'
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
  const entries: SnapshotEntry[] = []
  const look: Look = {request, rules: createIgnoreRules(request.root), left: {files: maxFiles, bytes: maxBytes}}

  let level: readonly string[] = ['']
  while (level.length > 0) {
    const found = await mapConcurrently(level, async (folder) => {
      signal.throwIfAborted()
      return readFolder(folder, look)
    })
    if (look.left.files < 0) return {kind: 'too-large', because: `it has more than ${maxFiles} files`}
    if (look.left.bytes < 0) return {kind: 'too-large', because: `it has more than ${maxBytes / 1024 ** 2} MiB`}
    entries.push(...found.flat())
    level = found.flat().flatMap((entry) => (entry.type === 'folder' ? [entry.path] : []))
  }
  return {kind: 'complete', entries}
}

interface Look {
  readonly request: SnapshotRequest
  readonly rules: IgnoreRules
  /** Below zero: there is more than is kept, and nothing more is read. */
  readonly left: {files: number; bytes: number}
}

async function readFolder(folder: string, look: Look): Promise<readonly SnapshotEntry[]> {
  const opening = await openFolder(look.request.root, folder)
  if (opening.kind !== 'folder') return []
  try {
    const children = await childrenOf(opening.folder.entry('.'))
    const found = await mapConcurrently(children, async (child) => {
      const places = await placesOf(folder, child, look)
      look.left.files -= places.length
      const isEnough = look.left.files < 0 || look.left.bytes < 0
      return isEnough ? [] : Promise.all(places.map((place) => readPlace(opening.folder, place, look)))
    })
    return found.flat().filter((entry) => entry !== undefined)
  } finally {
    await opening.folder.close()
  }
}

interface Place {
  readonly type: 'file' | 'folder' | 'hidden' | 'ignored'
  readonly path: WorkspacePath
  readonly isFolder: boolean
}

async function placesOf(folder: string, child: Dirent, look: Look): Promise<readonly Place[]> {
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

async function readPlace(folder: OpenFolder, place: Place, {left}: Look): Promise<SnapshotEntry | undefined> {
  const {type, path: inside, isFolder} = place
  if (type === 'hidden' || type === 'ignored') return {type, path: inside, isFolder}
  if (type === 'folder') return {type, path: inside}

  const location = folder.entry(path.posix.basename(inside))
  try {
    const stats = await lstat(location)
    if (stats.isSymbolicLink()) return {type: 'link', path: inside, target: await readlink(location)}
    if (!stats.isFile()) return undefined
    left.bytes -= stats.size
    if (left.bytes < 0) return undefined
    const bytes = await readFile(location, {flag: constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK})
    return {type, path: inside, mode: stats.mode & 0o777, writtenAtMs: Math.round(stats.mtimeMs), bytes}
  } catch (error) {
    // It cannot be read, or it is gone meanwhile.
    if (errorCode(error) === undefined) throw error
    return undefined
  }
}
