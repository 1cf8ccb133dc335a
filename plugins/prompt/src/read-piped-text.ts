import {fstatSync} from 'node:fs'

const mostBytes = 1_000_000

/** `none`: a terminal or a device. `silent`: an open pipe that gave nothing in time. */
export type PipedText = {readonly text: string} | 'none' | 'silent'

/**
 * Reads a pipe or a redirected file to its end. With `mustComeWithinMs` the first byte is waited for only so long:
 * whoever started us may hold the pipe open for ever.
 */
export async function readPipedText(
  stdin: NodeJS.ReadStream & {fd?: number},
  {mustComeWithinMs}: {mustComeWithinMs?: number},
): Promise<PipedText> {
  if (stdin.isTTY || !isPipeOrFile(stdin.fd ?? 0)) return 'none'

  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    const silence = mustComeWithinMs === undefined ? undefined : setTimeout(() => finish('silent'), mustComeWithinMs)

    stdin.on('data', (chunk: Buffer) => {
      clearTimeout(silence)
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > mostBytes) finish()
    })
    stdin.once('end', () => finish())
    stdin.once('error', reject)

    function finish(end?: 'silent'): void {
      clearTimeout(silence)
      stdin.removeAllListeners('data').removeAllListeners('end')
      stdin.pause()
      stdin.unref()
      const text = Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8')
      resolve(end ?? {text: bytes > mostBytes ? `${text}\n[cut after ${mostBytes} bytes]` : text})
    }
  })
}

function isPipeOrFile(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor)
    return stat.isFIFO() || stat.isFile() || stat.isSocket()
  } catch {
    return false
  }
}
