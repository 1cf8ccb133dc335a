import {expect, test} from 'vitest'
import {resolveProvider} from '../../../src/model/resolve-provider.ts'

const endpoint = 'https://work.openai.azure.com'
const shared = {
  name: 'azure',
  kind: 'azure',
  keyEnv: ['AZURE_OPENAI_API_KEY'],
  needsKey: true,
  keyHeader: 'api-key',
  headers: {},
  allowHttp: false,
  takesAliases: false,
  chat: {tokenLimitName: 'max_completion_tokens', asksForUsage: true},
}

test('without a version the newer paths are used, with the deployment as the model', () => {
  expect(resolveProvider('azure', {endpoint: `${endpoint}/`, deployment: 'coder'})).toEqual({
    ...shared,
    baseUrl: `${endpoint}/openai/v1`,
    wire: 'responses',
    query: {},
    modelName: 'coder',
  })
})

test('a dated version leads to the path of the deployment, over chat', () => {
  const settings = {endpoint, deployment: 'my coder', apiVersion: '2024-10-21'}

  expect(resolveProvider('azure', settings)).toEqual({
    ...shared,
    baseUrl: `${endpoint}/openai/deployments/my%20coder`,
    wire: 'chat',
    query: {'api-version': '2024-10-21'},
    modelName: 'my coder',
  })
})

test.each([
  ['the wire responses', {apiVersion: '2025-03-01-preview', wire: 'responses'}, `${endpoint}/openai`],
  ['the wire completions', {apiVersion: '2024-10-21', wire: 'completions'}, `${endpoint}/openai/deployments/coder`],
  ['the version "preview"', {apiVersion: 'preview'}, `${endpoint}/openai/v1`],
  ['an endpoint that names the newer path', {endpoint: `${endpoint}/openai/v1/`}, `${endpoint}/openai/v1`],
] as const)('%s is found at its path', (_, settings, baseUrl) => {
  expect(resolveProvider('azure', {endpoint, deployment: 'coder', ...settings}).baseUrl).toBe(baseUrl)
})

test('a token is a bearer token from its own variable', () => {
  expect(resolveProvider('work', {kind: 'azure', endpoint, auth: 'token'})).toMatchObject({
    keyHeader: 'authorization',
    keyEnv: ['AZURE_OPENAI_AD_TOKEN'],
  })
})

test('an own variable for the secret wins', () => {
  const settings = {kind: 'azure', endpoint, apiKeyEnv: 'WORK_KEY'}

  expect(resolveProvider('work', settings).keyEnv).toEqual(['WORK_KEY'])
  expect(resolveProvider('work', {...settings, auth: 'token'}).keyEnv).toEqual(['WORK_KEY'])
})
