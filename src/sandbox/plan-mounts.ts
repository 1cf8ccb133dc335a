import path from 'node:path'
import type {Mount, SandboxPolicy} from '@codex-host/plugin-api'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {proxyFolder} from './plan-bridge.ts'
import type {ReadPath} from './find-read-paths.ts'
import type {MountFacts} from './host-facts.ts'
import {placeholderText} from './placeholder-text.ts'
import type {Place} from './workspace-places.ts'

export type MountPlan =
  | {
      readonly kind: 'planned'
      readonly mounts: readonly Mount[]
      /** Of the mounts: small files that may be shown as copies instead. */
      readonly copies: ReadonlySet<string>
      readonly guarded: readonly Place[]
    }
  /** The backends cannot do what the policy asks for. */
  | {readonly kind: 'refused'; readonly because: string}

/** Each sandbox has its own of these. */
const ownFolders = ['/dev', '/proc', '/sys']

/** Plans which host files a command sees, and how. Pure. */
export function planMounts(policy: SandboxPolicy, facts: MountFacts): MountPlan {
  const refusal = findRefusal(policy, facts)
  if (refusal !== undefined) return {kind: 'refused', because: refusal}

  const {workspace} = policy
  const shown = visibleReadPaths(facts.readPaths, workspace.target)
  const guarded = workspace.access === 'write' ? belowWritable(facts.protectedPlaces, {policy, facts}) : []
  return {
    kind: 'planned',
    mounts: [
      ...shown.map((found) => readMount(found, facts)),
      ...workspaceMounts(policy, facts),
      ...(workspace.access === 'write' ? guardMounts(policy, facts) : []),
      ...facts.hiddenPlaces.map((place): Mount => ({kind: 'empty', type: typeOf(place), path: place.path})),
      ...bridgeMounts(policy, facts),
    ],
    copies: new Set(shown.filter((found) => found.isCopyable).map((found) => found.path)),
    guarded,
  }
}

function findRefusal(policy: SandboxPolicy, facts: MountFacts): string | undefined {
  const {workspace, readPaths, hiddenPaths, protectedPaths} = policy
  const roots = workspace.writableRoots ?? []
  const all = [workspace.source.path, workspace.target, ...roots, ...readPaths, ...hiddenPaths, ...protectedPaths]
  const odd = all.find((candidate) => !path.isAbsolute(candidate) || /[\n\0]/.test(candidate))
  if (odd !== undefined) return `the path ${JSON.stringify(odd)} is not absolute, or has a line break in it`

  if (isAtOrBelow(workspace.target, proxyFolder) || isAtOrBelow(proxyFolder, workspace.target)) {
    return `${workspace.target} cannot be the workspace: the sandbox keeps ${proxyFolder} for itself`
  }
  const own = [workspace.target, ...readPaths].map((candidate) => path.resolve(candidate)).find(isOwn)
  if (own !== undefined) return `${own} cannot be shown: each sandbox has its own`

  const outside = roots.find((root) => !isAtOrBelow(workspace.target, path.resolve(root)))
  if (outside !== undefined) return `${outside} is outside the workspace and cannot be writable`
  const noFolder = facts.writablePlaces.find(({kind}) => kind !== 'directory')
  if (noFolder !== undefined) return `${noFolder.path} is no folder (a ${noFolder.kind}), so it cannot be writable`

  const link = belowWritable(facts.protectedPlaces, {policy, facts}).find(({kind}) => kind === 'link')
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

function readMount(found: ReadPath, facts: MountFacts): Mount {
  if (found.kind === 'link') return {kind: 'link', path: found.path, to: found.to ?? ''}
  return bind({source: found.path, path: found.path, access: 'read', type: found.kind}, facts)
}

/** Where only some folders may be written, each is mounted over a workspace that cannot be. */
function workspaceMounts({workspace}: SandboxPolicy, facts: MountFacts): readonly Mount[] {
  const {source, target, access, writableRoots} = workspace
  const whole = (as: 'read' | 'write') => bind({source: source.path, path: target, access: as}, facts)
  if (access === 'read' || writableRoots === undefined) return [whole(access)]

  const isProtected = (root: string) => facts.protectedPlaces.some((place) => isAtOrBelow(place.path, root))
  const folders = facts.writablePlaces
    .map((place) => place.path)
    .filter((root) => !isProtected(root))
    .map((root) =>
      bind({source: path.join(source.path, path.relative(target, root)), path: root, access: 'write'}, facts),
    )
  return [whole('read'), ...folders]
}

/** The folder of the socket, and the program that listens where commands do not see it anyway. */
function bridgeMounts(policy: SandboxPolicy, {bridge, readPaths}: MountFacts): readonly Mount[] {
  if (policy.network.kind === 'none' || bridge === undefined) return []
  const shown = {kind: 'bind', access: 'read', submounts: []} as const
  const folder = path.dirname(policy.network.proxySocket)
  const isVisible = [policy.workspace.target, ...readPaths.map((found) => found.path)].some((place) =>
    isAtOrBelow(place, bridge.path),
  )
  return [
    {...shown, type: 'directory', source: folder, path: proxyFolder},
    ...(isVisible ? [] : [{...shown, type: 'file' as const, source: bridge.path, path: bridge.path}]),
  ]
}

interface BindRequest {
  readonly source: string
  readonly path: string
  readonly access: 'read' | 'write'
  readonly type?: 'file' | 'directory'
}

function bind({source, path: place, access, type = 'directory'}: BindRequest, facts: MountFacts): Mount {
  const points = facts.mountPoints.map((point) => point.path)
  const submounts = points.filter((point) => point !== source && isAtOrBelow(source, point))
  return {kind: 'bind', type, source, path: place, access, submounts: [...new Set(submounts)]}
}

/**
 * A protected path is mounted read-only on itself, a hidden one under something empty. A mount point cannot be renamed,
 * but a folder above it can: then an unprotected path could be made in its place, and what was hidden would be readable
 * under the new name. So every folder between it and the workspace is a mount point too, unless it is read-only anyway.
 */
function guardMounts(policy: SandboxPolicy, facts: MountFacts): readonly Mount[] {
  const {source, target} = policy.workspace
  const {protectedPlaces, folders} = guardsOf(target, {
    protectedPlaces: belowWritable(facts.protectedPlaces, {policy, facts}),
    hiddenPlaces: belowWritable(facts.hiddenPlaces, {policy, facts}),
  })
  // Above a writable root everything is read-only, and mounted writable it would not be.
  const opened = belowWritable(
    folders.map((folder) => ({path: folder, kind: 'directory'})),
    {policy, facts},
  )
  const guards = [
    ...opened
      .map(({path: folder}) => folder)
      .map((folder) => ({path: folder, access: 'write' as const, type: 'directory' as const})),
    ...protectedPlaces.map((place) => ({path: place.path, access: 'read' as const, type: typeOf(place)})),
  ]
  return guards
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((guard) => bind({...guard, source: path.join(source.path, path.relative(target, guard.path))}, facts))
}

interface Guards {
  readonly protectedPlaces: readonly Place[]
  /** Never at or below a protected place: mounted writable there, they would open it. */
  readonly folders: readonly string[]
}

function guardsOf(
  target: string,
  {protectedPlaces, hiddenPlaces}: Pick<MountFacts, 'protectedPlaces' | 'hiddenPlaces'>,
): Guards {
  const paths = new Set(protectedPlaces.map((place) => place.path))
  const isBelowProtected = (place: string): boolean => foldersBetween(target, place).some((above) => paths.has(above))
  const above = new Set([...protectedPlaces, ...hiddenPlaces].flatMap((place) => foldersBetween(target, place.path)))
  return {
    protectedPlaces: protectedPlaces.filter((place) => !isBelowProtected(place.path)),
    folders: [...above].filter((folder) => !paths.has(folder) && !isBelowProtected(folder)),
  }
}

/** Those that could be written if nothing stood in the way. */
function belowWritable(
  places: readonly Place[],
  {policy, facts}: {readonly policy: SandboxPolicy; readonly facts: MountFacts},
): readonly Place[] {
  if (policy.workspace.writableRoots === undefined) return places
  return places.filter((place) => facts.writablePlaces.some((root) => isAtOrBelow(root.path, place.path)))
}

/** The folders above `place` that lie below `root`. */
function foldersBetween(root: string, place: string): readonly string[] {
  const names = path.relative(root, path.dirname(place)).split('/').filter(Boolean)
  return names.map((_, index) => path.join(root, ...names.slice(0, index + 1)))
}

/** A missing path is held by something empty while the command runs. */
function typeOf(place: Place): 'file' | 'directory' {
  const isFile = place.kind === 'file' || (place.kind === 'missing' && placeholderText(place.path) !== undefined)
  return isFile ? 'file' : 'directory'
}
