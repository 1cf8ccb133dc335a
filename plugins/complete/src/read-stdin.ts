import {addAbortSignal, type Readable} from 'node:stream'
import {wrongCall} from './problems.ts'

/**
 * Reads stdin to its end, or until it has more than `most` bytes.
 * @throws CodexError with exit code 2 at a terminal.
 */
export async function readStdin(
  stdin: Readable & {readonly isTTY?: boolean},
  most: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (stdin.isTTY === true) {
    throw wrongCall('NO_STDIN', 'There is no text on stdin, because it is a terminal. Nothing was sent.', [
      'codex complete - --language python < file',
    ])
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of addAbortSignal(signal, stdin)) {
    chunks.push(chunk as Uint8Array)
    length += (chunk as Uint8Array).byteLength
    if (length > most) break
  }
  return Buffer.concat(chunks)
}
