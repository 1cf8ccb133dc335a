import type {Dirent} from 'node:fs'
import {lstat, readdir, realpath} from 'node:fs/promises'
import path from 'node:path'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {landingRule} from '../workspace/landing-rules.ts'
import {mapConcurrently} from '../workspace/map-concurrently.ts'
import type {ObeyedPlaces} from './protected-paths.ts'
import {isSecretFolder, secrecyOf} from './secret-files.ts'
import {settingsHoldToken} from './settings-hold-token.ts'

/** Written by package managers and compilers: large. Only what lies directly in them is looked at. */
const shallowFolders = new Set(['.hg', '.venv', 'dist', 'target', 'vendor', 'venv'])
const skippedFolders = new Set(['node_modules'])

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
  /** Unix sockets: in place, a command could speak through them with whatever program of the host listens. */
  readonly sockets: readonly string[]
  /** False when the workspace is deeper or larger than what was looked at. */
  readonly isComplete: boolean
  /** Met on the way: what programs outside the sandbox obey. */
  readonly obeyed: ObeyedPlaces
}

/** Finds the files and folders of the workspace that commands must see empty. */
export async function findHiddenPaths(options: FindHiddenPathsOptions, signal: AbortSignal): Promise<HiddenPaths> {
  const {root, maxDepth = 6, maxFolders = 20_000} = options
  const codexHome = await realpath(options.codexHome).catch(() => options.codexHome)
  let looked: readonly Found[] = []
  let left = maxFolders
  let isComplete = true

  let level: readonly Folder[] = [{place: root, isShallow: false, siblings: 0}]
  for (let depth = 0; level.length > 0; depth += 1) {
    const chosen = depth > maxDepth ? [] : choose(level, left)
    isComplete &&= chosen.length === level.length
    left -= chosen.length

    const found = await mapConcurrently(chosen, async (folder) => {
      signal.throwIfAborted()
      return lookThrough(folder, {root, codexHome})
    })
    looked = looked.concat(found)
    level = found.flatMap(({folders}) => folders.map((folder) => ({...folder, siblings: folders.length})))
  }
  return {
    paths: sorted(looked.flatMap(({hidden}) => hidden)),
    sockets: sorted(looked.flatMap(({sockets}) => sockets)),
    isComplete,
    obeyed: {
      repositories: sorted(looked.flatMap(({repositories}) => repositories)),
      settings: sorted(looked.flatMap(({settings}) => settings)),
      rootLinks: sorted(looked[0]?.links ?? []),
    },
  }
}

interface Folder {
  readonly place: string
  readonly isShallow: boolean
  /** How many folders of the next level its parent has. */
  readonly siblings: number
}

/** A huge folder must not use up what is left for its neighbours: its children come last. */
function choose(level: readonly Folder[], left: number): readonly Folder[] {
  if (level.length <= left) return level
  return level.toSorted((a, b) => a.siblings - b.siblings).slice(0, left)
}

interface Found {
  readonly hidden: string[]
  readonly sockets: string[]
  /** To be looked through next. */
  readonly folders: Omit<Folder, 'siblings'>[]
  readonly repositories: string[]
  readonly settings: string[]
  readonly links: string[]
}

type Bounds = Pick<FindHiddenPathsOptions, 'root' | 'codexHome'>

async function lookThrough({place: folder, isShallow}: Folder, bounds: Bounds): Promise<Found> {
  const found: Found = {hidden: [], sockets: [], folders: [], repositories: [], settings: [], links: []}
  for (const entry of await entries(folder)) {
    const place = path.join(folder, entry.name)
    if (entry.isSymbolicLink()) found.links.push(place)
    else if (entry.isSocket()) found.sockets.push(place)
    else if (entry.name === '.git') found.repositories.push(place)
    else if (isObeyed(path.relative(bounds.root, place), entry)) found.settings.push(place)

    if (!entry.isDirectory()) found.hidden.push(...(await secretsAt(bounds.root, place, entry)))
    else if (entry.name === '.git') {
      found.hidden.push(...(await secretsOfRepository(bounds.root, place)))
      // git's own file system monitor listens there.
      found.sockets.push(
        ...(await entries(place)).filter((child) => child.isSocket()).map(({name}) => path.join(place, name)),
      )
    } else if (isSecretFolder(entry.name) || place === bounds.codexHome) found.hidden.push(place)
    else if (!isShallow && !skippedFolders.has(entry.name)) {
      found.folders.push({place, isShallow: shallowFolders.has(entry.name)})
    }
  }
  return found
}

/** What may not land without an answer, or a folder made for such files. */
function isObeyed(inside: string, entry: Dirent): boolean {
  // Asking about each of many thousand files would take long.
  if (!/^\.|\.code-workspace$|^codex\.config\.|^mise\.toml$/i.test(entry.name)) return false
  const candidate = entry.isDirectory() ? `${inside}/settings.json` : inside
  return landingRule(candidate).kind === 'needs-answer'
}

async function secretsOfRepository(root: string, folder: string): Promise<readonly string[]> {
  const found = await entries(folder)
  const config = found.filter(({name}) => name === 'config')
  return (await Promise.all(config.map((entry) => secretsAt(root, path.join(folder, entry.name), entry)))).flat()
}

/** A secret name may be a link to a file with another one: then that file is what must not be read. */
async function secretsAt(root: string, place: string, entry: Dirent): Promise<readonly string[]> {
  const secrecy = secrecyOf(path.relative(root, place))
  if (secrecy === 'plain') return []
  const file = entry.isSymbolicLink() ? await linkedFile(root, place) : place
  if (file === undefined || (!entry.isFile() && !entry.isSymbolicLink())) return []
  return secrecy === 'secret' || (await settingsHoldToken(file)) ? [file] : []
}

async function linkedFile(root: string, link: string): Promise<string | undefined> {
  try {
    const file = await realpath(link)
    return isAtOrBelow(root, file) && (await lstat(file)).isFile() ? file : undefined
  } catch {
    return undefined
  }
}

async function entries(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, {withFileTypes: true}).catch(() => [])
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].toSorted()
}
