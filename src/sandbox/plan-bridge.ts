import path from 'node:path'
import type {CapturedOutput, SandboxCommand, SandboxPolicy} from '@codex-host/plugin-api'
import type {BridgeProgram} from './find-bridge.ts'
import type {HostFacts} from './host-facts.ts'

/** Where the folder of the proxy's socket is shown inside. */
export const proxyFolder = '/run/codex-proxy'

interface Bridged {
  readonly command: SandboxCommand
  readonly policy: SandboxPolicy
  readonly facts: HostFacts
}

export type BehindBridge =
  | {
      readonly kind: 'behind'
      /** The command, behind whatever must stand first. */
      readonly argv: readonly string[]
      /** What is to be captured beside the launcher's own descriptors. */
      readonly captures: readonly 'capture'[]
    }
  | {readonly kind: 'refused'; readonly because: string}

/**
 * Puts the allow-list's way out before a command: something that listens on loopback inside and passes bytes on to the
 * proxy's socket. It has the rights of the command, which could connect to the socket itself as well. Pure.
 */
export function behindBridge({command, policy, facts}: Bridged, descriptor: number): BehindBridge {
  const {network} = policy
  if (network.kind === 'none') return {kind: 'behind', argv: command.argv, captures: []}
  if (facts.bridge === undefined) return {kind: 'refused', because: 'nothing here can listen for the allow-list'}

  const socket = path.join(proxyFolder, path.basename(network.proxySocket))
  const bridge = bridgeArgv(facts.bridge, {port: network.port, socket})
  const script = bridgeScript({bridge, port: network.port, descriptor})
  return {kind: 'behind', argv: ['/bin/sh', '-c', script, 'sh', ...command.argv], captures: ['capture']}
}

const ready = 'ready'

/** Why the way out did not come to stand: then the command was not started. `said` is absent without an allow-list. */
export function bridgeGap(said: CapturedOutput | undefined): string | undefined {
  if (said === undefined) return undefined
  const text = Buffer.from(said.bytes).toString()
  if (text.split('\n').includes(ready)) return undefined
  return `the way to the allowed hosts could not be opened: ${text.trim().split('\n').at(-1) || 'nothing listened'}`
}

/** How long a quiet half of a connection may keep the other half open. */
const halfOpenSeconds = 600

const nodeBridge = `
const {connect, createServer} = require('node:net')
const [port, path] = process.argv.slice(1)
createServer({allowHalfOpen: true, noDelay: true}, (inside) => {
  const outside = connect({path, allowHalfOpen: true})
  const end = () => { inside.destroy(); outside.destroy() }
  for (const socket of [inside, outside]) socket.on('error', end)
  inside.pipe(outside).pipe(inside)
}).on('error', ({message}) => { console.error(message); process.exit(1) }).listen(Number(port), '127.0.0.1')
`

function bridgeArgv({kind, path: program}: BridgeProgram, {port, socket}: {port: number; socket: string}) {
  switch (kind) {
    case 'socat': {
      const listen = `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,backlog=128,nodelay`
      return [program, '-t', String(halfOpenSeconds), listen, `UNIX-CONNECT:${socket}`]
    }
    case 'node':
      return [program, '-e', nodeBridge, String(port), socket]
  }
}

interface BridgeScript {
  readonly bridge: readonly string[]
  readonly port: number
  readonly descriptor: number
}

/**
 * Starts the bridge, waits at most five seconds until it listens, says so and becomes the command. The bridge is nobody's
 * child, so that a command which waits for all of its children does not wait for it. What is written on the
 * descriptor before the command starts cannot be forged by it.
 */
function bridgeScript({bridge, port, descriptor}: BridgeScript): string {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return `
listens() {
  while read -r _ address _ state _; do
    if [ "$address $state" = '${local} 0A' ]; then return 0; fi
  done < /proc/net/tcp
  return 1
}
bridge=$(/usr/bin/env -i -- ${bridge.map(quoted).join(' ')} < /dev/null > /dev/null 2>&${descriptor} & echo $!)
tries=0
until listens; do
  tries=$((tries + 1))
  [ "$tries" -le 500 ] && kill -0 "$bridge" 2> /dev/null || exit 125
  /bin/sleep 0.01
done
echo ${ready} >&${descriptor}
exec ${descriptor}>&-
exec "$@"
`
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
