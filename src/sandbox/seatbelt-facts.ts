import {lstat, readdir, realpath} from 'node:fs/promises'
import path from 'node:path'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import {type MountFacts, readMountFacts} from './host-facts.ts'
import type {IsPlaceholder, Place} from './workspace-places.ts'

export interface RealPolicy {
  /** With real paths: the kernel compares what links lead to, as it is spelled on the disk. */
  readonly policy: SandboxPolicy
  /** The policy's paths as they were given, where they lead through links. */
  readonly namedPaths: readonly string[]
}

/** What a profile must know of this machine, and the policy that it is about. */
export type SeatbeltFacts = MountFacts & RealPolicy

export async function readSeatbeltFacts(real: RealPolicy, isPlaceholder?: IsPlaceholder): Promise<SeatbeltFacts> {
  const facts = await readMountFacts(real.policy, isPlaceholder)
  return {...facts, ...real, protectedPlaces: await everySpelling(real.policy, facts.protectedPlaces)}
}

export async function realPolicy(policy: SandboxPolicy): Promise<RealPolicy> {
  const {source, target, writableRoots} = policy.workspace
  const realTarget = await realOf(target)
  const moved = (place: string): string => path.join(realTarget, path.relative(target, place))
  const readPaths = await Promise.all(policy.readPaths.map(realNames))
  const given = [target, ...policy.readPaths]
  const real = [realTarget, ...readPaths.flat()]
  return {
    policy: {
      ...policy,
      workspace: {
        ...policy.workspace,
        source: source.kind === 'directory' ? {kind: 'directory', path: await realOf(source.path)} : source,
        target: realTarget,
        ...(writableRoots !== undefined && {writableRoots: writableRoots.map(moved)}),
      },
      readPaths: [...new Set(readPaths.flat())],
      hiddenPaths: policy.hiddenPaths.map(moved),
      protectedPaths: policy.protectedPaths.map(moved),
    },
    namedPaths: given.filter((place) => !real.includes(place)),
  }
}

/** A link itself, and the file that it leads to. A folder at its end is shown only where the policy names it. */
async function realNames(place: string): Promise<readonly string[]> {
  const found = await lstat(place).catch(() => undefined)
  if (found === undefined) return [place]
  if (!found.isSymbolicLink()) return [await realOf(place)]
  const link = path.join(await realOf(path.dirname(place)), path.basename(place))
  const end = await realpath(place).catch(() => undefined)
  const isFile = end !== undefined && (await lstat(end)).isFile()
  return isFile ? [link, end] : [link]
}

async function realOf(place: string): Promise<string> {
  return realpath(place).catch(() => place)
}

/**
 * Where a file system takes `.VSCode` for `.vscode`, the kernel compares the name on the disk. All names that could be
 * meant are protected; what is missing is held by a placeholder, under its own name.
 */
async function everySpelling(
  {workspace: {target}}: SandboxPolicy,
  places: readonly Place[],
): Promise<readonly Place[]> {
  const names = new Map<string, Promise<readonly string[]>>()
  const namesIn = (folder: string): Promise<readonly string[]> => {
    const known = names.get(folder) ?? readdir(folder).catch(() => [])
    names.set(folder, known)
    return known
  }
  const found = await Promise.all(
    places.map(async (place) => {
      if (place.kind === 'missing') return [place]
      const spellings = await spellingsOf(path.relative(target, place.path).split('/'), {target, namesIn})
      return [place, ...spellings.map((spelling) => ({...place, path: spelling}))]
    }),
  )
  return [...new Map(found.flat().map((place) => [place.path, place])).values()]
}

async function spellingsOf(
  names: readonly string[],
  {target, namesIn}: {readonly target: string; readonly namesIn: (folder: string) => Promise<readonly string[]>},
): Promise<readonly string[]> {
  let places = [target]
  for (const name of names) {
    const next = await Promise.all(
      places.map(async (folder) => {
        const same = (await namesIn(folder)).filter((other) => folded(other) === folded(name))
        return same.map((other) => path.join(folder, other))
      }),
    )
    places = next.flat()
  }
  return places
}

/** As file systems of macOS compare names, or more generously. */
function folded(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
}
