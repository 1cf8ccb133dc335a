import {expect, test} from 'vitest'
import type {Config, LoadedConfig, Origin} from '../../../src/config/config.ts'
import {describeConfig} from '../../../src/config/describe-config.ts'

const config: Config = {
  model: 'codex-1',
  provider: 'openai',
  timeoutMs: 60_000,
  approvalMode: 'suggest',
  sandbox: true,
  isolation: 'copy',
  verify: {kind: 'command', line: 'npm test'},
  budget: {maxSteps: 100, maxIterations: 5, maxTokens: 500_000, maxTimeMs: 1_800_000},
  rules: [{effect: 'deny', tool: 'shell', pattern: 'git push*', from: 'user', place: '~/.codex/config.yaml:9'}],
}
const standard: Origin = {kind: 'default', place: 'default'}

test('each value and each rule has a row with where it came from', () => {
  const origins = {
    model: standard,
    verify: {kind: 'project', place: 'codex.config.yaml:2'},
    'budget.max_time': standard,
  } as const

  expect(describeConfig(loaded(config, origins))).toEqual([
    {key: 'model', value: 'codex-1', origin: 'default'},
    {key: 'verify', value: 'npm test', origin: 'codex.config.yaml:2'},
    {key: 'budget.max_time', value: '30m', origin: 'default'},
    {key: 'permissions', value: 'deny shell "git push*"', origin: '~/.codex/config.yaml:9'},
  ])
})

test.each([
  ['sk-proj-abcdefghijklmnop1234', 'sk-…1234'],
  ['0123456789abcdef', '…cdef'],
  ['sk-short', '…'],
])('the key %s is shown as %s', (apiKey, value) => {
  const rows = describeConfig(
    loaded({...config, apiKey, rules: []}, {api_key: {kind: 'environment', place: 'OPENAI_API_KEY'}}),
  )

  expect(rows).toEqual([{key: 'api_key', value, origin: 'OPENAI_API_KEY'}])
})

test('a password in the address is not shown', () => {
  const rows = describeConfig(
    loaded({...config, baseUrl: 'https://ada:secret@proxy.example.org/v1', rules: []}, {base_url: standard}),
  )

  expect(JSON.stringify(rows)).not.toMatch(/secret|ada/)
  expect(rows[0]?.value).toContain('@proxy.example.org/v1')
})

function loaded(shown: Config, origins: LoadedConfig['origins']): LoadedConfig {
  return {config: shown, origins, files: [], notices: []}
}
