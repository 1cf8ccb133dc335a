import {lstat, readdir, readFile} from 'node:fs/promises'
import path from 'node:path'

const maxListedEntries = 60
const unlisted = new Set(['.git', 'node_modules', '.DS_Store'])

export interface EnvironmentPlace {
  readonly root: string
  readonly cwd: string
  /** Where the files of `root` lie on this machine. */
  readonly hostRoot: string
  /** Where the user has the workspace, if that is not `root`. */
  readonly copyOf?: string
  readonly os: string
  readonly now: Date
  /** What commands may reach; absent where they have no network. */
  readonly hosts?: readonly string[]
  /** Whether files that git ignores are not there for commands. */
  readonly isWithoutIgnored?: boolean
}

/** What the model should know before its first step: where it is, and what lies at the top of the workspace. */
export async function environmentFacts(place: EnvironmentPlace): Promise<string> {
  const lines = [
    `workspace: ${place.root}`,
    ...(place.copyOf === undefined ? [] : [copyLine(place.copyOf)]),
    ...(place.root === place.cwd ? [] : [`the user is in: ${path.relative(place.root, place.cwd)}/`]),
    `os: ${place.os}`,
    `date: ${place.now.toISOString().slice(0, 10)}`,
    ...(place.hosts === undefined
      ? []
      : [`network: only through the proxy of HTTPS_PROXY, to ${place.hosts.join(', ')}`]),
    ...(place.isWithoutIgnored === true
      ? ['missing here: every file that git ignores, such as installed packages and build results']
      : []),
    `git: ${await gitState(place.hostRoot)}`,
    `files: ${await topLevels(place.hostRoot)}`,
  ]
  return `<environment>\n${lines.join('\n')}\n</environment>`
}

/** Texts in the workspace, and the user, name files by the path that they have there. */
function copyLine(original: string): string {
  return `the workspace is a copy of ${original}: use relative paths, or paths below the workspace, never below ${original}`
}

/** Reads HEAD as a file: git itself would run programs that the repository's configuration names. */
async function gitState(root: string): Promise<string> {
  const head = await readSmallFile(path.join(await gitFolder(root), 'HEAD'))
  if (head === undefined) return 'not a repository'

  const branch = /^ref: refs\/heads\/(.{1,200})$/m.exec(head)?.[1]
  if (branch !== undefined) return `branch ${branch}`
  const commit = /^[0-9a-f]{12}/.exec(head)?.[0]
  return commit === undefined ? 'a repository in an unknown state' : `detached at ${commit}`
}

/** In a worktree and in a submodule `.git` is a file that names the folder. */
async function gitFolder(root: string): Promise<string> {
  const dotGit = path.join(root, '.git')
  const text = (await readSmallFile(dotGit)) ?? ''
  return path.resolve(root, /^gitdir: (.+)$/m.exec(text)?.[1] ?? dotGit)
}

/** A repository may hold anything under these names: a pipe would keep the reader waiting, a link lead to a secret. */
async function readSmallFile(file: string): Promise<string | undefined> {
  const found = await lstat(file).catch(() => undefined)
  if (found?.isFile() !== true || found.size > 4096) return undefined
  return readFile(file, 'utf8').catch(() => undefined)
}

/** The top folder, and what lies directly in its folders while there is room. */
async function topLevels(root: string): Promise<string> {
  const top = await listFolder(root)
  const listed: string[] = []

  for (const entry of top.slice(0, maxListedEntries)) {
    const inner = entry.isFolder ? await listFolder(path.join(root, entry.name)) : []
    const fits = listed.length + top.length + inner.length <= maxListedEntries && inner.length > 0
    if (fits) listed.push(...inner.map((child) => `${entry.name}/${child.name}${child.isFolder ? '/' : ''}`))
    else listed.push(`${entry.name}${entry.isFolder ? '/' : ''}`)
  }
  const hidden = Math.max(0, top.length - maxListedEntries)
  return listed.join(' ') + (hidden > 0 ? ` … and ${hidden} more` : '')
}

async function listFolder(folder: string): Promise<{name: string; isFolder: boolean}[]> {
  const entries = await readdir(folder, {withFileTypes: true}).catch(() => [])
  return entries
    .filter((entry) => !unlisted.has(entry.name) && !/[\n\r]/.test(entry.name))
    .map((entry) => ({name: entry.name, isFolder: entry.isDirectory()}))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}
