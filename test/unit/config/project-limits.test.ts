import {describe, expect, test} from 'vitest'
import {looseningProblems, tightens, userOnlyProblems} from '../../../src/config/project-limits.ts'
import type {SettingKey, Settings} from '../../../src/config/settings.ts'
import {defaultSettings} from '../../../src/config/settings.ts'

test.each([
  'provider',
  'providers',
  'models',
  'base_url',
  'wire',
  'headers',
  'api_key',
  'api_key_command',
  'ca_file',
  'proxy',
  'store',
  'network',
  'network.allow_hosts',
  'hooks',
])('a project cannot set %s, and is told why', (key) => {
  expect(userOnlyProblems([{key, value: 'x', line: 4}])).toEqual([
    {line: 4, text: expect.stringMatching(`^"${key}" cannot be set by a project: a project must not`) as string},
  ])
})

test.each([
  'model',
  'timeout',
  'verify',
  'approval_mode',
  'permissions',
  'budget.max_steps',
  'budget.max_cost',
  'cache',
  'memory.mode',
  'memory.messages',
  'stop',
  'stream',
])('a project can set %s', (key) => {
  expect(userOnlyProblems([{key, value: 'x', line: 4}])).toEqual([])
})

describe('beside the user, a project', () => {
  const allowed: readonly (readonly [SettingKey, unknown, Partial<Settings>])[] = [
    ['approval_mode', 'suggest', {}],
    ['approval_mode', 'suggest', {approval_mode: 'full-auto'}],
    ['approval_mode', 'auto-edit', {approval_mode: 'full-auto'}],
    ['approval_mode', 'auto-edit', {approval_mode: 'auto-edit'}],
    ['sandbox', true, {sandbox: 'none'}],
    ['isolation', 'copy', {isolation: 'in-place'}],
    ['verify', 'off', {}],
    ['verify', 'cargo test', {verify: 'npm test'}],
    ['budget.max_steps', 100, {}],
    ['budget.max_steps', 10, {}],
    ['budget.max_time', '1800s', {}],
    ['budget.max_time', '5m', {'budget.max_time': '1h'}],
    ['verify', 'npm test', {}],
    ['budget.max_cost', 1_000, {}],
    ['budget.max_cost', 0.5, {'budget.max_cost': 1}],
    ['cache', 'off', {cache: 'only'}],
  ]
  const refused: readonly (readonly [SettingKey, unknown, Partial<Settings>, string])[] = [
    ['approval_mode', 'auto-edit', {}, '"approval_mode" cannot be loosened by a project, from suggest to auto-edit'],
    [
      'approval_mode',
      'full-auto',
      {approval_mode: 'auto-edit'},
      '"approval_mode" cannot be loosened by a project, from auto-edit to full-auto',
    ],
    ['sandbox', false, {}, '"sandbox" can only be true in a project: the user chooses how'],
    ['sandbox', 'none', {sandbox: 'none'}, '"sandbox" can only be true in a project: the user chooses how'],
    ['sandbox', 'namespaces', {}, '"sandbox" can only be true in a project: the user chooses how'],
    ['isolation', 'in-place', {isolation: 'in-place'}, '"isolation" can only be copy in a project'],
    ['verify', 'off', {verify: 'npm test'}, '"verify" cannot be turned off by a project: you set it to "npm test"'],
    ['cache', 'on', {cache: 'off'}, '"cache" cannot be turned on by a project: you turned it off'],
    ['budget.max_steps', 101, {}, '"budget.max_steps" can only be lowered by a project, and 101 is more than 100'],
    [
      'budget.max_tokens',
      20,
      {'budget.max_tokens': 10},
      '"budget.max_tokens" can only be lowered by a project, and 20 is more than 10',
    ],
    [
      'budget.max_cost',
      1.5,
      {'budget.max_cost': 1},
      '"budget.max_cost" can only be lowered by a project, and 1.5 is more than 1',
    ],
    ['budget.max_time', '1h', {}, '"budget.max_time" can only be lowered by a project, and 1h is more than 30m'],
  ]

  test.each(allowed)('may set %s to %j over %j', (key, value, user) => {
    expect(problems(key, value, user)).toEqual([])
  })

  test.each(refused)('may not set %s to %j over %j', (key, value, user, text) => {
    expect(problems(key, value, user)).toEqual([{line: 4, text}])
  })
})

test('a project may ask and deny, not allow', () => {
  const rule = {tool: 'shell', pattern: 'npm test'} as const
  const rules = [
    {...rule, effect: 'ask', line: 1} as const,
    {...rule, effect: 'allow', line: 2} as const,
    {...rule, effect: 'deny', line: 3} as const,
  ]

  expect(looseningProblems({settings: [], rules}, defaultSettings)).toEqual([
    {line: 2, text: 'a project cannot have an "allow" rule: it may tighten what is asked, not loosen it'},
  ])
})

test.each([
  ['sandbox', 'bubblewrap', false],
  ['sandbox', true, false],
  ['sandbox', false, true],
  ['sandbox', 'none', true],
] as const)("the %s of a project counts over the user's %j: %s", (key, sandbox, expected) => {
  expect(tightens({key}, {...defaultSettings, sandbox})).toBe(expected)
})

function problems(key: SettingKey, value: unknown, user: Partial<Settings>): unknown {
  const base = {...defaultSettings, ...user}
  return looseningProblems({settings: [{key, value, line: 4}], rules: []}, base)
}
