import {readFileSync} from 'node:fs'
import {getegid, geteuid} from 'node:process'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import type {Owner} from '../workspace/foreign-owner.ts'
import {ownerToActAs} from '../workspace/owner-to-act-as.ts'
import {type BridgeProgram, findBridge} from './find-bridge.ts'
import {findReadPath, type ReadPath, unfolded} from './find-read-paths.ts'
import {hostPathOf} from './host-path-of.ts'
import {limitsProcessIds} from './limits-process-ids.ts'
import {
  findHiddenPlaces,
  findProtectedPlaces,
  findWritablePlaces,
  type IsPlaceholder,
  type Place,
} from './workspace-places.ts'

export interface MountPoint {
  readonly path: string
  readonly options: readonly string[]
}

/** What must be known about this machine to plan its files. */
export interface MountFacts {
  readonly readPaths: readonly ReadPath[]
  /** Places where something is mounted, as the launcher will see them. */
  readonly mountPoints: readonly MountPoint[]
  readonly protectedPlaces: readonly Place[]
  readonly hiddenPlaces: readonly Place[]
  /** The writable roots of the policy. */
  readonly writablePlaces: readonly Place[]
  /** What can listen inside for the allow-list; looked for only where the policy has one. */
  readonly bridge?: BridgeProgram
}

/** What a plan must know about this machine. Looked up just before, so that planning itself touches nothing. */
export interface HostFacts extends MountFacts {
  readonly uid: number
  readonly gid: number
  /** Whose rights the command gets instead of root's: its workspace is theirs. */
  readonly owner?: Owner
  readonly limitsProcessIds: boolean
  /** Limits this process cannot raise. */
  readonly hardLimits: {readonly processes: number; readonly dataBytes: number; readonly fileBytes: number}
  /** Folders and files of `/proc` that reach past the sandbox. */
  readonly kernelPaths: readonly string[]
}

const kernelPaths = [
  '/proc/sys',
  '/proc/sysrq-trigger',
  '/proc/irq',
  '/proc/bus',
  '/proc/fs',
  '/proc/acpi',
  '/proc/scsi',
]

export async function readHostFacts(policy: SandboxPolicy, isPlaceholder?: IsPlaceholder): Promise<HostFacts> {
  const [files, bridge, owner] = await Promise.all([
    readMountFacts(policy, isPlaceholder),
    policy.network.kind === 'allow-list' ? findBridge(policy.readPaths) : undefined,
    ownerToActAs(hostPathOf(policy.workspace.source)),
  ])
  return {
    ...files,
    readPaths: files.readPaths.flatMap((found) => unfolded(found)),
    // Not os.userInfo(), which throws for a user that no file lists, as containers have them.
    uid: geteuid?.() ?? 0,
    gid: getegid?.() ?? 0,
    limitsProcessIds: limitsProcessIds(),
    hardLimits: parseHardLimits(readFileSync('/proc/self/limits', 'utf8')),
    kernelPaths: kernelPaths.filter((place) => findReadPath(place) !== undefined),
    ...(bridge !== undefined && {bridge}),
    ...(owner !== undefined && {owner}),
  }
}

/** Works where no Linux is, too: there nobody but a virtual machine mounts anything into the workspace. */
export async function readMountFacts(policy: SandboxPolicy, isPlaceholder?: IsPlaceholder): Promise<MountFacts> {
  const {source} = policy.workspace
  const holder = source.kind === 'namespace' ? source.pid : 'self'
  // The kernel answers at once; to wait for it would take longer.
  const mounts = process.platform === 'linux' ? readFileSync(`/proc/${holder}/mountinfo`, 'utf8') : ''
  const [protectedPlaces, hiddenPlaces, writablePlaces] = await Promise.all([
    findProtectedPlaces(policy, isPlaceholder),
    findHiddenPlaces(policy),
    findWritablePlaces(policy),
  ])
  return {
    readPaths: policy.readPaths.map((place) => findReadPath(place)).filter((found) => found !== undefined),
    mountPoints: parseMountPoints(mounts),
    protectedPlaces,
    hiddenPlaces,
    writablePlaces,
  }
}

export function parseHardLimits(text: string): HostFacts['hardLimits'] {
  const hard = (name: string): number => {
    const value = new RegExp(`^${name}\\s+\\S+\\s+(\\S+)`, 'm').exec(text)?.[1]
    return value === undefined || value === 'unlimited' ? Infinity : Number(value)
  }
  return {processes: hard('Max processes'), dataBytes: hard('Max data size'), fileBytes: hard('Max file size')}
}

export function parseMountPoints(mountinfo: string): readonly MountPoint[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [, , , , place, options] = line.split(' ')
    return place === undefined || options === undefined ? [] : [{path: unescaped(place), options: options.split(',')}]
  })
}

function unescaped(place: string): string {
  return place.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
}
