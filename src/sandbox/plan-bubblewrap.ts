import type {Mount, SandboxCommand, SandboxPolicy} from '@codex-host/plugin-api'
import type {Descriptor} from '../process/spawn.ts'
import {foldersAbove} from '../workspace/folder-records.ts'
import {asOwner, withOwner} from './act-as-owner.ts'
import type {HostFacts} from './host-facts.ts'
import {enterView, entrusted, hostName, temporaryBytes, toArgv, type LaunchPlan} from './launch-plan.ts'
import {behindBridge} from './plan-bridge.ts'
import {highestProcessId, limitOptions} from './plan-limits.ts'
import {planMounts, type MountPlan} from './plan-mounts.ts'

export interface BubblewrapOptions {
  /** Absolute: never looked up on the user's PATH. */
  readonly program: string
  readonly systemCallFilter: Uint8Array
}

const argsDescriptor = 3
const filterDescriptor = 4
const statusDescriptor = 5
/** Where the bridge of the allow-list says that it stands, if there is one. */
const bridgeDescriptor = 6

/** Plans the call of bubblewrap. Pure. The policy travels over a descriptor: arguments can be read by every user. */
export function planBubblewrap(
  {command, policy}: {readonly command: SandboxCommand; readonly policy: SandboxPolicy},
  facts: HostFacts,
  {program, systemCallFilter}: BubblewrapOptions,
): LaunchPlan {
  const plan = planMounts(policy, facts)
  if (plan.kind === 'refused') return plan
  const behind = behindBridge({command, policy, facts}, bridgeDescriptor)
  if (behind.kind === 'refused') return behind

  const supplied = new Map(suppliedFiles(plan, {policy, facts}))
  const firstDescriptor = bridgeDescriptor + behind.captures.length
  const descriptorOf = new Map([...supplied.keys()].map((place, index) => [place, String(firstDescriptor + index)]))
  const args = [
    ...isolation(facts),
    ...(facts.owner === undefined ? variables(policy).flatMap(([name, value]) => ['--setenv', name, value]) : []),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['--perms', '1777', '--size', String(temporaryBytes), '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ...['--perms', '1777', '--size', String(temporaryBytes), '--tmpfs', '/tmp'],
    ...limitFile(descriptorOf.get(processIdLimit)),
    // Real root may write global kernel settings without any capability, and bubblewrap leaves them writable for root.
    ...facts.kernelPaths.flatMap((path) => ['--ro-bind', path, path]),
    ...(facts.owner === undefined ? [] : openFolders(plan.mounts)),
    ...plan.mounts.flatMap((mount) => mountArgs(mount, descriptorOf)),
    ...['--remount-ro', '/', '--chdir', command.cwd],
  ]
  const limits = ['/usr/bin/prlimit', ...limitOptions(policy.limits, facts)]
  return {
    kind: 'planned',
    argv: toArgv([
      ...enterView(policy),
      ...(facts.owner === undefined ? [] : withOwner(facts.owner)),
      program,
      ...['--args', String(argsDescriptor), '--', ...becomeOwner(policy, facts), ...limits, '--', ...behind.argv],
    ]),
    descriptors: [nulTerminated(args), systemCallFilter, 'capture', ...behind.captures, ...supplied.values()],
    ...entrusted(policy, facts),
    guarded: plan.guarded,
  }
}

function isolation(facts: HostFacts): readonly string[] {
  return [
    ...users(facts),
    ...['--new-session', '--die-with-parent', '--hostname', hostName],
    ...['--seccomp', String(filterDescriptor), '--json-status-fd', String(statusDescriptor)],
  ]
}

/** For the owner of the workspace there is a user namespace already, and what bubblewrap starts must become the owner. */
function users({uid, gid, owner}: HostFacts): readonly string[] {
  if (owner === undefined) {
    return ['--unshare-all', '--unshare-user', '--uid', String(uid), '--gid', String(gid), '--cap-drop', 'ALL']
  }
  // The last one is for the working folder, which may be closed to root.
  const needed = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP', 'CAP_DAC_READ_SEARCH']
  const kept = needed.flatMap((capability) => ['--cap-add', capability])
  return [
    ...['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--cap-drop', 'ALL', ...kept],
  ]
}

/** What lies between the root and a mount is made by bubblewrap for whom it runs as, and that is not the owner. */
function openFolders(mounts: readonly Mount[]): readonly string[] {
  const links = new Set(mounts.filter(({kind}) => kind === 'link').map((mount) => mount.path))
  const folders = foldersAbove(mounts.map((mount) => mount.path.slice(1))).map((folder) => `/${folder}`)
  return folders.filter((folder) => !links.has(folder)).flatMap((folder) => ['--perms', '0755', '--dir', folder])
}

/** Its variables come last: one may name a library, and what becomes the owner must load none of them. */
function becomeOwner(policy: SandboxPolicy, {owner}: HostFacts): readonly string[] {
  if (owner === undefined) return []
  const set = variables(policy).map(([name, value]) => `${name}=${value}`)
  return [...asOwner(owner), '/usr/bin/env', '-i', '--', ...set]
}

function variables({environment}: SandboxPolicy): readonly (readonly [string, string])[] {
  return Object.entries(environment)
}

const processIdLimit = '/proc/sys/kernel/pid_max'

/** What bubblewrap reads from descriptors: hidden files, which are shown as empty ones, and copies. By their paths inside. */
function suppliedFiles(
  {mounts, copies}: Extract<MountPlan, {kind: 'planned'}>,
  {policy, facts}: {readonly policy: SandboxPolicy; readonly facts: HostFacts},
): readonly (readonly [string, Descriptor])[] {
  const limit = processLimitOfRoot(policy, facts)
  return [
    ...(limit === undefined ? [] : [[processIdLimit, Buffer.from(limit)] as const]),
    ...mounts
      .filter((mount) => mount.kind === 'empty' && mount.type === 'file')
      .map((mount) => [mount.path, new Uint8Array()] as const),
    ...[...copies].map((file) => [file, {file}] as const),
  ]
}

/**
 * The kernel does not count the processes of real root, but a namespace of process ids has a highest number. bubblewrap
 * writes it while it still has rights in the new namespace, and before the settings of the kernel become read-only.
 */
function processLimitOfRoot(policy: SandboxPolicy, facts: HostFacts): string | undefined {
  if (facts.uid !== 0 || facts.owner !== undefined) return undefined
  return highestProcessId(policy.limits, facts)?.toString()
}

function limitFile(descriptor: string | undefined): readonly string[] {
  return descriptor === undefined ? [] : ['--file', descriptor, processIdLimit]
}

function mountArgs(mount: Mount, descriptorOf: ReadonlyMap<string, string>): readonly string[] {
  const descriptor = descriptorOf.get(mount.path)
  switch (mount.kind) {
    case 'link':
      return ['--symlink', mount.to, mount.path]
    case 'bind':
      if (descriptor !== undefined) return ['--perms', '0644', '--file', descriptor, mount.path]
      return [mount.access === 'write' ? '--bind' : '--ro-bind', mount.source, mount.path]
    case 'empty':
      if (mount.type === 'directory') return ['--perms', '0555', '--tmpfs', mount.path, '--remount-ro', mount.path]
      return ['--perms', '0444', '--ro-bind-data', descriptor ?? '', mount.path]
  }
}

function nulTerminated(args: readonly string[]): Uint8Array {
  return new Uint8Array(Buffer.from(args.map((arg) => `${arg}\0`).join('')))
}
