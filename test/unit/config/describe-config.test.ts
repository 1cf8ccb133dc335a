import {expect, test} from 'vitest'
import type {Config, LoadedConfig, Origin} from '../../../src/config/config.ts'
import {describeConfig} from '../../../src/config/describe-config.ts'

const config: Config = {
  model: 'codex-1',
  provider: 'openai',
  providers: {},
  models: {},
  stream: true,
  keepsState: false,
  cache: 'on',
  memory: {mode: 'last', messages: 10},
  timeoutMs: 60_000,
  approvalMode: 'suggest',
  sandbox: true,
  isolation: 'copy',
  allowHosts: [],
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

test('providers and models have a row for each value, and of what may be secret only a hint', () => {
  const place = (line: number): Origin => ({kind: 'user', place: `~/.codex/config.yaml:${line}`})
  const rows = describeConfig(
    loaded({...config, rules: []}, {}, [
      {key: 'providers.acme.base_url', value: 'https://ada:hunter2@acme.example/v1', isSecret: false, origin: place(2)},
      {key: 'providers.acme.api_key', value: 'sk-proj-abcdefghijklmnop1234', isSecret: true, origin: place(3)},
      {key: 'providers.acme.headers.x-team', value: 'core', isSecret: true, origin: place(4)},
      {key: 'providers.acme.api_key_command', value: ['pass', 'sk-abcdefgh'], isSecret: true, origin: place(5)},
      {key: 'models.gpt-9.price.input', value: 1.5, isSecret: false, origin: place(6)},
    ]),
  )

  expect(rows).toEqual([
    {key: 'providers.acme.base_url', value: 'https://…@acme.example/v1', origin: '~/.codex/config.yaml:2'},
    {key: 'providers.acme.api_key', value: 'sk-…1234', origin: '~/.codex/config.yaml:3'},
    {key: 'providers.acme.headers.x-team', value: '…', origin: '~/.codex/config.yaml:4'},
    {key: 'providers.acme.api_key_command', value: '["pass","sk-…"]', origin: '~/.codex/config.yaml:5'},
    {key: 'models.gpt-9.price.input', value: '1.5', origin: '~/.codex/config.yaml:6'},
  ])
})

test('lists, proxies with a password and commands are shown as they may be', () => {
  const rows = describeConfig(
    loaded(
      {
        ...config,
        stop: ['END', '\n'],
        proxy: 'http://ada:hunter2@proxy.example:3128',
        apiKeyCommand: 'op read sk-abcdefgh',
        rules: [],
      },
      {stop: standard, proxy: standard, api_key_command: standard},
    ),
  )

  expect(rows.map(({key, value}) => [key, value])).toEqual([
    ['api_key_command', 'op read sk-…'],
    ['proxy', 'http://…@proxy.example:3128'],
    ['stop', '["END","\\n"]'],
  ])
})

function loaded(
  shown: Config,
  origins: LoadedConfig['origins'],
  mapValues: LoadedConfig['mapValues'] = [],
): LoadedConfig {
  return {config: shown, origins, mapValues, files: [], notices: []}
}
