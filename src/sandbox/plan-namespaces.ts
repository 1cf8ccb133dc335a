import path from 'node:path'
import type {Mount, SandboxCommand, SandboxPolicy} from '@codex-host/plugin-api'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {asOwner, withOwner} from './act-as-owner.ts'
import type {HostFacts} from './host-facts.ts'
import {enterView, entrusted, temporaryBytes, toArgv, type LaunchPlan} from './launch-plan.ts'
import {namespacesScript} from './namespaces-script.ts'
import {behindBridge} from './plan-bridge.ts'
import {highestProcessId, limitOptions} from './plan-limits.ts'
import {planMounts} from './plan-mounts.ts'

/** Where the new file tree is built: a folder that exists everywhere and holds nothing that a policy can ask for. */
const root = '/sys'

/** Where the bridge of the allow-list says that it stands, if there is one. */
const bridgeDescriptor = 5

const devices = ['null', 'zero', 'full', 'random', 'urandom']
const deviceLinks = ['fd', 'stdin', 'stdout', 'stderr']

/** Plans the call of util-linux' tools that makes the sandbox. Pure. */
export function planNamespaces(command: SandboxCommand, policy: SandboxPolicy, facts: HostFacts): LaunchPlan {
  const plan = planMounts(policy, facts)
  if (plan.kind === 'refused') return plan
  const [program] = command.argv
  if (program === '' || program.includes('=')) {
    return {kind: 'refused', because: `a program cannot be called ${JSON.stringify(program)} here`}
  }
  const behind = behindBridge({command, policy, facts}, bridgeDescriptor)
  if (behind.kind === 'refused') return behind

  const isCopied = (mount: Mount) => mount.kind === 'link' || plan.copies.has(mount.path)
  const copied = plan.mounts.filter(isCopied)
  const mounted = plan.mounts.filter((mount) => !isCopied(mount))
  const script = [
    root,
    lines(ownMounts),
    lines([...deviceMounts, ...mounted.flatMap((mount) => mountLine(mount, facts)), ...kernelMounts(facts)]),
    lines(foldersOf(plan.mounts)),
    lines(filesOf(mounted)),
    lines([...copied, ...linksInDev].map((copy) => copy.path)),
    lines(mounted.flatMap((mount) => remountLines(mount, facts))),
    String(highestProcessId(policy.limits, facts) ?? ''),
    command.cwd,
  ]
  return {
    kind: 'planned',
    argv: toArgv([
      ...enterView(policy),
      ...(facts.owner === undefined ? [] : withOwner(facts.owner)),
      ...['/usr/bin/setpriv', '--pdeathsig=KILL', '--', '/usr/bin/unshare', ...isolation(facts), '--'],
      ...['/bin/sh', '-c', namespacesScript, 'sandbox', ...script],
      ...withoutRights(facts),
      ...['/usr/bin/prlimit', ...limitOptions(policy.limits, facts), '--'],
      ...['/usr/bin/env', '-i', '--', ...Object.entries(policy.environment).map(([name, value]) => `${name}=${value}`)],
      ...behind.argv,
    ]),
    descriptors: ['capture', 'capture', ...behind.captures],
    ...entrusted(policy, facts),
    guarded: plan.guarded,
  }
}

function withoutRights({owner}: HostFacts): readonly string[] {
  if (owner !== undefined) return asOwner(owner)
  return ['/usr/bin/setpriv', '--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--']
}

function isolation({uid, gid, owner}: HostFacts): readonly string[] {
  return [
    ...(owner === undefined ? ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--keep-caps'] : []),
    ...['--mount', '--pid', '--net', '--ipc', '--uts', '--cgroup', '--fork', '--kill-child'],
  ]
}

const ownMounts = [
  `proc ${root}/proc proc nosuid,nodev,noexec 0 0`,
  `tmpfs ${root}/tmp tmpfs nosuid,nodev,mode=1777,size=${temporaryBytes} 0 0`,
]

const deviceMounts = [
  ...devices.map((name) => `/dev/${name} ${root}/dev/${name} none bind 0 0`),
  `tmpfs ${root}/dev/shm tmpfs nosuid,nodev,mode=1777,size=${temporaryBytes} 0 0`,
  `devpts ${root}/dev/pts devpts newinstance,ptmxmode=0666,mode=0620,nosuid,noexec 0 0`,
  `${root}/dev/pts/ptmx ${root}/dev/ptmx none bind 0 0`,
]

const linksInDev = deviceLinks.map((name) => ({path: `/dev/${name}`}))

/** Real root may write global kernel settings without any capability. */
function kernelMounts(facts: HostFacts): readonly string[] {
  return facts.kernelPaths.map((place) => `${root}${place} ${root}${place} none bind,ro,nosuid,nodev,noexec 0 0`)
}

function foldersOf(mounts: readonly Mount[]): readonly string[] {
  const folders = mounts.flatMap((mount) => {
    if (mount.kind === 'link') return []
    return [mount.type === 'directory' ? mount.path : path.dirname(mount.path)]
  })
  return unique([`${root}/dev/pts`, `${root}/.empty`, ...folders.map((folder) => root + folder)])
}

function filesOf(mounts: readonly Mount[]): readonly string[] {
  const files = mounts.flatMap((mount) => (mount.kind !== 'link' && mount.type === 'file' ? [root + mount.path] : []))
  return unique([...[...devices, 'ptmx'].map((name) => `${root}/dev/${name}`), emptyFile, ...files])
}

const emptyFile = `${root}/.empty/file`

function mountLine(mount: Mount, facts: HostFacts): readonly string[] {
  switch (mount.kind) {
    case 'link':
      return []
    case 'bind': {
      const binding = mount.submounts.length > 0 ? 'rbind' : 'bind'
      const options = mountOptions(mount.source, mount.access, facts)
      return [`${escaped(mount.source)} ${escaped(root + mount.path)} none ${binding},${options} 0 0`]
    }
    case 'empty':
      if (mount.type === 'file') return [`${emptyFile} ${escaped(root + mount.path)} none bind,ro,nosuid,nodev 0 0`]
      return [`tmpfs ${escaped(root + mount.path)} tmpfs ro,nosuid,nodev,noexec,mode=0555,size=4k 0 0`]
  }
}

/** A recursive bind leaves the mounts below it as they were. */
function remountLines(mount: Mount, facts: HostFacts): readonly string[] {
  if (mount.kind !== 'bind') return []
  return mount.submounts.map((point) => {
    const place = root + path.join(mount.path, path.relative(mount.source, point))
    return `${mountOptions(point, mount.access, facts)}:${place}`
  })
}

/** In a user namespace the restrictions of the original mount must be repeated: the kernel refuses to drop them. */
function mountOptions(source: string, access: 'read' | 'write', facts: HostFacts): string {
  const [mount] = facts.mountPoints
    .filter((point) => isAtOrBelow(point.path, source))
    .toSorted((a, b) => b.path.length - a.path.length)
  const original = mount?.options ?? []
  const isReadOnly = access === 'read' || original.includes('ro')
  return [isReadOnly ? 'ro' : 'rw', 'nosuid', 'nodev', ...(original.includes('noexec') ? ['noexec'] : [])].join(',')
}

/** As in fstab(5). */
function escaped(place: string): string {
  return place.replaceAll(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

function lines(items: readonly string[]): string {
  return items.map((item) => `${item}\n`).join('')
}

function unique(items: readonly string[]): readonly string[] {
  return [...new Set(items)]
}
