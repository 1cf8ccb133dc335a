import path from 'node:path'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import type {HostFacts, ReadPath} from './host-facts.ts'
import type {Place} from './workspace-places.ts'

/** One step in making the file tree of a command, in order. Every `path` is as the command sees it. */
export type Mount =
  | {readonly kind: 'link'; readonly path: string; readonly to: string}
  | {
      readonly kind: 'bind'
      readonly type: 'file' | 'directory'
      readonly source: string
      readonly path: string
      readonly access: 'read' | 'write'
      /** Mounts below `source`, which follow it. */
      readonly submounts: readonly string[]
    }
  | {readonly kind: 'empty'; readonly type: 'file' | 'directory'; readonly path: string}

export type MountPlan =
  | {readonly kind: 'planned'; readonly mounts: readonly Mount[]; readonly guarded: readonly Place[]}
  /** The backends cannot do what the policy asks for. */
  | {readonly kind: 'refused'; readonly because: string}

/** Each sandbox has its own of these. */
const ownFolders = ['/dev', '/proc', '/sys']

/** Plans which host files a command sees, and how. Pure. */
export function planMounts(policy: SandboxPolicy, facts: HostFacts): MountPlan {
  const refusal = findRefusal(policy, facts)
  if (refusal !== undefined) return {kind: 'refused', because: refusal}

  const {workspace} = policy
  const shown = visibleReadPaths(facts.readPaths, workspace.target)
  const guarded = workspace.access === 'write' ? facts.protectedPlaces : []
  return {
    kind: 'planned',
    mounts: [
      ...shown.map((found) => readMount(found, facts)),
      bind({source: workspace.source.path, path: workspace.target, access: workspace.access}, facts),
      ...guardMounts(policy, guarded, facts),
      ...facts.hiddenPlaces.map((place): Mount => ({kind: 'empty', type: typeOf(place), path: place.path})),
    ],
    guarded,
  }
}

function findRefusal(policy: SandboxPolicy, facts: HostFacts): string | undefined {
  const {workspace, readPaths, hiddenPaths, protectedPaths} = policy
  const all = [workspace.source.path, workspace.target, ...readPaths, ...hiddenPaths, ...protectedPaths]
  const odd = all.find((candidate) => !path.isAbsolute(candidate) || /[\n\0]/.test(candidate))
  if (odd !== undefined) return `the path ${JSON.stringify(odd)} is not absolute, or has a line break in it`

  const own = [workspace.target, ...readPaths].map((candidate) => path.resolve(candidate)).find(isOwn)
  if (own !== undefined) return `${own} cannot be shown: each sandbox has its own`

  const link = facts.protectedPlaces.find(({kind}) => kind === 'link')
  if (link !== undefined && workspace.access === 'write') {
    return `${link.path} must be protected and is a link, which could be replaced`
  }
  return undefined
}

function isOwn(candidate: string): boolean {
  return candidate === '/' || candidate === '/tmp' || ownFolders.some((folder) => isAtOrBelow(folder, candidate))
}

/** What lies in the workspace, or in a folder that is shown anyway, is not shown again. */
function visibleReadPaths(readPaths: readonly ReadPath[], target: string): readonly ReadPath[] {
  const shown: ReadPath[] = []
  for (const candidate of readPaths.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const isCovered =
      isAtOrBelow(target, candidate.path) || shown.some((other) => isAtOrBelow(other.path, candidate.path))
    if (!isCovered) shown.push(candidate)
  }
  return shown
}

function readMount(found: ReadPath, facts: HostFacts): Mount {
  if (found.kind === 'link') return {kind: 'link', path: found.path, to: found.to ?? ''}
  return bind({source: found.path, path: found.path, access: 'read', type: found.kind}, facts)
}

interface BindRequest {
  readonly source: string
  readonly path: string
  readonly access: 'read' | 'write'
  readonly type?: 'file' | 'directory'
}

function bind({source, path: place, access, type = 'directory'}: BindRequest, facts: HostFacts): Mount {
  const points = facts.mountPoints.map((point) => point.path)
  const submounts = points.filter((point) => point !== source && isAtOrBelow(source, point))
  return {kind: 'bind', type, source, path: place, access, submounts: [...new Set(submounts)]}
}

/**
 * A protected path is mounted read-only on itself. A mount point cannot be renamed, but a folder above it can, and then
 * an unprotected path could be made in its place: so every folder between it and the workspace is a mount point too.
 */
function guardMounts(policy: SandboxPolicy, places: readonly Place[], facts: HostFacts): readonly Mount[] {
  const {source, target} = policy.workspace
  const above = new Set(places.flatMap((place) => foldersBetween(target, place.path)))
  const guards = [
    ...[...above].map((folder) => ({path: folder, access: 'write' as const, type: 'directory' as const})),
    ...places.map((place) => ({path: place.path, access: 'read' as const, type: typeOf(place)})),
  ]
  return guards
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((guard) => bind({...guard, source: path.join(source.path, path.relative(target, guard.path))}, facts))
}

function foldersBetween(root: string, place: string): readonly string[] {
  const names = path.relative(root, path.dirname(place)).split('/').filter(Boolean)
  return names.map((_, index) => path.join(root, ...names.slice(0, index + 1)))
}

/** A missing path is held by an empty folder while the command runs. */
function typeOf(place: Place): 'file' | 'directory' {
  return place.kind === 'file' ? 'file' : 'directory'
}
