import {readFile} from 'node:fs/promises'
import path from 'node:path'

/**
 * Those of the socket files that a program of the host has open, by their names in the kernel's list; all of them where
 * there is no such list. What a command left in the workspace is not in it: its network namespace was another one.
 */
export async function boundSockets(sockets: readonly string[]): Promise<readonly string[]> {
  if (sockets.length === 0) return []
  const table = await readFile('/proc/net/unix', 'utf8').catch(() => undefined)
  if (table === undefined) return sockets
  // The path is what the program gave, and may be relative.
  const names = new Set(table.split('\n').map((line) => path.basename(/^(?:\S+\s+){7}(.*)$/.exec(line)?.[1] ?? '')))
  return sockets.filter((socket) => names.has(path.basename(socket)))
}
