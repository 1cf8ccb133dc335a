import {isCodexError} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {isLoopbackUrl, toBaseUrl} from '../../../src/model/to-base-url.ts'

test.each([
  ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
  ['https://api.openai.com/v1//', 'https://api.openai.com/v1'],
  ['http://localhost:11434/v1', 'http://localhost:11434/v1'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://127.1/v1', 'http://127.0.0.1/v1'],
  ['http://[::1]:9/v1/', 'http://[::1]:9/v1'],
])('%s is taken as %s', (text, url) => {
  expect(toBaseUrl(text)).toBe(url)
})

test.each([
  ['http://api.openai.com/v1', 'unencrypted'],
  ['http://127.0.0.1.example.com/v1', 'unencrypted'],
  ['http://localhost.example.com/v1', 'unencrypted'],
  ['http://0.0.0.0/v1', 'unencrypted'],
  ['ftp://localhost/v1', 'neither https nor http'],
  ['api.openai.com/v1', 'not an address'],
  ['', 'not an address'],
  ['https://example.com/v1?key=1', 'contains a query'],
])('%s is a configuration error: it is %s', (text, words) => {
  const error = errorOf(() => toBaseUrl(text))

  expect(isCodexError(error) && error.exitCode).toBe(3)
  expect(String(error)).toContain(words)
  expect(String(error)).toContain('no request was sent')
})

test('a password in the address is refused and not repeated', () => {
  const error = errorOf(() => toBaseUrl('https://me:hunter2@example.com/v1'))

  expect(String(error)).toContain('example.com contains a user name or a password')
  expect(String(error)).not.toContain('hunter2')
})

test('plain http to another machine is taken where the user allows it', () => {
  expect(toBaseUrl('http://models.lan/v1', {allowHttp: true})).toBe('http://models.lan/v1')
})

test.each([
  ['http://localhost:1/v1', true],
  ['http://127.0.0.1:1', true],
  ['http://[::1]/v1', true],
  ['https://api.openai.com/v1', false],
  ['nonsense', false],
])('%s is on this machine: %s', (text, isLocal) => {
  expect(isLoopbackUrl(text)).toBe(isLocal)
})

function errorOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}
