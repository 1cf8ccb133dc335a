import {expect, test} from 'vitest'
import type {SandboxCommand, SandboxPolicy} from '@codex-host/plugin-api'
import type {HostFacts} from '../../../src/sandbox/host-facts.ts'
import type {LaunchPlan} from '../../../src/sandbox/launch-plan.ts'
import {namespacesScript} from '../../../src/sandbox/namespaces-script.ts'
import {planBubblewrap} from '../../../src/sandbox/plan-bubblewrap.ts'
import {planNamespaces} from '../../../src/sandbox/plan-namespaces.ts'
import {plainFacts, plainPolicy} from '../../helpers/sandbox-facts.ts'

const command: SandboxCommand = {argv: ['/bin/bash', '-c', 'echo "$x" && rm'], cwd: '/home/me/project'}
const options = {program: '/usr/bin/bwrap', systemCallFilter: new Uint8Array([1, 2])}
const limits = ['/usr/bin/prlimit', '--core=0', '--nproc=50', '--data=2000', '--fsize=3000', '--']
const inHolder: SandboxPolicy = {
  ...plainPolicy,
  workspace: {...plainPolicy.workspace, source: {kind: 'namespace', pid: 77, path: '/data/merged'}},
}
const enter = ['/usr/bin/nsenter', '--user', '--mount', '--preserve-credentials', '--target=77', '--']

test('bubblewrap is called with the command as it is, and gets the policy on a descriptor', () => {
  const plan = planBubblewrap({command, policy: plainPolicy}, plainFacts, options)

  expect(plan).toEqual({
    kind: 'planned',
    argv: ['/usr/bin/bwrap', '--args', '3', '--', ...limits, ...command.argv],
    descriptors: [expect.any(Uint8Array), options.systemCallFilter, 'capture'],
    guarded: [],
  })
  const [args] = plan.kind === 'planned' ? plan.descriptors : []
  expect(
    Buffer.from(args as Uint8Array)
      .toString()
      .split('\0')
      .join(' '),
  ).toBe(
    '--unshare-all --unshare-user --uid 1000 --gid 1000 --cap-drop ALL --new-session --die-with-parent ' +
      '--hostname codex --seccomp 4 --json-status-fd 5 --setenv PATH /usr/bin --setenv HOME /tmp ' +
      '--proc /proc --dev /dev --perms 1777 --size 1073741824 --tmpfs /dev/shm --remount-ro /dev ' +
      '--perms 1777 --size 1073741824 --tmpfs /tmp --ro-bind /proc/sys /proc/sys ' +
      '--symlink usr/bin /bin --ro-bind /usr /usr --bind /data/view /home/me/project ' +
      '--remount-ro / --chdir /home/me/project ',
  )
})

test('each hidden file is an empty descriptor of bubblewrap', () => {
  const hiddenPlaces = [
    {path: '/w/a', kind: 'file'},
    {path: '/w/d', kind: 'directory'},
    {path: '/w/b', kind: 'file'},
  ] as const

  const plan = planBubblewrap({command, policy: plainPolicy}, {...plainFacts, hiddenPlaces}, options)

  const [args, , ...rest] = plan.kind === 'planned' ? plan.descriptors : []
  expect(
    Buffer.from(args as Uint8Array)
      .toString()
      .split('\0')
      .join(' '),
  ).toContain(
    '--perms 0444 --ro-bind-data 6 /w/a --perms 0555 --tmpfs /w/d --remount-ro /w/d --perms 0444 --ro-bind-data 7 /w/b',
  )
  expect(rest).toEqual(['capture', new Uint8Array(), new Uint8Array()])
})

test('root, whose processes the kernel does not count, gets a namespace with a highest process id', () => {
  const planned = (facts: typeof plainFacts) => {
    const plan = planBubblewrap({command, policy: plainPolicy}, facts, options)
    return {options: optionsOf(plan), supplied: plan.kind === 'planned' ? plan.descriptors.slice(3) : []}
  }

  expect(planned({...plainFacts, uid: 0})).toEqual({
    // Before the settings of the kernel become read-only.
    options: expect.stringContaining('--file 6 /proc/sys/kernel/pid_max --ro-bind /proc/sys /proc/sys ') as string,
    supplied: [Buffer.from('350')],
  })
  for (const facts of [plainFacts, {...plainFacts, uid: 0, limitsProcessIds: false}]) {
    expect(planned(facts)).toEqual({options: expect.not.stringContaining('pid_max') as string, supplied: []})
  }
})

test('small files of the system are copied: bubblewrap reads them from descriptors, the script from their places', () => {
  const facts: HostFacts = {
    ...plainFacts,
    uid: 0,
    readPaths: [
      {path: '/etc/passwd', kind: 'file', isCopyable: true},
      {path: '/etc/large', kind: 'file'},
      {path: '/etc/localtime', kind: 'link', to: '/usr/share/zoneinfo/UTC'},
    ],
    hiddenPlaces: [{path: '/home/me/project/.env', kind: 'file'}],
  }

  const bubblewrap = planBubblewrap({command, policy: plainPolicy}, facts, options)
  expect(optionsOf(bubblewrap)).toContain(
    '--ro-bind /etc/large /etc/large --symlink /usr/share/zoneinfo/UTC /etc/localtime ' +
      '--perms 0644 --file 8 /etc/passwd ',
  )
  expect(bubblewrap.kind === 'planned' && bubblewrap.descriptors.slice(3)).toEqual([
    Buffer.from('350'),
    new Uint8Array(),
    {file: '/etc/passwd'},
  ])

  const namespaces = planNamespaces(command, plainPolicy, facts)
  const argv: readonly string[] = namespaces.kind === 'planned' ? namespaces.argv : []
  expect(argv.filter((item) => item.includes('/etc/passwd'))).toEqual([
    '/etc/localtime\n/etc/passwd\n/dev/fd\n/dev/stdin\n/dev/stdout\n/dev/stderr\n',
  ])
})

function optionsOf(plan: LaunchPlan): string {
  const [args] = plan.kind === 'planned' ? plan.descriptors : []
  return Buffer.from(args as Uint8Array)
    .toString()
    .replaceAll('\0', ' ')
}

test('a limit that this process already has is not raised', () => {
  const hardLimits = {processes: 20, dataBytes: 1000, fileBytes: Infinity}

  const plan = planBubblewrap({command, policy: plainPolicy}, {...plainFacts, hardLimits}, options)

  expect(plan.kind === 'planned' && plan.argv).toEqual(
    expect.arrayContaining(['--nproc=20', '--data=1000', '--fsize=3000']),
  )
})

test('the namespaces are made by a constant script, and everything that differs is an argument', () => {
  const plan = planNamespaces(command, plainPolicy, plainFacts)

  const argv: readonly string[] = plan.kind === 'planned' ? plan.argv : []
  const script = argv.indexOf(namespacesScript)
  expect(argv.slice(0, script)).toEqual([
    ...['/usr/bin/setpriv', '--pdeathsig=KILL', '--', '/usr/bin/unshare'],
    ...['--user', '--map-user=1000', '--map-group=1000', '--keep-caps'],
    ...['--mount', '--pid', '--net', '--ipc', '--uts', '--cgroup', '--fork', '--kill-child', '--', '/bin/sh', '-c'],
  ])
  expect(argv.slice(script + 11)).toEqual([
    ...['/usr/bin/setpriv', '--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--'],
    ...limits,
    ...['/usr/bin/env', '-i', '--', 'PATH=/usr/bin', 'HOME=/tmp'],
    ...command.argv,
  ])
  expect(argv[script + 9]).toBe('350')
})

test('paths are escaped for the mount table, and restrictions of the original mount are repeated', () => {
  const policy = {...plainPolicy, workspace: {...plainPolicy.workspace, target: '/work/a b\t\\c#'}}
  const mountPoints = [
    {path: '/', options: ['rw']},
    {path: '/usr', options: ['ro', 'nosuid', 'noexec']},
    {path: '/usr/x', options: ['rw']},
  ]

  const plan = planNamespaces(command, policy, {...plainFacts, mountPoints})

  const text = plan.kind === 'planned' ? plan.argv.join('\n') : ''
  expect(text).toContain('/data/view /sys/work/a\\040b\\011\\134c\\043 none bind,rw,nosuid,nodev 0 0\n')
  expect(text).toContain('/usr /sys/usr none rbind,ro,nosuid,nodev,noexec 0 0\n')
  expect(text).toContain('ro,nosuid,nodev:/sys/usr/x\n')
})

test('a program whose name could be read as a variable is refused', () => {
  expect(planNamespaces({...command, argv: ['A=b']}, plainPolicy, plainFacts)).toEqual({
    kind: 'refused',
    because: 'a program cannot be called "A=b" here',
  })
})

test.each([
  ['bubblewrap', (policy: SandboxPolicy) => planBubblewrap({command, policy}, plainFacts, options)],
  ['namespaces', (policy: SandboxPolicy) => planNamespaces(command, policy, plainFacts)],
])('%s is run where the view is mounted, or not at all', (_, plan) => {
  expect(plan(inHolder)).toMatchObject({kind: 'planned', argv: expect.arrayContaining(enter)})
  expect(plan({...plainPolicy, readPaths: ['/']})).toMatchObject({kind: 'refused'})
})

const ownerFacts = {...plainFacts, uid: 0, gid: 0, owner: {userId: 1234, groupId: 1235}}
const asOwner = [
  ...['/usr/bin/setpriv', '--reuid=1234', '--regid=1235', '--clear-groups', '--no-new-privs'],
  ...['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--'],
]
const maps = ['0 0 1\n1234 1234 1\n', '0 0 1\n1235 1235 1\n']

test('for root on the files of somebody else both launchers map root and the owner, and end as the owner', () => {
  const plans = [
    planBubblewrap({command, policy: inHolder}, ownerFacts, options),
    planNamespaces(command, inHolder, ownerFacts),
  ]

  for (const plan of plans) {
    const argv: readonly string[] = plan.kind === 'planned' ? plan.argv : []
    expect(argv.slice(0, enter.length + 2)).toEqual([...enter, '/bin/sh', '-c'])
    expect(argv.slice(enter.length + 4, enter.length + 6)).toEqual(maps)
    const become = argv.indexOf('--reuid=1234') - 1
    expect(argv.slice(become, become + asOwner.length)).toEqual(asOwner)
    // Variables of the command come after it, and on no other way.
    expect(argv.slice(become).join(' ')).toContain('/usr/bin/env -i -- PATH=/usr/bin HOME=/tmp ')
    expect(argv.slice(0, become).join(' ')).not.toMatch(/HOME=|--map-user/)
  }
  const [args] = plans[0]?.kind === 'planned' ? plans[0].descriptors : []
  expect(Buffer.from(args as Uint8Array).toString()).not.toMatch(/--setenv|--unshare-user|--uid/)
})

test('the socket of the proxy is given to the owner, whose command connects to it', () => {
  const network = {kind: 'allow-list', proxySocket: '/run/x/http', port: 3128} as const
  const facts = {...ownerFacts, bridge: {kind: 'socat', path: '/usr/bin/socat'} as const}

  const plan = planNamespaces(command, {...plainPolicy, network}, facts)

  expect(plan.kind === 'planned' ? plan.entrusted : plan).toEqual({
    paths: ['/run/x/http', '/run/x'],
    to: {userId: 1234, groupId: 1235},
  })
})
