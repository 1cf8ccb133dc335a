import type {Dirent} from 'node:fs'
import {readdir, readFile, realpath, stat} from 'node:fs/promises'
import path from 'node:path'
import {mapConcurrently} from '../workspace/map-concurrently.ts'
import {holdsToken, isSecretFolder, secrecyOf} from './secret-files.ts'

/** Written by package managers and compilers: large, and not where people keep secrets. */
const skippedFolders = new Set(['.git', '.hg', '.venv', 'dist', 'node_modules', 'target', 'vendor', 'venv'])
const settingsBytes = 65_536

export interface FindHiddenPathsOptions {
  /** Real path of the workspace. */
  readonly root: string
  /** Hidden too, where it lies in the workspace. */
  readonly codexHome: string
  readonly maxDepth?: number
  readonly maxFolders?: number
}

export interface HiddenPaths {
  readonly paths: readonly string[]
  /** False when the workspace is deeper or larger than what was looked at. */
  readonly isComplete: boolean
}

/** Finds the files and folders of the workspace that commands must see empty. */
export async function findHiddenPaths(options: FindHiddenPathsOptions, signal: AbortSignal): Promise<HiddenPaths> {
  const {root, maxDepth = 6, maxFolders = 2_000} = options
  const codexHome = await realpath(options.codexHome).catch(() => options.codexHome)
  const hidden = new Set<string>()
  let level = [root]
  let visited = 0

  for (let depth = 0; level.length > 0; depth += 1) {
    visited += level.length
    if (depth > maxDepth || visited > maxFolders) return {paths: sorted(hidden), isComplete: false}

    const found = await mapConcurrently(level, async (folder) => {
      signal.throwIfAborted()
      return lookThrough(folder, {root, codexHome})
    })
    for (const place of found.flatMap((looked) => looked.hidden)) hidden.add(place)
    level = found.flatMap((looked) => looked.folders)
  }
  return {paths: sorted(hidden), isComplete: true}
}

interface Found {
  readonly hidden: readonly string[]
  /** To be looked through next. */
  readonly folders: readonly string[]
}

async function lookThrough(
  folder: string,
  {root, codexHome}: Pick<FindHiddenPathsOptions, 'root' | 'codexHome'>,
): Promise<Found> {
  const hidden: string[] = []
  const folders: string[] = []
  for (const entry of await entries(folder)) {
    const place = path.join(folder, entry.name)
    if (!entry.isDirectory()) hidden.push(...(await secretsAt(root, place, entry)))
    else if (isSecretFolder(entry.name) || place === codexHome) hidden.push(place)
    else if (!skippedFolders.has(entry.name)) folders.push(place)
  }
  return {hidden, folders}
}

/** A secret name may be a link to a file with another one: then that file is what must not be read. */
async function secretsAt(root: string, place: string, entry: Dirent): Promise<readonly string[]> {
  const secrecy = secrecyOf(path.relative(root, place))
  if (secrecy === 'plain' || (secrecy === 'look' && !(await settingsHoldToken(place)))) return []
  if (entry.isFile()) return [place]

  const target = await realpath(place).catch(() => undefined)
  if (!entry.isSymbolicLink() || target === undefined || !target.startsWith(`${root}${path.sep}`)) return []
  return (await isFile(target)) ? [target] : []
}

async function settingsHoldToken(file: string): Promise<boolean> {
  try {
    const {size} = await stat(file)
    // A file that cannot be looked through is not shown.
    return size > settingsBytes || holdsToken(await readFile(file, 'utf8'))
  } catch {
    return false
  }
}

async function isFile(place: string): Promise<boolean> {
  return (await stat(place)).isFile()
}

async function entries(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, {withFileTypes: true}).catch(() => [])
}

function sorted(paths: ReadonlySet<string>): readonly string[] {
  return [...paths].toSorted()
}
