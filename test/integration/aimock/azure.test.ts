import {describe, expect, test} from 'vitest'
import {resolveProvider} from '../../../src/model/resolve-provider.ts'
import {aimock, summed} from '../../helpers/aimock.ts'
import {collect, simpleRequest, testClient} from '../../helpers/ask-model.ts'

const key = 'sk-azure-0123456789'

const resources = [
  ['the v1 path of the Responses API', {deployment: 'coder'}],
  ['the v1 path of chat completions', {deployment: 'coder', wire: 'chat'}],
  ['a preview of the v1 path', {deployment: 'coder', apiVersion: 'preview'}],
  ['the classic path of a deployment', {deployment: 'coder', apiVersion: '2024-10-21'}],
  ['the classic path of the Responses API', {deployment: 'coder', apiVersion: '2025-03-01-preview', wire: 'responses'}],
  ['a token in place of a key', {deployment: 'coder', apiVersion: '2024-10-21', auth: 'token'}],
] as const

describe.each([true, false])('stream: %s', (stream) => {
  test.each(resources)('Azure answers at %s', async (_, settings) => {
    const server = await aimock({auth: {apiKeys: [key]}})
    server.on({model: 'coder', userMessage: 'Hello'}, {content: 'All is well.'})
    const provider = resolveProvider('azure', {endpoint: server.url, ...settings})
    const {client} = testClient(provider.baseUrl, {provider, apiKey: key})

    const events = await collect(client.stream({...simpleRequest, stream}, new AbortController().signal))

    expect(summed(events)).toMatchObject({end: 'done', text: 'All is well.'})
  })
})
