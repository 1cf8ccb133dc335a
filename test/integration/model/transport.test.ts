import {once} from 'node:events'
import {writeFile} from 'node:fs/promises'
import {createServer} from 'node:net'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {promisify} from 'node:util'
import {describe, expect, onTestFinished, test} from 'vitest'
import type {ModelEvent} from '../../../src/model/model-client.ts'
import {resolveProvider} from '../../../src/model/resolve-provider.ts'
import type {TransportSettings} from '../../../src/model/transport/create-transport.ts'
import {askModel, collect, simpleRequest, testClient} from '../../helpers/ask-model.ts'
import {certificateAuthority} from '../../helpers/certificates.ts'
import {eventually} from '../../helpers/eventually.ts'
import {forwardProxy} from '../../helpers/forward-proxy.ts'
import type {ProxyOptions} from '../../helpers/forward-proxy.ts'
import {says} from '../../helpers/replies.ts'
import {scriptedModel} from '../../helpers/scripted-model.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {tlsFront} from '../../helpers/tls-front.ts'
import {frame, rawServer} from './raw-server.ts'

const authority = certificateAuthority()

async function caFile(...certificates: readonly string[]): Promise<string> {
  const file = path.join(await temporaryFolder(), 'ca.pem')
  await writeFile(file, certificates.join(''))
  return file
}

/** A model behind TLS, under a name that only a proxy of the test knows. */
async function distantModel(steps: Parameters<typeof scriptedModel>[0]['steps'], proxyOptions: ProxyOptions = {}) {
  const model = await scriptedModel({steps})
  const front = await tlsFront(authority.issue(['models.test']), model.baseUrl)
  const proxy = await forwardProxy({hosts: {'models.test': front.port}, ...proxyOptions})
  return {model, front, proxy, baseUrl: 'https://models.test/v1'}
}

function lastOf(events: readonly {readonly type: string}[]) {
  return events.map((event) => (event as ModelEvent).type).join(' ')
}

function failureOf(events: readonly unknown[]) {
  const last = events.at(-1) as ModelEvent
  return last.type === 'failed' ? last.failure : undefined
}

describe('certificates', () => {
  test('a server with a certificate of an own authority is trusted with `ca_file`', async () => {
    const model = await scriptedModel({steps: [says('Hello.')]})
    const front = await tlsFront(authority.issue(['127.0.0.1']), model.baseUrl)
    const other = certificateAuthority('Other authority')
    const transport = {env: {}, caFile: await caFile('Our authorities:\n', other.cert, authority.cert)}

    const {events} = await askModel(`https://127.0.0.1:${front.port}/v1`, {transport})

    expect(lastOf(events)).toBe('text.delta done')
  })

  const otherAuthority = certificateAuthority()
  const past = {notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z')}
  const future = {notBefore: new Date('2090-01-01T00:00:00Z'), notAfter: new Date('2091-01-01T00:00:00Z')}
  test.each([
    [
      'of an authority nobody named',
      authority.issue(['127.0.0.1']),
      undefined,
      'is from an authority that is not trusted',
      'ca_file',
    ],
    [
      'of another authority with the same name',
      otherAuthority.issue(['127.0.0.1']),
      authority,
      'is from an authority that is not trusted',
      'ca_file',
    ],
    [
      'that has expired',
      authority.issue(['127.0.0.1'], past),
      authority,
      'is not valid today (CERT_HAS_EXPIRED)',
      'clock',
    ],
    [
      'from the future',
      authority.issue(['127.0.0.1'], future),
      authority,
      'is not valid today (CERT_NOT_YET_VALID)',
      'clock',
    ],
    [
      'for another name',
      authority.issue(['127.0.0.2']),
      authority,
      'is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
      'base_url',
    ],
  ])(
    'a certificate %s is refused after one connection, and nothing is sent',
    async (_, certificate, trusted, because, advice) => {
      const model = await scriptedModel({steps: []})
      const front = await tlsFront(certificate, model.baseUrl)
      const transport = {env: {}, ...(trusted && {caFile: await caFile(trusted.cert)})}

      const {events} = await askModel(`https://127.0.0.1:${front.port}/v1`, {transport})

      expect(lastOf(events)).toBe('failed')
      expect(failureOf(events)).toMatchObject({kind: 'unreachable', message: expect.stringContaining(because)})
      expect(failureOf(events)?.suggestions.join()).toContain(advice)
      expect({connections: front.connections(), requests: model.requests.length}).toEqual({connections: 1, requests: 0})
    },
  )

  test.each([
    ['is missing', undefined, 'cannot be read (ENOENT)'],
    ['is empty', '', 'has no certificate in PEM form'],
    ['is something else', 'hello', 'has no certificate in PEM form'],
    [
      'has a damaged certificate',
      `${authority.cert}${authority.cert.replaceAll('M', '!')}`,
      'is damaged at certificate 2 of 2',
    ],
    ['is cut off', authority.cert.slice(0, -60), 'is damaged at certificate 1 of 1'],
  ])('a `ca_file` that %s is a mistake in the configuration', async (_, text, what) => {
    const file = path.join(await temporaryFolder(), 'ca.pem')
    if (text !== undefined) await writeFile(file, text)

    await expect(askModel('https://127.0.0.1:9/v1', {transport: {env: {}, caFile: file}})).rejects.toMatchObject({
      exitCode: 3,
      code: 'CA_FILE',
      message: `The file ${file} of \`ca_file\` ${what}, so no request was sent.`,
    })
  })

  test('a `ca_file` that is no file is not waited for', async () => {
    const transport = {env: {}, caFile: '/dev/zero'}

    await expect(askModel('https://127.0.0.1:9/v1', {transport})).rejects.toMatchObject({exitCode: 3, code: 'CA_FILE'})
  })
})

describe('a proxy', () => {
  test('carries https as bytes: it never sees the request, and the server never sees its credentials', async () => {
    const distant = await distantModel([says('Hello.')], {credentials: 'jo:s3cret'})
    const env = {HTTPS_PROXY: distant.proxy.url.replace('//', '//jo:s3cret@')}

    const {events} = await askModel(distant.baseUrl, {transport: {env, caFile: await caFile(authority.cert)}})

    expect(lastOf(events)).toBe('text.delta done')
    expect(distant.proxy.seen).toEqual(['CONNECT models.test:443'])
    expect(JSON.stringify(distant.proxy.headers)).not.toContain('sk-test')
    expect(distant.model.requests.map((request) => request.headers['proxy-authorization'])).toEqual([undefined])
  })

  test('is asked over TLS where its address is https', async () => {
    const certificate = authority.issue(['127.0.0.1'])
    const distant = await distantModel([says('Hello.')], {certificate})
    const env = {HTTPS_PROXY: distant.proxy.url}

    const {events} = await askModel(distant.baseUrl, {transport: {env, caFile: await caFile(authority.cert)}})

    expect(lastOf(events)).toBe('text.delta done')
    expect(distant.proxy.seen).toEqual(['CONNECT models.test:443'])
  })

  test.each(['http', 'https'])('over %s gets whole addresses for plain http', async (scheme) => {
    const model = await scriptedModel({steps: [says('Hello.')]})
    const certificate = scheme === 'https' ? {certificate: authority.issue(['127.0.0.1'])} : {}
    const hosts = {'models.test': Number(new URL(model.baseUrl).port)}
    const proxy = await forwardProxy({credentials: 'jo:s3cret', hosts, ...certificate})
    const provider = resolveProvider('acme', {baseUrl: 'http://models.test/v1', wire: 'responses', allowHttp: true})
    const env = {http_proxy: proxy.url.replace('//', '//jo:s3cret@')}

    const {events} = await askModel('', {provider, transport: {env, caFile: await caFile(authority.cert)}})

    expect(lastOf(events)).toBe('text.delta done')
    expect(proxy.seen).toEqual(['POST http://models.test/v1/responses'])
    expect(proxy.headers[0]).toMatchObject({host: 'models.test'})
    expect(model.requests.map((request) => request.headers['proxy-authorization'])).toEqual([undefined])
  })

  test('is left aside for a host in NO_PROXY and for this machine', async () => {
    const model = await scriptedModel({steps: [says('Hello.'), says('Hello.')]})
    const proxy = await forwardProxy()
    const env = {HTTP_PROXY: proxy.url}

    await askModel(model.baseUrl, {transport: {env}})
    await askModel(model.baseUrl, {transport: {env: {NO_PROXY: '127.0.0.0/8'}, proxy: proxy.url}})

    expect(proxy.connections()).toBe(0)
  })

  test('that is configured is used for this machine too', async () => {
    const model = await scriptedModel({steps: [says('Hello.')]})
    const proxy = await forwardProxy()

    const {events} = await askModel(model.baseUrl, {transport: {env: {}, proxy: proxy.url}})

    expect(lastOf(events)).toBe('text.delta done')
    expect(proxy.seen).toEqual([`POST ${model.baseUrl}/responses`])
  })

  const wrong = (proxy: {url: string}) => `the proxy ${proxy.url} from HTTPS_PROXY`
  test.each<[string, ProxyOptions, number, string, string]>([
    [
      'that wants credentials',
      {credentials: 'jo:other'},
      1,
      'refused',
      'refused its user name and password, or the lack of them (407 Proxy Authentication Required, wants Basic realm="test"); the key was not sent',
    ],
    [
      'that forbids the server',
      {answer: {text: 'HTTP/1.1 403 Forbidden\r\n\r\n'}},
      1,
      'refused',
      'refused the way (403 Forbidden)',
    ],
    [
      'that does not reach the server',
      {answer: {text: 'HTTP/1.1 502 Bad Gateway\r\n\r\n'}},
      3,
      'unreachable',
      'could not reach the server (502 Bad Gateway)',
    ],
    ['that resets the connection', {answer: 'reset'}, 3, 'unreachable', 'cut the connection'],
    ['that ends the connection', {answer: {text: ''}}, 3, 'unreachable', 'cut the connection'],
    [
      'that is none',
      {answer: {text: 'SSH-2.0-OpenSSH_9.6\r\n'}},
      1,
      'unreachable',
      'does not answer as a proxy does (HPE_INVALID_CONSTANT)',
    ],
  ])('%s is named without its password', async (_, options, requests, kind, because) => {
    const distant = await distantModel([], options)
    const env = {HTTPS_PROXY: distant.proxy.url.replace('//', '//jo:s3cret@')}

    const {events} = await askModel(distant.baseUrl, {transport: {env}})

    const tried = requests === 1 ? 'It was tried once.' : `It was tried ${requests} times.`
    const times = kind === 'unreachable' ? tried : '1 request was sent.'
    expect(failureOf(events)).toEqual({
      kind,
      message: `The model "codex-1" at ${distant.baseUrl} gave no complete answer: ${wrong(distant.proxy)} ${because}. ${times}`,
      suggestions: [expect.any(String)],
    })
    expect(JSON.stringify(events)).not.toContain('s3cret')
    expect(distant.proxy.connections()).toBe(requests)
  })

  test('that says nothing is given up after the time to connect', async () => {
    const distant = await distantModel([], {answer: 'silence'})
    const transport = {env: {HTTPS_PROXY: distant.proxy.url}, connectTimeoutMs: 150}

    const {events} = await askModel(distant.baseUrl, {transport})

    expect(lastOf(events)).toBe('retry retry failed')
    expect(failureOf(events)?.message).toContain(
      `no connection through ${wrong(distant.proxy)} came about within 0.15 s`,
    )
    await eventually('an end of all connections', () => distant.proxy.open() === 0)
  })

  test('that is not there is given up after three attempts', async () => {
    const port = await freePort()
    const transport = {env: {HTTPS_PROXY: `jo:s3cret@127.0.0.1:${port}`}}

    const {events} = await askModel('https://models.test/v1', {transport})

    expect(lastOf(events)).toBe('retry retry failed')
    expect(failureOf(events)?.message).toContain(
      `the proxy http://127.0.0.1:${port} from HTTPS_PROXY cannot be reached (ECONNREFUSED)`,
    )
  })

  test('with a certificate nobody trusts is not asked', async () => {
    const distant = await distantModel([], {certificate: authority.issue(['127.0.0.1'])})

    const {events} = await askModel(distant.baseUrl, {transport: {env: {HTTPS_PROXY: distant.proxy.url}}})

    expect(lastOf(events)).toBe('failed')
    expect(failureOf(events)?.message).toMatch(/the proxy https:\S+ from HTTPS_PROXY is not trusted/)
    expect(distant.proxy.seen).toEqual([])
  })

  test.each([
    [407, 'refused', 'refused its user name and password', 1],
    [502, 'server', 'the server answered 502', 4],
  ])('for plain http that answers %i', async (status, kind, because, requests) => {
    const hosts = {'models.test': await freePort()}
    const proxy = await forwardProxy({hosts, ...(status === 407 && {credentials: 'jo:other'})})
    const provider = resolveProvider('acme', {baseUrl: 'http://models.test/v1', wire: 'responses', allowHttp: true})

    const {events} = await askModel('', {provider, transport: {env: {HTTP_PROXY: proxy.url}}})

    expect(failureOf(events)).toMatchObject({kind, message: expect.stringContaining(because)})
    expect(failureOf(events)?.message).toContain(proxy.url)
    expect(proxy.seen.length).toBe(requests)
  })

  test('that shows a page of its own in place of a plain http answer is named', async () => {
    const page = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nPay.'
    const proxy = await forwardProxy({answer: {text: page}})
    const provider = resolveProvider('acme', {baseUrl: 'http://models.test/v1', wire: 'responses', allowHttp: true})

    const {events} = await askModel('', {provider, transport: {env: {HTTP_PROXY: proxy.url}}})

    expect(failureOf(events)?.message).toContain(
      `the server sent text/html instead of an event stream, through the proxy ${proxy.url} from HTTP_PROXY`,
    )
  })

  test('in front of a server whose certificate is not trusted is named, since it may be the one that shows it', async () => {
    const distant = await distantModel([])

    const {events} = await askModel(distant.baseUrl, {transport: {env: {HTTPS_PROXY: distant.proxy.url}}})

    expect(lastOf(events)).toBe('failed')
    expect(failureOf(events)?.message).toContain(
      `the certificate of the server is from an authority that is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE), through the proxy ${distant.proxy.url}`,
    )
  })
})

describe('a connection', () => {
  async function twoRequests(baseUrl: string, transport: TransportSettings) {
    const {client} = testClient(baseUrl, {transport})
    const {signal} = new AbortController()
    const first = lastOf(await collect(client.stream(simpleRequest, signal)))
    // Between two steps of a turn at least the event loop turns.
    await setImmediate()
    return [first, lastOf(await collect(client.stream(simpleRequest, signal)))]
  }

  test('carries one request after the other, through a proxy too', async () => {
    const distant = await distantModel([says('One.'), says('Two.')])
    const transport = {env: {HTTPS_PROXY: distant.proxy.url}, caFile: await caFile(authority.cert)}

    expect(await twoRequests(distant.baseUrl, transport)).toEqual(['text.delta done', 'text.delta done'])
    expect({proxy: distant.proxy.connections(), front: distant.front.connections()}).toEqual({proxy: 1, front: 1})
  })

  test('carries one request after the other without a proxy', async () => {
    const model = await scriptedModel({steps: [says('One.'), says('Two.')]})
    const front = await tlsFront(authority.issue(['127.0.0.1']), model.baseUrl)
    const transport = {env: {}, caFile: await caFile(authority.cert)}

    await twoRequests(`https://127.0.0.1:${front.port}/v1`, transport)

    expect(front.connections()).toBe(1)
  })

  test('that the server ended meanwhile is replaced, without a retry', async () => {
    let connections = 0
    const {server, baseUrl} = await rawServer((request, response) => {
      request.resume()
      const item = {type: 'message', content: [{type: 'output_text', text: 'Hi.'}]}
      response.writeHead(200, {'content-type': 'text/event-stream'})
      response.end(frame({type: 'response.completed', response: {output: [item]}}))
    })
    server.on('connection', () => (connections += 1))
    server.keepAliveTimeout = 0
    const {client} = testClient(baseUrl)
    const {signal} = new AbortController()

    const first = lastOf(await collect(client.stream(simpleRequest, signal)))
    server.closeIdleConnections()
    await eventually('an end of the connection', () =>
      promisify(server.getConnections.bind(server))().then((n) => n === 0),
    )
    const second = lastOf(await collect(client.stream(simpleRequest, signal)))

    expect([first, second]).toEqual(['done', 'done'])
    expect(connections).toBe(2)
  })

  test('is destroyed at once when its request is aborted, through a proxy too', async () => {
    const distant = await distantModel([{fault: {stall_ms: 20_000}}])
    const transport = {env: {HTTPS_PROXY: distant.proxy.url}, caFile: await caFile(authority.cert)}
    const {client} = testClient(distant.baseUrl, {transport})
    const abort = new AbortController()
    const ended = collect(client.stream(simpleRequest, abort.signal)).catch((error: unknown) => error)
    await eventually('a request', () => distant.model.requests.length === 1)

    abort.abort(new Error('enough'))

    expect(await ended).toMatchObject({message: 'enough'})
    await eventually('an end of the connection', () => distant.proxy.open() === 0)
  })

  test('that is not open yet is given up when its request is aborted', async () => {
    const distant = await distantModel([], {answer: 'silence'})
    const {client} = testClient(distant.baseUrl, {transport: {env: {HTTPS_PROXY: distant.proxy.url}}})
    const abort = new AbortController()
    const ended = collect(client.stream(simpleRequest, abort.signal)).catch((error: unknown) => error)
    await eventually('a connection', () => distant.proxy.seen.length === 1)

    abort.abort(new Error('enough'))

    expect(await ended).toMatchObject({message: 'enough'})
    await eventually('an end of the connection', () => distant.proxy.open() === 0)
  })

  test('to a server that takes it but never speaks TLS is given up after the time to connect', async () => {
    const silent = createServer()
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const {port} = silent.address() as AddressInfo

    const {events} = await askModel(`https://127.0.0.1:${port}/v1`, {transport: {env: {}, connectTimeoutMs: 100}})

    expect(lastOf(events)).toBe('retry retry failed')
    expect(failureOf(events)?.message).toContain('no connection came about within 0.1 s')
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
