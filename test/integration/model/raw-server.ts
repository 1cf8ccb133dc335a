import {once} from 'node:events'
import {createServer} from 'node:http'
import type {RequestListener, Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'

/** A server of the test's own, for what no script can say. */
export async function rawServer(
  listener: RequestListener,
): Promise<{readonly server: Server; readonly baseUrl: string}> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {server, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`}
}

export function frame(event: object): string {
  return `data: ${JSON.stringify(event)}\n\n`
}
