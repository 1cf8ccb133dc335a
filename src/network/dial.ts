import {once} from 'node:events'
import type {Socket} from 'node:net'

export type Connect = (address: string, port: number) => Socket

export type DialOutcome =
  | {readonly kind: 'connected'; readonly socket: Socket}
  | {readonly kind: 'failed'; readonly because: string}

const oneTryMs = 5000
const mostTries = 4

/** Connects to the first of these very addresses that answers. No name is looked up again. */
export async function dial(
  {addresses, port, connect}: {addresses: readonly string[]; port: number; connect: Connect},
  signal: AbortSignal,
): Promise<DialOutcome> {
  let because = 'it has no address'
  for (const address of addresses.slice(0, mostTries)) {
    if (signal.aborted) return {kind: 'failed', because: 'the client went away'}
    const socket = connect(address, port)
    // Also for what comes after the connection stands.
    socket.on('error', () => socket.destroy())
    try {
      await once(socket, 'connect', {signal: AbortSignal.any([signal, AbortSignal.timeout(oneTryMs)])})
      return {kind: 'connected', socket}
    } catch (error) {
      socket.destroy()
      because = error instanceof Error && error.name !== 'AbortError' ? error.message : `${address} did not answer`
    }
  }
  return {kind: 'failed', because}
}
