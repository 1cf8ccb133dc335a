import type {Frame, FrameDecoder} from './sse-frames.ts'

/** Far above any answer of a model; a server that never ends must not fill the memory. */
const maxBytes = 64_000_000

/** Puts an answer that is not streamed together: one frame at its end. */
export function createWholeDecoder(): FrameDecoder {
  const chunks: Uint8Array[] = []
  let bytes = 0

  return {
    push(chunk) {
      chunks.push(chunk)
      bytes += chunk.length
      return bytes > maxBytes ? [{kind: 'malformed', detail: 'an answer without an end'}] : []
    },
    end() {
      return [decode(Buffer.concat(chunks))]
    },
  }
}

function decode(bytes: Uint8Array): Frame {
  try {
    return {kind: 'data', data: new TextDecoder('utf-8', {fatal: true}).decode(bytes)}
  } catch {
    return {kind: 'malformed', detail: 'bytes that are not UTF-8'}
  }
}
