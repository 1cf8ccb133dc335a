import {lstatSync} from 'node:fs'
import {realpath} from 'node:fs/promises'
import path from 'node:path'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {hostPathOf} from './host-path-of.ts'

/** What stands at a protected or hidden path of the workspace, found without following links. */
export interface Place {
  /** As the command sees it. For `missing`: its topmost part that is missing. */
  readonly path: string
  readonly kind: 'file' | 'directory' | 'link' | 'missing'
}

/** Whether what stands at a path of the host only holds a missing path, for this command or for another one. */
export type IsPlaceholder = (place: string) => Promise<boolean>

/** A path that leads through a file is protected by protecting that file. What a placeholder holds is missing. */
export async function findProtectedPlaces(
  policy: SandboxPolicy,
  isPlaceholder?: IsPlaceholder,
): Promise<readonly Place[]> {
  const places = await Promise.all(policy.protectedPaths.map((candidate) => walk(policy, candidate, isPlaceholder)))
  return unique(places)
}

/** Where the command may write, if not everywhere. One below another says nothing more. */
export async function findWritablePlaces(policy: SandboxPolicy): Promise<readonly Place[]> {
  const roots = policy.workspace.writableRoots ?? []
  const outermost = roots.filter((root) => !roots.some((other) => other !== root && isAtOrBelow(other, root)))
  return unique(await Promise.all(outermost.map((root) => rootPlace(policy, root))))
}

async function rootPlace(policy: SandboxPolicy, root: string): Promise<Place> {
  return root === policy.workspace.target ? {path: root, kind: 'directory'} : walk(policy, root)
}

/** What is missing needs no hiding. A link is followed to the place that holds the content. */
export async function findHiddenPlaces(policy: SandboxPolicy): Promise<readonly Place[]> {
  const places = await Promise.all(policy.hiddenPaths.map((candidate) => hiddenPlace(policy, candidate)))
  return unique(places.filter((place) => place !== undefined))
}

async function hiddenPlace(policy: SandboxPolicy, candidate: string): Promise<Place | undefined> {
  const place = await walk(policy, candidate)
  if (place.kind === 'missing') return undefined
  if (place.kind !== 'link') return place.path === candidate ? place : undefined

  const root = await realpath(hostPathOf(policy.workspace.source))
  const content = await realpath(toHost(policy, candidate)).catch(() => undefined)
  if (content === undefined || !content.startsWith(`${root}/`)) return undefined
  return walk(policy, path.join(policy.workspace.target, content.slice(root.length)))
}

async function walk(policy: SandboxPolicy, candidate: string, isPlaceholder?: IsPlaceholder): Promise<Place> {
  const {target} = policy.workspace
  const names = path.relative(target, candidate).split('/')
  let place = target
  for (const name of names) {
    place = path.join(place, name)
    const found = kindOf(toHost(policy, place))
    if (found === 'missing' || found === 'link') return {path: place, kind: found}
    if (await isPlaceholder?.(toHost(policy, place))) return {path: place, kind: 'missing'}
    if (found === 'file') return {path: place, kind: 'file'}
  }
  return {path: place, kind: 'directory'}
}

/** Without waiting: there are some fifty of these for each command. */
function kindOf(place: string): Place['kind'] {
  try {
    const found = lstatSync(place)
    if (found.isSymbolicLink()) return 'link'
    return found.isDirectory() ? 'directory' : 'file'
  } catch {
    return 'missing'
  }
}

function toHost(policy: SandboxPolicy, place: string): string {
  return path.join(hostPathOf(policy.workspace.source), path.relative(policy.workspace.target, place))
}

function unique(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [place.path, place])).values()]
}
