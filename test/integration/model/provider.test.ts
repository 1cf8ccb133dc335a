import {isCodexError} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {resolveProvider} from '../../../src/model/resolve-provider.ts'
import type {ProviderSettings, ResolvedProvider} from '../../../src/model/resolve-provider.ts'
import {askModel, collect, simpleRequest, testClient} from '../../helpers/ask-model.ts'
import {scriptedModel} from '../../helpers/scripted-model.ts'

const key = 'sk-test-0123456789abcd'

async function ask(settings: (origin: string) => ResolvedProvider) {
  const server = await scriptedModel({steps: [{reply: [{text: 'Hi.'}]}]})
  const provider = settings(server.baseUrl.replace(/\/v1$/, ''))
  const {events} = await askModel(server.baseUrl, {provider})
  const [request] = server.requests
  return {
    types: events.map((event) => event.type),
    path: request?.path,
    model: (request?.body as {model: string} | undefined)?.model,
    authorization: request?.headers.authorization,
    apiKey: request?.headers['api-key'],
    team: request?.headers['x-team'],
  }
}

const azure = (settings: ProviderSettings) => ask((endpoint) => resolveProvider('azure', {endpoint, ...settings}))

const asked = {types: ['text.delta', 'done'], team: undefined}

test('azure gets its key in a header of its own, and the deployment as the model', async () => {
  expect(await azure({deployment: 'coder'})).toEqual({
    ...asked,
    path: '/openai/v1/responses',
    model: 'coder',
    authorization: undefined,
    apiKey: key,
  })
})

test('a classic path of azure names the deployment and the version', async () => {
  expect(await azure({deployment: 'coder', apiVersion: '2024-10-21'})).toEqual({
    ...asked,
    path: '/openai/deployments/coder/chat/completions?api-version=2024-10-21',
    model: 'coder',
    authorization: undefined,
    apiKey: key,
  })
})

test('a token for azure is a bearer token', async () => {
  const settings = {deployment: 'coder', apiVersion: '2025-03-01-preview', wire: 'responses', auth: 'token'} as const

  expect(await azure(settings)).toEqual({
    ...asked,
    path: '/openai/responses?api-version=2025-03-01-preview',
    model: 'coder',
    authorization: `Bearer ${key}`,
    apiKey: undefined,
  })
})

test('an own provider gets its headers and its query, and the name of the model as the user wrote it', async () => {
  const settings = {headers: {'x-team': 'core'}, query: {region: 'eu'}}

  expect(await ask((origin) => resolveProvider('acme', {baseUrl: `${origin}/v1`, ...settings}))).toEqual({
    ...asked,
    path: '/v1/chat/completions?region=eu',
    model: 'codex-1',
    authorization: `Bearer ${key}`,
    apiKey: undefined,
    team: 'core',
  })
})

test('where the server has the models of the catalogue, an alias is replaced by its model', async () => {
  const openai = await ask((origin) => ({...resolveProvider('openai'), baseUrl: `${origin}/v1`}))

  expect([openai.path, openai.model]).toEqual(['/v1/responses', 'gpt-5.3-codex'])
})

test('without a key no header carries one, unless the user wrote it', async () => {
  const server = await scriptedModel({steps: [{reply: [{text: 'Hi.'}]}, {reply: [{text: 'Hi.'}]}]})
  const azureHere = resolveProvider('azure', {endpoint: server.baseUrl.replace(/\/v1$/, '')})
  const own = resolveProvider('acme', {baseUrl: server.baseUrl, headers: {Authorization: 'Basic eA=='}})

  await askModel(server.baseUrl, {provider: azureHere, apiKey: undefined})
  await askModel(server.baseUrl, {provider: own, apiKey: undefined})

  const sent = server.requests.map(({headers}) => [headers.authorization, headers['api-key']])
  expect(sent).toEqual([
    [undefined, undefined],
    ['Basic eA==', undefined],
  ])
})

test('what the user says of a model shapes the request', async () => {
  const server = await scriptedModel({steps: [{reply: [{text: 'Hi.'}]}]})
  const {client} = testClient(server.baseUrl, {models: {'codex-1': {reasons: false}}})

  await collect(client.stream(simpleRequest, new AbortController().signal))

  expect(server.requests[0]?.body).not.toHaveProperty('include')
})

test.each([
  ['a wire without tools', {baseUrl: 'https://a.example', wire: 'completions'}, 'knows no tools'],
  ['plain http to another machine', {baseUrl: 'http://a.example'}, 'unencrypted'],
] as const)('%s is a configuration error before anything is sent', (_, settings, words) => {
  let error: unknown
  try {
    testClient('', {provider: resolveProvider('acme', settings)})
  } catch (thrown) {
    error = thrown
  }

  expect(isCodexError(error) && error.exitCode).toBe(3)
  expect(String(error)).toContain(words)
})

test('plain http is taken where the user allows it', () => {
  const provider = resolveProvider('acme', {baseUrl: 'http://a.example', allowHttp: true})

  expect(() => testClient('', {provider})).not.toThrow()
})
