import type {SandboxCommand, SandboxPolicy} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {behindBridge, bridgeGap} from '../../../src/sandbox/plan-bridge.ts'
import {planBubblewrap} from '../../../src/sandbox/plan-bubblewrap.ts'
import {planMounts} from '../../../src/sandbox/plan-mounts.ts'
import {proxyEnvironment} from '../../../src/sandbox/proxy-environment.ts'
import {plainFacts, plainPolicy} from '../../helpers/sandbox-facts.ts'

const command: SandboxCommand = {argv: ['/bin/bash', '-c', 'curl'], cwd: '/home/me/project'}
const network = {kind: 'allow-list', proxySocket: '/tmp/work/proxy/http', port: 13_128} as const
const policy: SandboxPolicy = {...plainPolicy, network}
const socat = {kind: 'socat', path: '/usr/bin/socat'} as const
const hiddenFile = {path: '/w/a', kind: 'file'} as const

test('without an allow-list a command stands behind nothing, and nothing more is shown', () => {
  const facts = {...plainFacts, bridge: socat}

  expect(behindBridge({command, policy: plainPolicy, facts}, 6)).toEqual({
    kind: 'behind',
    argv: command.argv,
    captures: [],
  })
  expect(planMounts(plainPolicy, facts)).toEqual(planMounts(plainPolicy, plainFacts))
})

test('with one, the command starts when the port of the proxy is open, and gets its words unchanged', () => {
  const behind = behindBridge({command, policy, facts: {...plainFacts, bridge: socat}}, 6)

  expect(behind).toMatchObject({kind: 'behind', captures: ['capture']})
  const [shell, , script, name, ...rest] = behind.kind === 'behind' ? behind.argv : []
  expect([shell, name, rest]).toEqual(['/bin/sh', 'sh', command.argv])
  expect(script).toContain("'UNIX-CONNECT:/run/codex-proxy/http'")
  expect(script).toContain('0100007F:3348 0A')
})

test('odd characters in the path of the program stay in one word', () => {
  const bridge = {kind: 'node', path: "/opt/it's $(node)"} as const

  const behind = behindBridge({command, policy, facts: {...plainFacts, bridge}}, 6)

  expect(behind.kind === 'behind' && behind.argv[2]).toContain(String.raw`'/opt/it'\''s $(node)' '-e'`)
})

test('nothing runs where nothing can listen', () => {
  expect(behindBridge({command, policy, facts: plainFacts}, 6)).toEqual({
    kind: 'refused',
    because: 'nothing here can listen for the allow-list',
  })
})

test('the folder of the socket is shown read-only, and a program that is not visible anyway', () => {
  const mountsFor = (path: string) => {
    const plan = planMounts(policy, {...plainFacts, bridge: {kind: 'node', path}})
    return plan.kind === 'planned' ? plan.mounts.slice(-2) : []
  }
  const folder = {kind: 'bind', access: 'read', submounts: [], type: 'directory', source: '/tmp/work/proxy'}

  expect(mountsFor('/usr/bin/node').at(-1)).toEqual({...folder, path: '/run/codex-proxy'})
  expect(mountsFor('/home/me/node')).toEqual([
    {...folder, path: '/run/codex-proxy'},
    {kind: 'bind', access: 'read', submounts: [], type: 'file', source: '/home/me/node', path: '/home/me/node'},
  ])
})

test('a workspace where the folder of the socket is shown is refused', () => {
  const workspace = {...policy.workspace, target: '/run'}

  expect(planMounts({...policy, workspace}, {...plainFacts, bridge: socat})).toEqual({
    kind: 'refused',
    because: '/run cannot be the workspace: the sandbox keeps /run/codex-proxy for itself',
  })
})

test('bubblewrap hears of the bridge on a descriptor before those of hidden files', () => {
  const facts = {...plainFacts, bridge: socat, hiddenPlaces: [hiddenFile]}
  const options = {program: '/usr/bin/bwrap', systemCallFilter: new Uint8Array([1])}

  const plan = planBubblewrap({command, policy}, facts, options)

  const [args, ...rest] = plan.kind === 'planned' ? plan.descriptors : []
  expect(rest).toEqual([options.systemCallFilter, 'capture', 'capture', new Uint8Array()])
  expect(Buffer.from(args as Uint8Array).toString()).toContain('--ro-bind-data\x007\0/w/a')
})

test.each([
  ['ready\n', undefined],
  ['a warning\nready\n', undefined],
  ['', 'the way to the allowed hosts could not be opened: nothing listened'],
  ['a\nlisten EADDRINUSE\n', 'the way to the allowed hosts could not be opened: listen EADDRINUSE'],
])('what the bridge said, %j: %s', (text, gap) => {
  expect(bridgeGap({bytes: Buffer.from(text), totalBytes: text.length})).toBe(gap)
})

test('programs are led to the proxy, and to their own loopback without it', () => {
  expect(proxyEnvironment({kind: 'none'})).toEqual({})
  expect(proxyEnvironment(network)).toMatchObject({
    HTTPS_PROXY: 'http://127.0.0.1:13128',
    https_proxy: 'http://127.0.0.1:13128',
    NO_PROXY: 'localhost,127.0.0.1,::1,[::1]',
  })
})

test('an address of loopback that is listed means the host’s', () => {
  expect(proxyEnvironment(network, ['127.0.0.1', '10.0.0.1'])['NO_PROXY']).toBe('localhost,::1,[::1]')
  expect(proxyEnvironment(network, ['::1'])['NO_PROXY']).toBe('localhost,127.0.0.1')
})
