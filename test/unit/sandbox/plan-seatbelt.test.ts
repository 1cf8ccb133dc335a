import {describe, expect, test} from 'vitest'
import type {SandboxCommand, SandboxPolicy} from '@codex-host/plugin-api'
import {planSeatbelt, type SeatbeltPlace} from '../../../src/sandbox/plan-seatbelt.ts'
import {seatbeltBase} from '../../../src/sandbox/seatbelt-base.ts'
import type {SeatbeltFacts} from '../../../src/sandbox/seatbelt-facts.ts'
import {judgeFile, knownFilters, knownOperations, rulesOf, type Sbpl} from '../../helpers/read-sbpl.ts'
import {plainPolicy} from '../../helpers/sandbox-facts.ts'

const root = '/Users/me/project'
const command: SandboxCommand = {argv: ['/bin/bash', '-c', 'echo "$x" && rm'], cwd: `${root}/sub`}
const place: SeatbeltPlace = {program: '/usr/bin/sandbox-exec', folder: '/private/var/folders/a/T/codex-seatbelt-1'}
const temporary = `${place.folder}/tmp`

function policyWith(
  change: Partial<SandboxPolicy>,
  workspace: Partial<SandboxPolicy['workspace']> = {},
): SandboxPolicy {
  return {
    ...plainPolicy,
    workspace: {source: {kind: 'directory', path: root}, target: root, access: 'write', ...workspace},
    readPaths: ['/usr/bin', '/private/etc/hosts'],
    ...change,
  }
}

function factsWith(change: Partial<SeatbeltFacts> = {}): SeatbeltFacts {
  return {
    policy: policyWith({}),
    readPaths: [
      {path: '/usr/bin', kind: 'directory'},
      {path: '/private/etc/hosts', kind: 'file'},
    ],
    mountPoints: [],
    protectedPlaces: [],
    hiddenPlaces: [],
    writablePlaces: [],
    namedPaths: ['/etc/hosts'],
    ...change,
  }
}

function planned(facts: SeatbeltFacts, at: SeatbeltPlace = place) {
  const plan = planSeatbelt(command, facts, at)
  if (plan.kind === 'refused') throw new Error(plan.because)
  return plan
}

test('the launcher gets the profile as a file, and the command as it is', () => {
  const {profile, ...rest} = planned(factsWith())

  expect(rest).toEqual({
    kind: 'planned',
    profileFile: `${place.folder}/profile.sb`,
    temporaryFolder: temporary,
    launch: {
      kind: 'planned',
      argv: [
        '/usr/bin/sandbox-exec',
        ...['-f', `${place.folder}/profile.sb`],
        ...['/bin/sh', '-c', expect.stringContaining('exec /usr/bin/env -i -- "$@"'), 'sandbox', command.cwd, '6'],
        ...['PATH=/usr/bin', `HOME=${temporary}`, `TMPDIR=${temporary}`],
        ...command.argv,
      ],
      descriptors: ['capture'],
      guarded: [],
    },
  })
  expect(profile.startsWith(seatbeltBase)).toBe(true)
})

test('after what every command needs, the profile says what the policy says, and nothing else', () => {
  const {profile} = planned(factsWith())

  expect(profile.slice(seatbeltBase.length)).toBe(`
(allow file-read-metadata file-test-existence
  (literal "/Users")
  (literal "/Users/me")
  (literal "/etc")
  (literal "/private")
  (literal "/private/etc")
  (literal "/private/var")
  (literal "/private/var/folders")
  (literal "/private/var/folders/a")
  (literal "/private/var/folders/a/T")
  (literal "/private/var/folders/a/T/codex-seatbelt-1")
  (literal "/usr"))
(allow file-read* file-test-existence file-map-executable process-exec*
  (literal "/private/etc/hosts"))
(deny file-write* file-link file-clone
  (literal "/private/etc/hosts"))
(allow file-read* file-test-existence file-map-executable process-exec*
  (subpath "/usr/bin"))
(deny file-write* file-link file-clone
  (subpath "/usr/bin"))
(allow file-read* file-test-existence file-map-executable process-exec* file-write*
  (subpath "/Users/me/project"))
(deny file-write-unlink
  (literal "/Users/me/project"))
(allow file-read* file-test-existence file-map-executable process-exec* file-write*
  (subpath "${temporary}"))
(allow system-socket (socket-domain AF_UNIX))
(allow network-bind (local unix-socket (subpath "${temporary}")))
(allow network-outbound (remote unix-socket (subpath "${temporary}")))
(allow network-bind (local unix-socket (subpath "/Users/me/project")))
(allow network-outbound (remote unix-socket (subpath "/Users/me/project")))
(deny file-write-setugid)
`)
})

test('the profile is made of operations and filters that macOS knows, and everything else is denied', () => {
  const policy = policyWith({network: {kind: 'allow-list', proxySocket: '/data/proxy.sock', port: 13_128}})
  const hiddenPlaces = [{path: `${root}/.env`, kind: 'file'}] as const
  const protectedPlaces = [{path: `${root}/a/b`, kind: 'directory'}] as const
  const facts = factsWith({policy, hiddenPlaces, protectedPlaces})

  const rules = rulesOf(planned(facts, {...place, proxyPort: 50_123}).profile)

  const names = (filter: readonly Sbpl[]): readonly string[] => {
    const [name, ...inner] = filter
    return [
      typeof name === 'string' ? name : 'a text',
      ...(name === 'require-all' ? inner.flatMap((one) => names(one as readonly Sbpl[])) : []),
    ]
  }
  expect(rules[0]).toEqual({action: 'deny', operations: ['default'], filters: []})
  expect(rules.flatMap(({operations}) => operations).filter((name) => !knownOperations.has(name))).toEqual([])
  expect(rules.flatMap(({filters}) => filters.flatMap(names)).filter((name) => !knownFilters.has(name))).toEqual([])
  const unfiltered = rules.filter(({action, filters}) => action === 'allow' && filters.length === 0)
  expect(unfiltered.flatMap(({operations}) => operations)).toEqual([
    'process-fork',
    'ipc-posix-sem',
    'mach-host*',
    'pseudo-tty',
  ])
})

describe('files', () => {
  const hiddenPlaces = [
    {path: `${root}/.env`, kind: 'file'},
    {path: `${root}/packages/api/secrets`, kind: 'directory'},
  ] as const
  const protectedPlaces = [
    {path: `${root}/.git/config`, kind: 'file'},
    {path: `${root}/.git/hooks`, kind: 'directory'},
    {path: `${root}/.vscode`, kind: 'missing'},
  ] as const
  const {profile, launch} = planned(factsWith({hiddenPlaces, protectedPlaces}))

  test.each([
    ['file-read-data', `${root}/src/a.ts`, 'allow'],
    ['file-write-create', `${root}/src/new.ts`, 'allow'],
    ['file-write-unlink', `${root}/src/a.ts`, 'allow'],
    ['file-write-data', `${temporary}/x`, 'allow'],
    ['process-exec-interpreter', `${root}/run.sh`, 'allow'],
    ['file-map-executable', `${root}/node_modules/x/addon.node`, 'allow'],
    ['file-read-data', '/usr/bin/git', 'allow'],
    ['file-read-data', '/usr/lib/libSystem.B.dylib', 'allow'],
    ['file-read-metadata', `${root}/.env`, 'allow'],
    ['file-write-data', `${root}/.git/index`, 'allow'],
    ['file-write-create', `${root}/.git/objects/ab`, 'allow'],
    ['file-write-data', '/dev/null', 'allow'],
    // Outside.
    ['file-read-data', '/Users/me/.ssh/id_ed25519', 'deny'],
    ['file-read-data', '/Users/me', 'deny'],
    ['file-read-metadata', '/Users/me/.ssh/id_ed25519', 'deny'],
    ['file-read-data', `${root}-next-door/a`, 'deny'],
    ['file-write-create', '/Users/me/.zshrc', 'deny'],
    ['file-write-create', '/private/tmp/x', 'deny'],
    ['file-write-data', '/usr/bin/git', 'deny'],
    ['file-write-data', '/private/etc/hosts', 'deny'],
    ['file-read-data', '/private/etc/master.passwd', 'deny'],
    ['process-exec*', '/Users/me/bin/tool', 'deny'],
    ['file-write-data', '/dev/ttys001', 'deny'],
    ['file-read-data', '/dev/disk0', 'deny'],
    // The profile itself, and what else lies beside the command's own folder.
    ['file-read-data', `${place.folder}/profile.sb`, 'deny'],
    ['file-write-unlink', `${place.folder}/profile.sb`, 'deny'],
    // Hidden: what is in it, and every way to have it under another name.
    ['file-read-data', `${root}/.env`, 'deny'],
    ['file-write-data', `${root}/.env`, 'deny'],
    ['file-write-unlink', `${root}/.env`, 'deny'],
    ['file-link', `${root}/.env`, 'deny'],
    ['file-clone', `${root}/.env`, 'deny'],
    ['file-read-data', `${root}/packages/api/secrets`, 'deny'],
    ['file-read-data', `${root}/packages/api/secrets/deep/key`, 'deny'],
    ['file-read-xattr', `${root}/packages/api/secrets/key`, 'deny'],
    ['process-exec*', `${root}/packages/api/secrets/tool`, 'deny'],
    ['file-write-unlink', `${root}/packages/api`, 'deny'],
    ['file-write-unlink', `${root}/packages`, 'deny'],
    // Protected.
    ['file-read-data', `${root}/.git/config`, 'allow'],
    ['file-write-data', `${root}/.git/config`, 'deny'],
    ['file-write-unlink', `${root}/.git/config`, 'deny'],
    ['file-link', `${root}/.git/config`, 'deny'],
    ['file-write-create', `${root}/.git/hooks/pre-commit`, 'deny'],
    ['file-write-create', `${root}/.vscode/tasks.json`, 'deny'],
    ['file-write-unlink', `${root}/.git`, 'deny'],
    ['file-write-unlink', root, 'deny'],
    ['file-write-setugid', `${root}/a`, 'deny'],
  ])('%s on %s: %s', (operation, file, expected) => {
    expect(judgeFile(profile, operation, file)).toBe(expected)
  })

  test('what is missing must be held while the command runs', () => {
    expect(launch.guarded).toEqual(protectedPlaces)
  })
})

test('in a workspace that is only read nothing can be written but the temporary folder', () => {
  const {profile} = planned(factsWith({policy: policyWith({}, {access: 'read'})}))

  expect(judgeFile(profile, 'file-read-data', `${root}/a`)).toBe('allow')
  expect(judgeFile(profile, 'file-write-data', `${root}/a`)).toBe('deny')
  expect(judgeFile(profile, 'file-write-create', `${temporary}/a`)).toBe('allow')
  expect(profile).not.toContain(`(local unix-socket (subpath "${root}"))`)
})

test('where some folders may be written, the rest of the workspace may not', () => {
  const policy = policyWith({}, {writableRoots: [`${root}/out`]})
  const protectedPlaces = [{path: `${root}/out/AGENTS.md`, kind: 'file'}] as const
  const facts = factsWith({policy, protectedPlaces, writablePlaces: [{path: `${root}/out`, kind: 'directory'}]})
  const {profile} = planned(facts)

  expect(judgeFile(profile, 'file-write-create', `${root}/out/a`)).toBe('allow')
  expect(judgeFile(profile, 'file-write-data', `${root}/out/AGENTS.md`)).toBe('deny')
  expect(judgeFile(profile, 'file-write-unlink', `${root}/out`)).toBe('deny')
  expect(judgeFile(profile, 'file-write-create', `${root}/outer`)).toBe('deny')
})

test('the temporary folder stays usable where it lies in what is only read', () => {
  const readPaths = [{path: '/private/var/folders', kind: 'directory'}] as const
  const {profile} = planned(factsWith({readPaths}))

  expect(judgeFile(profile, 'file-write-create', `${temporary}/a`)).toBe('allow')
})

test('a hostile name stays one path in the profile', () => {
  const names = ['") (allow default) ("', String.raw`back\\slash\"`, 'caf\u00e9', 'cafe\u0301', "it's; $x"]
  for (const name of names) {
    const hiddenPlaces = [{path: `${root}/${name}`, kind: 'file'}] as const
    const {profile} = planned(factsWith({hiddenPlaces}))

    expect(rulesOf(profile)).toHaveLength(
      rulesOf(planned(factsWith({hiddenPlaces: [{path: `${root}/x`, kind: 'file'}]})).profile).length,
    )
    expect(judgeFile(profile, 'file-read-data', `${root}/${name}`)).toBe('deny')
    expect(judgeFile(profile, 'file-read-data', `${root}/other`)).toBe('allow')
  }
})

test('a link can be looked at, and is no way to what it leads to', () => {
  const {profile} = planned(factsWith({readPaths: [{path: '/private/etc/localtime', kind: 'link', to: '/Users/me/x'}]}))

  expect(judgeFile(profile, 'file-read-metadata', '/private/etc/localtime')).toBe('allow')
  expect(judgeFile(profile, 'file-read-data', '/Users/me/x')).toBe('deny')
})

describe('network', () => {
  const open = policyWith({
    network: {kind: 'allow-list', proxySocket: '/data/proxy.sock', port: 13_128},
    environment: {
      ...{PATH: '/bin', HOME: '/home/somebody', HTTPS_PROXY: 'http://127.0.0.1:13128'},
      NO_PROXY: 'localhost,127.0.0.1',
    },
  })

  test('without hosts nothing but sockets of the own folders', () => {
    const {profile} = planned(factsWith())

    expect(rulesOf(profile).filter(({operations}) => operations.some((name) => name.startsWith('network')))).toEqual(
      [temporary, root].flatMap((folder) => [
        {
          ...{action: 'allow', operations: ['network-bind']},
          filters: [['local', 'unix-socket', ['subpath', {text: folder}]]],
        },
        {
          ...{action: 'allow', operations: ['network-outbound']},
          filters: [['remote', 'unix-socket', ['subpath', {text: folder}]]],
        },
      ]),
    )
  })

  test('with hosts one port of the loopback, which the environment names in place of the policy’s', () => {
    const {profile, launch} = planned(factsWith({policy: open}), {...place, proxyPort: 50_123})

    expect(profile).toContain('(allow network-outbound (remote ip "localhost:50123"))')
    expect(launch.argv.filter((word) => /^[A-Za-z_]+=/.test(word))).toEqual([
      'PATH=/bin',
      'HOME=/home/somebody',
      'HTTPS_PROXY=http://127.0.0.1:50123',
      'NO_PROXY=localhost,127.0.0.1',
      `TMPDIR=${temporary}`,
    ])
  })

  test('with hosts and nothing that listens no command is run', () => {
    expect(planSeatbelt(command, factsWith({policy: open}), place)).toEqual({
      kind: 'refused',
      because: 'nothing here can listen for the allow-list',
    })
  })
})

test.each([
  [
    'a workspace that is to be shown elsewhere',
    factsWith({policy: policyWith({}, {target: '/home/me/project'})}),
    'the files of /Users/me/project cannot be shown as /home/me/project: macOS mounts nothing',
  ],
  [
    'a mount of another process',
    factsWith({policy: policyWith({}, {source: {kind: 'namespace', pid: 7, path: '/merged'}})}),
    'macOS has no namespaces to enter',
  ],
  [
    'a path with a line break',
    factsWith({policy: policyWith({hiddenPaths: [`${root}/a\nb`]})}),
    `the path "${root}/a\\nb" is not absolute, or has a line break in it`,
  ],
  [
    'a protected link',
    factsWith({protectedPlaces: [{path: `${root}/AGENTS.md`, kind: 'link'}]}),
    `${root}/AGENTS.md must be protected and is a link, which could be replaced`,
  ],
])('%s is refused', (_, facts, because) => {
  expect(planSeatbelt(command, facts, place)).toEqual({kind: 'refused', because})
})

test.each(['', 'a=b'])('a program called %j is refused, because env would not start it', (program) => {
  expect(planSeatbelt({argv: [program], cwd: root}, factsWith(), place)).toEqual({
    kind: 'refused',
    because: `a program cannot be called ${JSON.stringify(program)} here`,
  })
})
