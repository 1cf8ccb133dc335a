import {isCodexError} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {resolveProvider} from '../../../src/model/resolve-provider.ts'

const plain = {
  keyHeader: 'authorization',
  headers: {},
  query: {},
  allowHttp: false,
  takesAliases: false,
  chat: {tokenLimitName: 'max_tokens', asksForUsage: true},
}
const openaiChat = {tokenLimitName: 'max_completion_tokens', asksForUsage: true}

test('openai is reached over its Responses API, and knows the aliases', () => {
  expect(resolveProvider('openai')).toEqual({
    ...plain,
    name: 'openai',
    kind: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    wire: 'responses',
    keyEnv: ['OPENAI_API_KEY'],
    needsKey: true,
    takesAliases: true,
    chat: openaiChat,
  })
})

test.each([
  ['ollama', 'http://127.0.0.1:11434/v1', []],
  ['lmstudio', 'http://127.0.0.1:1234/v1', []],
  ['openrouter', 'https://openrouter.ai/api/v1', ['OPENROUTER_API_KEY']],
  ['groq', 'https://api.groq.com/openai/v1', ['GROQ_API_KEY']],
  ['deepseek', 'https://api.deepseek.com/v1', ['DEEPSEEK_API_KEY']],
  ['together', 'https://api.together.xyz/v1', ['TOGETHER_API_KEY']],
])('%s is a compatible server at %s', (name, baseUrl, keyEnv) => {
  expect(resolveProvider(name)).toEqual({
    ...plain,
    name,
    kind: name,
    baseUrl,
    wire: 'chat',
    keyEnv,
    needsKey: keyEnv.length > 0,
  })
})

test('mistral is not asked for its usage, which it would refuse', () => {
  expect(resolveProvider('mistral').chat).toEqual({tokenLimitName: 'max_tokens', asksForUsage: false})
})

test('an own provider is data', () => {
  const settings = {
    baseUrl: 'https://models.acme.example/v1',
    wire: 'responses',
    apiKeyEnv: 'ACME_KEY',
    headers: {'x-team': 'core'},
    query: {region: 'eu'},
  } as const

  expect(resolveProvider('acme', settings)).toEqual({
    ...plain,
    name: 'acme',
    kind: 'acme',
    baseUrl: 'https://models.acme.example/v1',
    wire: 'responses',
    keyEnv: ['ACME_KEY'],
    needsKey: true,
    headers: {'x-team': 'core'},
    query: {region: 'eu'},
  })
})

test('settings correct a preset, by its name or by its kind', () => {
  const local = resolveProvider('openai', {baseUrl: 'http://localhost:8080/v1'})
  const other = resolveProvider('work', {kind: 'openrouter', apiKeyEnv: 'WORK_KEY'})

  expect(local).toMatchObject({wire: 'responses', needsKey: false, takesAliases: false, chat: openaiChat})
  expect(other).toMatchObject({
    name: 'work',
    kind: 'openrouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyEnv: ['WORK_KEY'],
  })
})

test.each([
  ['acme', {}, 'is not known'],
  ['toString', {}, 'is not known'],
  ['acme', {kind: 'opnai', baseUrl: 'https://a.example'}, 'of the kind "opnai", which is not known'],
  ['acme', {baseUrl: 'https://a.example', headers: {'x-team': 'a\nb'}}, 'The header "x-team"'],
  ['acme', {baseUrl: 'https://a.example', headers: {'x team': 'a'}}, 'The header "x team"'],
  ['acme', {baseUrl: 'https://a.example', deployment: 'coder'}, 'has `deployment`, which is for Azure'],
  ['openai', {apiVersion: '2024-10-21'}, 'has `api_version`, which is for Azure'],
  ['azure', {}, 'has no endpoint'],
  ['azure', {endpoint: 'https://w.openai.azure.com', apiVersion: '2024-10-21'}, 'has no deployment'],
])('provider %s with %o is a configuration error', (name, settings, words) => {
  let error: unknown
  try {
    resolveProvider(name, settings)
  } catch (thrown) {
    error = thrown
  }

  expect(isCodexError(error) && error.exitCode).toBe(3)
  expect(String(error)).toContain(words)
})

test("a server of the kind openai does not get OpenAI's variable, unless it is named", () => {
  const settings = {kind: 'openai', baseUrl: 'https://gateway.example/v1'}

  expect(resolveProvider('gateway', settings).keyEnv).toEqual([])
  expect(resolveProvider('gateway', {...settings, apiKeyEnv: 'OPENAI_API_KEY'}).keyEnv).toEqual(['OPENAI_API_KEY'])
  expect(resolveProvider('openai', {baseUrl: 'https://gateway.example/v1'}).keyEnv).toEqual(['OPENAI_API_KEY'])
})

test('a base URL is the endpoint of an Azure resource as well', () => {
  expect(resolveProvider('azure', {baseUrl: 'https://w.openai.azure.com/openai/v1'}).baseUrl).toBe(
    'https://w.openai.azure.com/openai/v1',
  )
})
