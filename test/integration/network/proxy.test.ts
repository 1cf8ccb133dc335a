import {once} from 'node:events'
import {lstat, readdir} from 'node:fs/promises'
import {createServer as createHttpServer, type IncomingMessage} from 'node:http'
import {type AddressInfo, connect, createServer, type Socket} from 'node:net'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {expect, onTestFinished, test} from 'vitest'
import {assessHost} from '../../../src/approval/assess-host.ts'
import {openProxy, type ProxyDecision} from '../../../src/network/open-proxy.ts'
import {eventually} from '../../helpers/eventually.ts'
import {proxyAttacks} from '../../helpers/proxy-attack-table.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const publicAddress = '93.184.215.14'
const listed = [
  ...['allowed.example', 'allowed.example:80', '*.wild.example', 'moving.example'],
  ...['inward.example', '*.inward.example'],
]
const zone: Readonly<Record<string, readonly string[]>> = {
  'allowed.example': [publicAddress],
  'a.b.wild.example': [publicAddress],
  'both.wild.example': ['127.0.0.1', publicAddress, '::1'],
  'inward.example': ['127.0.0.1'],
  'private.inward.example': ['10.0.0.1', '192.168.0.1', 'fd00::1'],
  'metadata.inward.example': ['169.254.169.254'],
  'mapped.inward.example': ['::ffff:127.0.0.1'],
  'nat64.inward.example': ['64:ff9b::7f00:1'],
  'link.inward.example': ['fe80::1%eth0', 'fe80::1'],
  'odd.inward.example': ['localhost', ''],
}

interface Arena {
  readonly socket: string
  readonly decisions: readonly ProxyDecision[]
  /** Every address that was dialled, with its port. */
  readonly dialled: readonly string[]
  readonly close: () => Promise<void>
}

/** A proxy whose public addresses all lead to `port` of this machine, and nothing else leads anywhere. */
async function proxyArena(port: number, rules = listed): Promise<Arena> {
  const socket = path.join(await temporaryFolder(), 'http')
  const decisions: ProxyDecision[] = []
  const dialled: string[] = []
  let asked = 0
  const proxy = await openProxy({
    proxySocket: socket,
    assess: (destination) =>
      assessHost(destination, {
        mode: 'full-auto',
        rules: rules.map((pattern) => ({effect: 'allow', tool: 'network', pattern, from: 'user', place: 'test'})),
      }),
    onDecision: (decision) => decisions.push(decision),
    async resolve(name) {
      asked += 1
      if (name === 'moving.example') return asked === 1 ? [publicAddress] : ['127.0.0.1']
      const found = zone[name]
      if (found === undefined) throw new Error(`getaddrinfo ENOTFOUND ${name}`)
      return found
    },
    connect(address, wanted) {
      dialled.push(`${address}:${wanted}`)
      return connect({port, host: '127.0.0.1', allowHalfOpen: true})
    },
  })
  onTestFinished(() => proxy.close())
  return {socket, decisions, dialled, close: proxy.close}
}

async function echoServer(): Promise<number> {
  const server = createHttpServer((request, response) => {
    void text(request).then((body) => {
      response.setHeader('x-kept', 'yes')
      response.setHeader('keep-alive', 'timeout=77')
      response.end(JSON.stringify({url: request.url, headers: lower(request), body}))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

function lower({rawHeaders}: IncomingMessage): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
}

async function send(socket: string, bytes: string): Promise<string> {
  const client = connect(socket)
  let answer = ''
  client.on('error', () => {})
  client.on('data', (chunk) => {
    answer += chunk.toString('latin1')
    if (answer.includes('\r\n\r\n')) client.end()
  })
  client.write(Buffer.from(bytes, 'latin1'))
  await once(client, 'close')
  return answer
}

test.each(proxyAttacks)('$id: $status', async ({bytes, status}) => {
  const {socket, decisions, dialled} = await proxyArena(await echoServer())

  const answer = await send(socket, bytes)

  const given = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])
  expect(given).toBe(status)
  expect(dialled.every((address) => address.startsWith(publicAddress))).toBe(true)
  expect(dialled.length).toBe(status === 200 ? 1 : 0)
  expect(decisions.map(({assessment}) => assessment.kind)).toEqual([expectedVerdict(status)])
})

function expectedVerdict(status: number): string {
  return status === 200 || status === 502 ? 'allow' : 'deny'
}

test('each request on one connection is judged for itself', async () => {
  const {socket, decisions, dialled} = await proxyArena(await echoServer())
  const client = connect(socket)
  client.on('error', () => {})
  let answer = ''
  client.on('data', (chunk) => (answer += chunk.toString()))

  client.write('GET http://allowed.example/one HTTP/1.1\r\nHost: allowed.example\r\n\r\n')
  await eventually('an answer', () => answer.includes('/one'))
  client.write('GET http://evil.example/two HTTP/1.1\r\nHost: evil.example\r\n\r\n')
  await once(client, 'close')

  expect(answer).toContain('evil.example:80 was refused: it is not listed')
  expect(dialled).toEqual([`${publicAddress}:80`])
  expect(decisions.map(({host, port}) => [host, port])).toEqual([
    ['allowed.example', 80],
    ['evil.example', 80],
  ])
})

test('a request is framed anew, and what is meant for the proxy stays with it', async () => {
  const {socket} = await proxyArena(await echoServer())

  const answer = await send(
    socket,
    'GET http://ALLOWED.example?q HTTP/1.1\r\nHost: allowed.example\r\nProxy-Authorization: Basic x\r\n' +
      'Connection: close, X-Hop\r\nX-Hop: 1\r\nX-End: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  )

  const head = answer.toLowerCase()
  expect(head).toContain('x-kept: yes')
  expect(head).not.toContain('timeout=77')
  expect(answer).toContain('{"url":"/?q","headers":["host","x-end","connection","transfer-encoding"],"body":"abc"}')
})

test('a tunnel carries both directions, and each half ends by itself', async () => {
  const server = createServer({allowHalfOpen: true}, (peer) => {
    let received = ''
    peer.on('data', (chunk) => (received += chunk.toString()))
    peer.on('end', () => peer.end(`got ${received}`))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const {socket} = await proxyArena((server.address() as AddressInfo).port)

  const client = connect({path: socket, allowHalfOpen: true})
  client.write('CONNECT allowed.example:443 HTTP/1.1\r\n\r\n')
  await once(client, 'data')
  client.end('all of it')

  expect(await text(client)).toBe('got all of it')
})

test('closing ends every tunnel and removes the socket', async () => {
  const peers: Socket[] = []
  const server = createServer((peer) => peers.push(peer.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const {socket, close} = await proxyArena((server.address() as AddressInfo).port)
  expect((await lstat(socket)).mode & 0o777).toBe(0o600)
  const client = connect(socket)
  client.on('error', () => {})
  client.write('CONNECT allowed.example:443 HTTP/1.1\r\n\r\n')
  await once(client, 'data')

  await close()

  await eventually('an end of both sides', () => client.destroyed && peers.every((peer) => peer.destroyed))
  expect(await readdir(path.dirname(socket))).toEqual([])
})

test('an allowed host that does not answer is a failure, not a refusal', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  server.close()
  const {socket, decisions} = await proxyArena(port)

  expect(await send(socket, 'CONNECT allowed.example:443 HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 /)
  expect(decisions).toEqual([
    {
      host: 'allowed.example',
      port: 443,
      assessment: expect.objectContaining({kind: 'allow'}),
      failure: expect.stringContaining('ECONNREFUSED'),
    },
  ])
})

test('a private address is dialled where it is listed itself, also behind a listed name', async () => {
  const both = ['private.inward.example', '10.0.0.1:443', '127.0.0.1:8080']
  const {socket, dialled} = await proxyArena(await echoServer(), both)

  const named = await send(socket, 'CONNECT private.inward.example:443 HTTP/1.1\r\n\r\n')
  const literal = await send(socket, 'GET http://127.0.0.1:8080/x HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n')
  const wrongPort = await send(socket, 'CONNECT 127.0.0.1:8081 HTTP/1.1\r\n\r\n')

  expect([named, literal, wrongPort].map((answer) => answer.slice(9, 12))).toEqual(['200', '200', '403'])
  expect(dialled).toEqual(['10.0.0.1:443', '127.0.0.1:8080'])
})
