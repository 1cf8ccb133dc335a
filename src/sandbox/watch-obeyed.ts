import {readdir, rename} from 'node:fs/promises'
import path from 'node:path'
import type {FileEffect} from '../workspace/change-set.ts'
import {openFolder, stampOf} from '../workspace/open-inside.ts'
import {isUnreadable, readInside} from '../workspace/read-inside.ts'
import {toWorkspacePath} from '../workspace/workspace-path.ts'
import {boundSockets} from './bound-sockets.ts'
import {findHiddenPaths, type FindHiddenPathsOptions, type HiddenPaths} from './find-hidden-paths.ts'
import {withoutPlaceholders} from './placeholder-records.ts'

/** Something new that git or an editor obeys as soon as somebody works there. */
export interface ObeyedPlace {
  /** Relative to the workspace. */
  readonly path: string
  readonly kind: 'repository' | 'settings'
  /** What is in it, as far as it is short text: for a repository its configuration and hooks. */
  readonly effects: readonly FileEffect[]
}

/** Finds what a command has made that programs outside the sandbox obey, where it works on the user's own files. */
export interface ObeyedWatch {
  /** What has appeared since the last time. Each place is named once. */
  appeared(signal: AbortSignal): Promise<readonly ObeyedPlace[]>
  /** Sockets of the host in the workspace that were there at first, or that were found by `appeared`. */
  hostSockets(): readonly string[]
  /** Gives it a name that nobody obeys. Returns that path, or `undefined` where it is gone or could not be renamed. */
  setAside(place: ObeyedPlace): Promise<string | undefined>
}

const mostFiles = 20
const maxFileBytes = 64 * 1024
const asideSuffix = '.set-aside'

/** `recordFolder` is that of the placeholders: those of other processes were not made by a command. */
export function createObeyedWatch(
  bounds: FindHiddenPathsOptions & {readonly recordFolder: string},
  found: Pick<HiddenPaths, 'obeyed' | 'sockets'>,
): ObeyedWatch {
  const known = new Set([...found.obeyed.repositories, ...found.obeyed.settings])
  const sockets = new Set(found.sockets)
  return {
    hostSockets: () => [...sockets],
    async appeared(signal) {
      const {obeyed, sockets: standing} = await findHiddenPaths(bounds, signal)
      for (const socket of await boundSockets(standing)) sockets.add(socket)
      const places: ObeyedPlace[] = []
      for (const [kind, paths] of [
        ['repository', obeyed.repositories] as const,
        ['settings', obeyed.settings] as const,
      ]) {
        const unknown = paths.filter((candidate) => !known.has(candidate))
        for (const place of await withoutPlaceholders(bounds.recordFolder, unknown)) {
          known.add(place)
          places.push(await look(bounds.root, place, kind))
        }
      }
      return places
    },
    async setAside(place) {
      known.delete(path.join(bounds.root, place.path))
      return setAside(bounds.root, place.path)
    },
  }
}

async function look(root: string, place: string, kind: ObeyedPlace['kind']): Promise<ObeyedPlace> {
  const inside = path.relative(root, place)
  const below = await readdir(place, {recursive: true}).catch((): string[] => [])
  const names = below.length === 0 ? [''] : below.filter((name) => kind === 'settings' || isObeyedByGit(name))
  const effects: FileEffect[] = []
  for (const name of names.toSorted()) {
    const file = toWorkspacePath(root, path.join(inside, name))
    if (file === undefined || effects.length >= mostFiles) continue
    const read = await readInside(root, file, maxFileBytes).catch((error: unknown) => {
      if (isUnreadable(error)) return undefined
      throw error
    })
    if (read?.kind !== 'found' || read.entry.kind === 'directory' || read.entry.kind === 'special') continue
    if (read.entry.kind !== 'absent') effects.push({path: file, before: {kind: 'absent'}, after: read.entry})
  }
  return {path: inside, kind, effects}
}

function isObeyedByGit(name: string): boolean {
  return name === 'config' || name === 'config.worktree' || (name.startsWith('hooks/') && !name.endsWith('.sample'))
}

async function setAside(root: string, inside: string): Promise<string | undefined> {
  const opening = await openFolder(root, path.dirname(inside) === '.' ? '' : path.dirname(inside))
  if (opening.kind !== 'folder') return undefined
  const {folder} = opening
  const name = path.basename(inside)
  try {
    for (let attempt = 1; attempt < 100; attempt++) {
      const aside = `${name}${asideSuffix}${attempt === 1 ? '' : `-${attempt}`}`
      if ((await stampOf(folder.entry(aside))) !== undefined) continue
      return await rename(folder.entry(name), folder.entry(aside)).then(
        () => path.join(path.dirname(inside), aside),
        () => undefined,
      )
    }
    return undefined
  } finally {
    await folder.close()
  }
}
