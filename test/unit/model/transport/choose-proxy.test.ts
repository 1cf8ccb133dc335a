import {isCodexError} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {chooseProxy} from '../../../../src/model/transport/choose-proxy.ts'

const server = 'https://api.openai.com/v1'
const nameOf = (env: Record<string, string>, url = server, proxy?: string) => chooseProxy(url, {env, proxy})?.name

test('without a setting the way is direct', () => {
  expect(chooseProxy(server, {env: {HTTPS_PROXY: '', https_proxy: ' '}})).toBeUndefined()
})

test('an address is read with its port and its credentials, and its name shows no credentials', () => {
  const proxy = chooseProxy(server, {env: {HTTPS_PROXY: 'http://jo%40corp:p%2Fw%@Proxy.Test:3128/'}})

  expect(proxy).toEqual({
    protocol: 'http:',
    hostname: 'proxy.test',
    port: 3128,
    name: 'the proxy http://proxy.test:3128 from HTTPS_PROXY',
    authorization: `Basic ${btoa('jo@corp:p%2Fw%')}`,
  })
})

test.each([
  ['proxy.test:3128', 'http:', 'proxy.test', 3128],
  ['proxy.test', 'http:', 'proxy.test', 80],
  ['https://proxy.test', 'https:', 'proxy.test', 443],
  ['http://[::1]:8080', 'http:', '::1', 8080],
])('%s is %s on %s, port %i', (text, protocol, hostname, port) => {
  expect(chooseProxy(server, {env: {}, proxy: text})).toMatchObject({protocol, hostname, port})
})

test.each([
  ['small letters go first', {https_proxy: 'low.test', HTTPS_PROXY: 'up.test'}, 'low.test from https_proxy'],
  ['an empty variable counts as none', {https_proxy: '', HTTPS_PROXY: 'up.test'}, 'up.test from HTTPS_PROXY'],
  ['ALL_PROXY is the last', {ALL_PROXY: 'all.test', HTTPS_PROXY: 'up.test'}, 'up.test from HTTPS_PROXY'],
  ['ALL_PROXY counts', {ALL_PROXY: 'all.test'}, 'all.test from ALL_PROXY'],
])('%s', (_, env: Record<string, string>, name) => {
  expect(nameOf(env)).toBe(`the proxy http://${name}`)
})

test('HTTP_PROXY is for plain http only, HTTPS_PROXY for https only', () => {
  expect(nameOf({HTTP_PROXY: 'http.test'})).toBeUndefined()
  expect(nameOf({HTTPS_PROXY: 'https.test'}, 'http://plain.test')).toBeUndefined()
  expect(nameOf({HTTP_PROXY: 'http.test'}, 'http://plain.test')).toBe('the proxy http://http.test from HTTP_PROXY')
})

test('a configured proxy goes before the variables, and `off` is the direct way', () => {
  expect(nameOf({https_proxy: 'env.test'}, server, 'own.test')).toBe('the proxy http://own.test from `proxy`')
  expect(nameOf({https_proxy: 'env.test'}, server, 'off')).toBeUndefined()
})

test('NO_PROXY exempts from a configured proxy too', () => {
  expect(nameOf({NO_PROXY: 'openai.com'}, server, 'own.test')).toBeUndefined()
  expect(nameOf({no_proxy: 'other.test', NO_PROXY: '*', https_proxy: 'env.test'})).toBeDefined()
})

test.each(['http://localhost:1234/v1', 'https://127.0.0.1/v1', 'http://127.1.2.3/v1', 'http://[::1]:11434/v1'])(
  'a proxy of the environment is not for %s, a configured one is',
  (url) => {
    const env = {HTTP_PROXY: 'env.test', HTTPS_PROXY: 'env.test', ALL_PROXY: 'env.test'}

    expect(nameOf(env, url)).toBeUndefined()
    expect(nameOf(env, url, 'own.test')).toBe('the proxy http://own.test from `proxy`')
  },
)

test.each([
  ['http://user:secret@', 'The proxy from ALL_PROXY is not an address, so no request was sent.'],
  [
    'socks5://user:secret@p:1',
    'The proxy from ALL_PROXY is of the kind socks5, and only http and https are known, so no request was sent.',
  ],
])('%s is a mistake in the configuration that shows no password', (text, message) => {
  const wrong = () => chooseProxy(server, {env: {ALL_PROXY: text}})

  expect(wrong).toThrow(message)
  expect(isCodexError(caught(wrong)) && caught(wrong)).toMatchObject({exitCode: 3, code: 'PROXY'})
  expect(chooseProxy('https://inside.test', {env: {ALL_PROXY: text, NO_PROXY: 'inside.test'}})).toBeUndefined()
})

function caught(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
