import {expect, test} from 'vitest'
import {findKey} from '../../../../src/cli/model/find-key.ts'
import type {LoadedConfig, Origin} from '../../../../src/config/config.ts'

const file = (line: number): Origin => ({kind: 'user', place: `~/.codex/config.yaml:${line}`})
const variable = (place: string): Origin => ({kind: 'environment', place})

interface Given {
  readonly provider?: string
  readonly keyEnv?: readonly string[]
  readonly own?: {readonly apiKeyCommand?: string; readonly apiKey?: string}
  readonly general?: {readonly apiKeyCommand?: string; readonly apiKey?: string}
  readonly origins?: LoadedConfig['origins']
  readonly env?: Readonly<Record<string, string>>
}

function find({provider = 'acme', keyEnv = [], own = {}, general = {}, origins = {}, env = {}}: Given) {
  const config = {provider, ...general} as LoadedConfig['config']
  const mapValues = [{key: `providers.${provider}.api_key`, value: 'x', isSecret: true, origin: file(7)}]
  return findKey({loaded: {config, origins, mapValues, files: [], notices: []}, provider: {keyEnv}, settings: own}, env)
}

test('each place goes before those below it', () => {
  const general = {apiKeyCommand: 'all', apiKey: 'k-all'}
  const origins = {api_key: file(1), api_key_command: file(2)}
  const own = {apiKeyCommand: 'own', apiKey: 'k-own'}
  const all = {keyEnv: ['ACME_KEY', 'ACME_OTHER'], own, general, origins}

  expect(find({...all, env: {ACME_KEY: '', ACME_OTHER: 'k-env'}})).toEqual({
    kind: 'key',
    apiKey: 'k-env',
    origin: 'ACME_OTHER',
  })
  expect(find(all)).toEqual({
    kind: 'command',
    command: 'own',
    setting: 'providers.acme.api_key_command',
    origin: 'providers.acme.api_key_command',
  })
  expect(find({...all, own: {apiKey: 'k-own'}})).toEqual({
    kind: 'key',
    apiKey: 'k-own',
    origin: '~/.codex/config.yaml:7',
  })
  expect(find({...all, own: {}})).toEqual({
    kind: 'command',
    command: 'all',
    setting: 'api_key_command',
    origin: '~/.codex/config.yaml:2',
  })
  expect(find({...all, own: {}, general: {apiKey: 'k-all'}})).toEqual({
    kind: 'key',
    apiKey: 'k-all',
    origin: '~/.codex/config.yaml:1',
  })
  expect(find({})).toEqual({kind: 'none'})
})

test('CODEX_API_KEY goes before the command for all, not before what a provider has of its own', () => {
  const general = {apiKeyCommand: 'all', apiKey: 'k-all'}
  const origins = {api_key: variable('CODEX_API_KEY'), api_key_command: file(2)}

  expect(find({general, origins})).toMatchObject({kind: 'key', origin: 'CODEX_API_KEY'})
  expect(find({general, origins, own: {apiKeyCommand: 'own'}})).toMatchObject({kind: 'command', command: 'own'})
})

test('for openai the environment goes before everything in the file, CODEX_API_KEY before OPENAI_API_KEY', () => {
  const given = {
    provider: 'openai',
    keyEnv: ['OPENAI_API_KEY'],
    own: {apiKeyCommand: 'own'},
    general: {apiKey: 'k-codex'},
    env: {OPENAI_API_KEY: 'k-openai', CODEX_API_KEY: 'k-codex'},
  }

  expect(find({...given, origins: {api_key: variable('CODEX_API_KEY')}})).toEqual({
    kind: 'key',
    apiKey: 'k-codex',
    origin: 'CODEX_API_KEY',
  })
  expect(find({...given, origins: {api_key: file(1)}, env: {}})).toMatchObject({kind: 'command', command: 'own'})
})
