import {once} from 'node:events'
import {connect} from 'node:net'
import type {AddressInfo, Socket} from 'node:net'
import {createServer} from 'node:tls'
import {onTestFinished} from 'vitest'
import type {Certificate} from './certificates.ts'

export interface TlsFront {
  readonly port: number
  /** How many connections it took, those without a handshake included. */
  connections(): number
}

/** Speaks TLS in front of a server on loopback that does not. */
export async function tlsFront(certificate: Certificate, behind: string): Promise<TlsFront> {
  const {port: toPort} = new URL(behind)
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer(certificate, (socket) => {
    const onward = connect(Number(toPort), '127.0.0.1')
    socket.pipe(onward).pipe(socket)
    onward.on('error', () => {}).on('close', () => socket.destroy())
    socket.on('error', () => {}).on('close', () => onward.destroy())
  })
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {port: (server.address() as AddressInfo).port, connections: () => connections}
}
