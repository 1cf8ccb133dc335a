import {expect, test} from 'vitest'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import {planMounts} from '../../../src/sandbox/plan-mounts.ts'
import {plainFacts, plainPolicy} from '../../helpers/sandbox-facts.ts'

const {target} = plainPolicy.workspace

test('what may be read is mounted read-only, links are made again, and the workspace comes last', () => {
  expect(planMounts(plainPolicy, plainFacts)).toEqual({
    kind: 'planned',
    guarded: [],
    copies: new Set(),
    mounts: [
      {kind: 'link', path: '/bin', to: 'usr/bin'},
      {kind: 'bind', type: 'directory', source: '/usr', path: '/usr', access: 'read', submounts: []},
      {kind: 'bind', type: 'directory', source: '/data/view', path: target, access: 'write', submounts: []},
    ],
  })
})

test('what is covered by another path, or lies in the workspace, is not mounted again', () => {
  const facts = {
    ...plainFacts,
    readPaths: [
      {path: '/usr/local/bin', kind: 'directory'},
      {path: '/usr', kind: 'directory'},
      {path: `${target}/node_modules`, kind: 'directory'},
      {path: '/usr-other', kind: 'file'},
    ] as const,
  }

  const plan = planMounts(plainPolicy, facts)

  expect(plan.kind === 'planned' && plan.mounts.map(({path}) => path)).toEqual(['/usr', '/usr-other', target])
})

test('files that can be copied are named, unless they lie in the workspace', () => {
  const readPaths = [
    {path: '/etc/passwd', kind: 'file', isCopyable: true},
    {path: '/etc/certs', kind: 'file'},
    {path: `${target}/passwd`, kind: 'file', isCopyable: true},
  ] as const

  const plan = planMounts(plainPolicy, {...plainFacts, readPaths})

  expect(plan).toMatchObject({kind: 'planned', copies: new Set(['/etc/passwd'])})
})

test('folders above a protected path become mount points, so that they cannot be renamed', () => {
  const protectedPlaces = [
    {path: `${target}/.git/hooks`, kind: 'directory'},
    {path: `${target}/.codex`, kind: 'missing'},
  ] as const

  const plan = planMounts(plainPolicy, {...plainFacts, readPaths: [], protectedPlaces})

  expect(plan).toEqual({
    kind: 'planned',
    guarded: protectedPlaces,
    copies: new Set(),
    mounts: [
      {kind: 'bind', type: 'directory', source: '/data/view', path: target, access: 'write', submounts: []},
      {
        kind: 'bind',
        type: 'directory',
        source: '/data/view/.codex',
        path: `${target}/.codex`,
        access: 'read',
        submounts: [],
      },
      {
        kind: 'bind',
        type: 'directory',
        source: '/data/view/.git',
        path: `${target}/.git`,
        access: 'write',
        submounts: [],
      },
      {
        ...{kind: 'bind', type: 'directory', source: '/data/view/.git/hooks', path: `${target}/.git/hooks`},
        ...{access: 'read', submounts: []},
      },
    ],
  })
})

test('folders above a hidden path become mount points, so that it cannot be read under a new name', () => {
  const hiddenPlaces = [{path: `${target}/packages/api/.env`, kind: 'file'}] as const

  const plan = planMounts(plainPolicy, {...plainFacts, readPaths: [], hiddenPlaces})

  expect(plan.kind === 'planned' && plan.mounts.map(({kind, path}) => [kind, path])).toEqual([
    ['bind', target],
    ['bind', `${target}/packages`],
    ['bind', `${target}/packages/api`],
    ['empty', `${target}/packages/api/.env`],
  ])
})

test('what lies below a protected folder is never mounted writable', () => {
  const facts = {
    ...plainFacts,
    readPaths: [],
    protectedPlaces: [
      {path: `${target}/sub/.claude`, kind: 'directory'},
      {path: `${target}/sub/.claude/deep/settings.json`, kind: 'file'},
    ] as const,
    hiddenPlaces: [{path: `${target}/sub/.claude/keys/.env`, kind: 'file'}] as const,
  }

  const plan = planMounts(plainPolicy, facts)

  expect(
    plan.kind === 'planned' &&
      plan.mounts.map((mount) => [mount.path, mount.kind === 'bind' ? mount.access : mount.kind]),
  ).toEqual([
    [target, 'write'],
    [`${target}/sub`, 'write'],
    [`${target}/sub/.claude`, 'read'],
    [`${target}/sub/.claude/keys/.env`, 'empty'],
  ])
})

test('hidden paths are shown empty, and a read-only workspace needs no further protection', () => {
  const policy: SandboxPolicy = {...plainPolicy, workspace: {...plainPolicy.workspace, access: 'read'}}
  const facts = {
    ...plainFacts,
    readPaths: [],
    protectedPlaces: [{path: `${target}/link`, kind: 'link'}] as const,
    hiddenPlaces: [
      {path: `${target}/.env`, kind: 'file'},
      {path: `${target}/keys`, kind: 'directory'},
    ] as const,
  }

  expect(planMounts(policy, facts)).toEqual({
    kind: 'planned',
    guarded: [],
    copies: new Set(),
    mounts: [
      {kind: 'bind', type: 'directory', source: '/data/view', path: target, access: 'read', submounts: []},
      {kind: 'empty', type: 'file', path: `${target}/.env`},
      {kind: 'empty', type: 'directory', path: `${target}/keys`},
    ],
  })
})

test('mounts below a folder are named, and a neighbour whose name begins the same is not one', () => {
  const mountPoints = ['/', '/usr', '/usr/share/x', '/usr-other'].map((path) => ({path, options: ['rw']}))

  const plan = planMounts(plainPolicy, {...plainFacts, mountPoints})

  expect(plan.kind === 'planned' && plan.mounts[1]).toMatchObject({path: '/usr', submounts: ['/usr/share/x']})
})

test.each([
  ['the whole disk', {readPaths: ['/']}, '/ cannot be shown: each sandbox has its own'],
  [
    'the processes of the host',
    {readPaths: ['/proc/1/root']},
    '/proc/1/root cannot be shown: each sandbox has its own',
  ],
  [
    'a folder that only looks different',
    {readPaths: ['/usr/../dev']},
    '/dev cannot be shown: each sandbox has its own',
  ],
  ['a relative path', {readPaths: ['usr']}, 'the path "usr" is not absolute, or has a line break in it'],
  ['a line break', {hiddenPaths: ['/a\n/b']}, 'the path "/a\\n/b" is not absolute, or has a line break in it'],
])('a policy that asks for %s is refused', (_, change, because) => {
  expect(planMounts({...plainPolicy, ...change}, plainFacts)).toEqual({kind: 'refused', because})
})

test('a protected path that is a link is refused, because a link cannot be held in place', () => {
  const protectedPlaces = [{path: `${target}/AGENTS.md`, kind: 'link'}] as const

  expect(planMounts(plainPolicy, {...plainFacts, protectedPlaces})).toEqual({
    kind: 'refused',
    because: `${target}/AGENTS.md must be protected and is a link, which could be replaced`,
  })
})

function mountsOf(policy: SandboxPolicy, facts: Partial<typeof plainFacts>) {
  const plan = planMounts(policy, {...plainFacts, readPaths: [], ...facts})
  if (plan.kind === 'refused') return plan.because
  return plan.mounts.map((mount) => `${mount.kind === 'bind' ? mount.access : mount.kind} ${mount.path}`)
}

const strictPolicy = (...roots: string[]): SandboxPolicy => ({
  ...plainPolicy,
  workspace: {...plainPolicy.workspace, writableRoots: roots},
})

test('with writable roots the workspace is read-only, and only what lies in them is guarded', () => {
  const facts = {
    writablePlaces: [{path: `${target}/src/app`, kind: 'directory'}],
    protectedPlaces: [
      {path: `${target}/.git/hooks`, kind: 'directory'},
      {path: `${target}/src/app/deep/.vscode`, kind: 'missing'},
    ],
    hiddenPlaces: [{path: `${target}/src/app/conf/.env`, kind: 'file'}],
  } as const

  expect(mountsOf(strictPolicy(`${target}/src/app`), facts)).toEqual([
    `read ${target}`,
    `write ${target}/src/app`,
    `write ${target}/src/app`,
    `write ${target}/src/app/conf`,
    `write ${target}/src/app/deep`,
    `read ${target}/src/app/deep/.vscode`,
    `empty ${target}/src/app/conf/.env`,
  ])
})

test.each([
  {
    name: 'a root at or below a protected path stays read-only',
    roots: ['.git'],
    facts: {
      writablePlaces: [{path: `${target}/.git/x`, kind: 'directory'}],
      protectedPlaces: [{path: `${target}/.git`, kind: 'directory'}],
    } as const,
    mounts: [`read ${target}`],
  },
  {
    name: 'a link cannot be writable',
    roots: ['src'],
    facts: {writablePlaces: [{path: `${target}/src`, kind: 'link'}]} as const,
    mounts: `${target}/src is no folder (a link), so it cannot be writable`,
  },
  {
    name: 'a root outside the workspace is refused',
    roots: ['../next'],
    facts: {},
    mounts: `${target}/../next is outside the workspace and cannot be writable`,
  },
])('$name', ({roots, facts, mounts}) => {
  expect(mountsOf(strictPolicy(...roots.map((root) => `${target}/${root}`)), facts)).toEqual(mounts)
})
