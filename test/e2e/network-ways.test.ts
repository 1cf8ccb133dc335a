import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {certificateAuthority} from '../helpers/certificates.ts'
import {codexPlace, testKey} from '../helpers/codex-place.ts'
import type {PlaceOptions} from '../helpers/codex-place.ts'
import {eventually} from '../helpers/eventually.ts'
import {forwardProxy} from '../helpers/forward-proxy.ts'
import type {ProxyOptions} from '../helpers/forward-proxy.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {toolOutputs} from '../helpers/sent-texts.ts'
import {tlsFront} from '../helpers/tls-front.ts'
import {frame, rawServer} from '../integration/model/raw-server.ts'

const authority = certificateAuthority()

interface DistantOptions extends PlaceOptions {
  readonly proxy?: ProxyOptions
  readonly certificate?: ReturnType<typeof authority.issue>
}

/** A model that is reached as https://models.test/v1, through a proxy that knows the name. */
async function distantPlace(options: DistantOptions = {}) {
  const place = await codexPlace(options)
  const certificate = options.certificate ?? authority.issue(['models.test', '127.0.0.1'])
  const front = await tlsFront(certificate, place.env['OPENAI_BASE_URL'] ?? '')
  const proxy = await forwardProxy({hosts: {'models.test': front.port}, ...options.proxy})
  const caFile = path.join(place.folder, 'ca.pem')
  await writeFile(caFile, authority.cert)
  const env = {OPENAI_BASE_URL: 'https://models.test/v1', HTTPS_PROXY: proxy.url, CODEX_CA_FILE: caFile}
  return {place, front, proxy, caFile, env}
}

test('a turn goes through HTTPS_PROXY to a server with an own authority, over one connection, and ends', async () => {
  const change = patches(replaceLine('a.txt', 'one', 'two'))
  const {place, proxy, front, env} = await distantPlace({files: {'a.txt': 'one\n'}, steps: [change, says('Done.')]})

  const run = await place.run(['-a', 'auto-edit', 'Change it now'], {env})

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(await place.files()).toEqual({'a.txt': 'two\n'})
  expect(proxy.seen).toEqual(['CONNECT models.test:443'])
  expect({front: front.connections(), requests: place.requests.length}).toEqual({front: 1, requests: 2})
})

test('a server and a proxy that would keep the connection for ever do not keep the process', async () => {
  const {server, baseUrl} = await rawServer((request, response) => {
    request.resume()
    const item = {type: 'message', content: [{type: 'output_text', text: 'Hi.'}]}
    response.writeHead(200, {'content-type': 'text/event-stream'})
    response.end(frame({type: 'response.completed', response: {output: [item]}}))
  })
  server.keepAliveTimeout = 0
  const place = await codexPlace()
  const front = await tlsFront(authority.issue(['models.test']), baseUrl)
  const certificate = authority.issue(['127.0.0.1'])
  const proxy = await forwardProxy({hosts: {'models.test': front.port}, certificate})
  const caFile = path.join(place.folder, 'ca.pem')
  await writeFile(caFile, authority.cert)

  const run = await place.run(['Say hello now'], {
    env: {OPENAI_BASE_URL: 'https://models.test/v1', HTTPS_PROXY: proxy.url, CODEX_CA_FILE: caFile},
  })

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hi.\n'})
})

test('NODE_EXTRA_CA_CERTS is trusted too, beside `ca_file`', async () => {
  const {place, env, caFile} = await distantPlace({steps: [says('Hello.'), says('Hello.')]})
  const other = path.join(place.folder, 'other.pem')
  await writeFile(other, certificateAuthority('Other authority').cert)

  const alone = await place.run(['Say hello now'], {env: {...env, CODEX_CA_FILE: '', NODE_EXTRA_CA_CERTS: caFile}})
  const beside = await place.run(['Say hello again'], {
    env: {...env, CODEX_CA_FILE: other, NODE_EXTRA_CA_CERTS: caFile},
  })

  expect(alone).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(beside).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
})

test('the `ca_file` of a provider wins over the common one', async () => {
  const {place, env, caFile} = await distantPlace({steps: [says('Hello.')]})
  const provider = `  acme: {base_url: "https://models.test/v1", wire: chat, ca_file: "${caFile}"}`
  const config = `provider: acme\nca_file: /nowhere/ca.pem\nproviders:\n${provider}\n`
  await writeFile(path.join(place.codexHome, 'config.yaml'), config)

  const run = await place.run(['-m', 'coder', 'Say hello now'], {
    env: {HTTPS_PROXY: env.HTTPS_PROXY, OPENAI_BASE_URL: '', CODEX_API_KEY: testKey},
  })

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
})

test.each([
  ['this machine', (proxyUrl: string) => ({HTTPS_PROXY: proxyUrl, ALL_PROXY: proxyUrl})],
  ['a host in NO_PROXY', (proxyUrl: string) => ({CODEX_PROXY: proxyUrl, NO_PROXY: 'example.org, 127.0.0.1'})],
])('%s is reached without the proxy', async (_, variables) => {
  const {place, front, proxy, env} = await distantPlace({steps: [says('Hello.')]})
  const address = `https://127.0.0.1:${front.port}/v1`

  const run = await place.run(['Say hello now'], {
    env: {...env, OPENAI_BASE_URL: address, ...variables(proxy.url)},
  })

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(proxy.connections()).toBe(0)
})

test('a configured proxy goes before the environment', async () => {
  const {place, proxy, env} = await distantPlace({steps: [says('Hello.')]})

  const run = await place.run(['Say hello now'], {
    env: {...env, HTTPS_PROXY: 'http://127.0.0.1:9', CODEX_PROXY: proxy.url},
  })

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(proxy.seen).toEqual(['CONNECT models.test:443'])
})

test('a proxy that refuses is named without its password; it is not the key that was refused', async () => {
  const {place, proxy, env} = await distantPlace({proxy: {credentials: 'jo:other'}})
  const address = proxy.url.replace('//', '//jo:s3cret-of-proxy@')

  const run = await place.run(['Say hello now'], {env: {...env, HTTPS_PROXY: address}})
  const json = await place.run(['--json', 'Say hello now'], {env: {...env, HTTPS_PROXY: '', CODEX_PROXY: address}})

  expect({exitCode: run.exitCode, stdout: run.stdout}).toEqual({exitCode: 5, stdout: ''})
  expect(run.stderr).toContain(`the proxy ${proxy.url} from HTTPS_PROXY refused its user name and password`)
  expect(run.stderr).toContain('the key was not sent')
  expect(JSON.parse(json.stdout)).toMatchObject({exit_code: 5, outcomes: ['model-failed']})
  expect(run.stderr + json.stdout + json.stderr).not.toContain('s3cret-of-proxy')
  expect(proxy.connections()).toBe(2)
})

test('the password of a proxy is out of reach for commands, and `config list` hides it', async () => {
  const steps = [runs('env; cat /proc/*/environ 2>&1 | tr "\\0" "\\n"; echo looked'), says('I looked.')]
  const {place, proxy, env} = await distantPlace({steps, proxy: {credentials: 'jo:s3cret-of-proxy'}})
  const address = proxy.url.replace('//', '//jo:s3cret-of-proxy@')
  const variables = {...env, HTTPS_PROXY: address, CODEX_PROXY: address}

  const run = await place.run(['-a', 'full-auto', 'Look around now'], {env: variables})
  const list = await place.run(['config', 'list'], {env: variables})

  expect(run).toMatchObject({exitCode: 0, stdout: 'I looked.\n'})
  expect(toolOutputs(place.requests[1])[0]).toContain('looked')
  expect(JSON.stringify(place.requests) + run.stderr + list.stdout + list.stderr).not.toContain('s3cret')
  expect(list.stdout).toContain(new URL(proxy.url).host)
})

const past = {notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z')}
test.each([
  ['of an unknown authority', certificateAuthority('Unknown').issue(['models.test']), 'ca_file'],
  ['that has expired', authority.issue(['models.test'], past), 'CERT_HAS_EXPIRED'],
  ['for another name', authority.issue(['others.test']), 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('a certificate %s is refused once, and NODE_TLS_REJECT_UNAUTHORIZED does not help', async (_, certificate, word) => {
  const {place, proxy, env} = await distantPlace({certificate})

  const run = await place.run(['Say hello now'], {env})
  const unsafe = await place.run(['Say hello now'], {env: {...env, NODE_TLS_REJECT_UNAUTHORIZED: '0'}})

  expect([run.exitCode, unsafe.exitCode]).toEqual([5, 5])
  expect(run.stderr).toContain(word)
  expect(run.stdout + unsafe.stdout).toBe('')
  expect(proxy.seen).toEqual(['CONNECT models.test:443', 'CONNECT models.test:443'])
  expect(place.requests).toEqual([])
})

test('a `ca_file` that is missing, and a proxy of an unknown kind, are mistakes in the configuration', async () => {
  const {place, proxy, env} = await distantPlace()

  const missing = await place.run(['Say hello now'], {env: {...env, CODEX_CA_FILE: '/nowhere/ca.pem'}})
  const socks = await place.run(['Say hello now'], {
    env: {...env, HTTPS_PROXY: '', ALL_PROXY: 'socks5://jo:s3cret@127.0.0.1:1'},
  })

  expect(missing).toMatchObject({exitCode: 3, stdout: ''})
  expect(missing.stderr).toContain('The file /nowhere/ca.pem of `ca_file` cannot be read (ENOENT)')
  expect(socks).toMatchObject({exitCode: 3, stdout: ''})
  expect(socks.stderr).toContain('The proxy from ALL_PROXY is of the kind socks5')
  expect(socks.stderr).not.toContain('s3cret')
  expect(proxy.connections()).toBe(0)
})

test('Ctrl-C while a proxy says nothing ends the turn and the connection', async () => {
  const {place, proxy, env} = await distantPlace({proxy: {answer: 'silence'}})
  const {child, ended} = place.start(['Say hello now'], {env})
  await eventually('a connection', () => proxy.seen.length === 1)

  child.kill('SIGINT')

  expect(await ended).toMatchObject({exitCode: 130, stdout: ''})
  await eventually('an end of the connection', () => proxy.open() === 0)
})
