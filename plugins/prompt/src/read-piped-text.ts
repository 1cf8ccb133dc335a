import {fstatSync} from 'node:fs'

const mostBytes = 1_000_000

/**
 * Reads a pipe or a redirected file to its end; a terminal or a device gives nothing. With `mustComeWithinMs`, a
 * pipe that stays silent for that long is taken as empty: whoever started us may hold it open for ever.
 */
export async function readPipedText(
  stdin: NodeJS.ReadStream & {fd?: number},
  {mustComeWithinMs}: {mustComeWithinMs?: number},
): Promise<string> {
  if (stdin.isTTY || !isPipeOrFile(stdin.fd ?? 0)) return ''

  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    const silence = mustComeWithinMs === undefined ? undefined : setTimeout(finish, mustComeWithinMs)

    stdin.on('data', (chunk: Buffer) => {
      clearTimeout(silence)
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > mostBytes) finish()
    })
    stdin.once('end', finish)
    stdin.once('error', reject)

    function finish(): void {
      clearTimeout(silence)
      stdin.removeAllListeners('data').removeAllListeners('end')
      stdin.pause()
      stdin.unref()
      const text = Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8')
      resolve(bytes > mostBytes ? `${text}\n[cut after ${mostBytes} bytes]` : text)
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
