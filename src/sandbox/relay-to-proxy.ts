import {connect, createServer, type Socket} from 'node:net'

export interface ProxyRelay {
  /** Of this machine's loopback. */
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on a free port of the loopback, and passes bytes on to the proxy's unix socket: for a sandbox without a
 * loopback of its own. Whoever is on this machine can connect to it while it is open, and gets what the allow-list allows.
 */
export async function relayToProxy(proxySocket: string): Promise<ProxyRelay> {
  const open = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    open.add(socket)
    return socket.once('close', () => open.delete(socket))
  }
  const server = createServer({allowHalfOpen: true, noDelay: true}, (inside) => {
    const outside = keep(connect({path: proxySocket, allowHalfOpen: true}))
    const end = (): void => {
      inside.destroy()
      outside.destroy()
    }
    for (const socket of [keep(inside), outside]) socket.on('error', end)
    inside.pipe(outside).pipe(inside)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve())
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A server of TCP has a port.')
  return {
    port: address.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
