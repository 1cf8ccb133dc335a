import {once} from 'node:events'
import {mkdir, readdir} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {eventually} from '../helpers/eventually.ts'

async function localServer(): Promise<number> {
  const server = createServer((request, response) => response.end(`page ${request.url}`))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

const fetchOf = (address: string): string =>
  `fetch('${address}').then((r) => r.text()).then(console.log, () => { console.log('failed'); process.exit(3) })`

test('sandbox exec reaches a listed host, and says which other one was refused', async () => {
  const place = await codexPlace()
  const port = await localServer()
  const exec = (address: string) =>
    place.run(['sandbox', 'exec', '--allow-host', `127.0.0.1:${port}`, '--', process.execPath, '-e', fetchOf(address)])

  const listed = await exec(`http://127.0.0.1:${port}/listed`)
  const other = await exec('http://other.example/')

  expect([listed.exitCode, listed.stdout, listed.stderr]).toEqual([0, 'page /listed\n', ''])
  expect([other.exitCode, other.stdout, other.stderr]).toEqual([
    3,
    'failed\n',
    'codex: other.example:80 was refused: it is not listed\n',
  ])
})

test('the list may stand in the user’s file and in a variable, and never in the project’s', async () => {
  const port = await localServer()
  const argv = ['sandbox', 'exec', '--', process.execPath, '-e', fetchOf(`http://127.0.0.1:${port}/`)]
  const listed = `network:\n  allow_hosts: ["127.0.0.1:${port}"]\n`
  const inFile = await codexPlace({config: listed})
  const inVariable = await codexPlace({env: {CODEX_NETWORK_ALLOW_HOSTS: `a.example, 127.0.0.1:${port}`}})
  const inProject = await codexPlace({files: {'codex.config.yaml': listed}})

  expect((await inFile.run(argv)).stdout).toBe('page /\n')
  expect((await inVariable.run(argv)).stdout).toBe('page /\n')
  const refused = await inProject.run(argv)
  expect([refused.exitCode, refused.stdout]).toEqual([3, ''])
  expect(refused.stderr).toContain('codex.config.yaml:2: "network.allow_hosts" cannot be set by a project')
})

test.each(['https://example.org', 'example.org:0', '*example.org', ''])(
  '--allow-host %j is a usage error',
  async (host) => {
    const place = await codexPlace()

    const {exitCode, stderr} = await place.run(['sandbox', 'exec', '--allow-host', host, '--', 'true'])

    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('"network.allow_hosts" must be a list of hosts such as'),
    ])
  },
)

test('what a killed program left is gone after the next one', async () => {
  const place = await codexPlace()
  const temporary = path.join(place.folder, 'tmp')
  await mkdir(temporary)
  const options = {env: {...place.env, TMPDIR: temporary}}
  const exec = (...argv: readonly string[]) => [
    'sandbox',
    'exec',
    '--read-only',
    '--allow-host',
    'example.org',
    '--',
    ...argv,
  ]
  const sockets = async () =>
    (await readdir(temporary, {recursive: true})).filter((name) => name.endsWith('proxy/http'))

  const {child, ended} = place.start(exec('sleep', '60'), options)
  await eventually('a socket', async () => (await sockets()).length === 1)
  child.kill('SIGKILL')
  await ended
  expect((await sockets()).length).toBe(1)

  await place.run(exec('true'), options)

  expect(await sockets()).toEqual([])
})
