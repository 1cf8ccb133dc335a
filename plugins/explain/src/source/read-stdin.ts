import type {FileReading} from '@codex-host/plugin-api'

/** What is used of stdin. */
export interface PipedBytes extends AsyncIterable<Buffer> {
  destroy(): unknown
}

/** Reads a pipe to its end, or until there is more than `maxBytes`. Throws the reason of the signal. */
export async function readStdin(
  stdin: PipedBytes,
  {maxBytes}: {readonly maxBytes: number},
  signal: AbortSignal,
): Promise<FileReading> {
  const stop = () => void stdin.destroy()
  signal.addEventListener('abort', stop, {once: true})
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of stdin) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > maxBytes) return tooLarge(maxBytes)
    }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
  signal.throwIfAborted()
  return {kind: 'file', bytes: Buffer.concat(chunks)}
}

function tooLarge(maxBytes: number): FileReading {
  const because = `there are more than ${maxBytes.toLocaleString('en')} bytes on it`
  return {kind: 'refused', code: 'FILE_TOO_LARGE', because}
}
