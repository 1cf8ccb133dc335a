import type {CapturedOutput} from '@codex-host/plugin-api'

export interface OutputCollector {
  add(chunk: Uint8Array): void
  captured(): CapturedOutput
}

/**
 * Keeps the first and the last bytes of a stream of any length: half of `keepBytes` from the head, half from the
 * tail. It never holds more than twice `keepBytes`.
 */
export function createOutputCollector(keepBytes: number): OutputCollector {
  const headBytes = Math.ceil(keepBytes / 2)
  const tailBytes = keepBytes - headBytes
  const head: Uint8Array[] = []
  let headLength = 0
  let tail: Uint8Array[] = []
  let tailLength = 0
  let totalBytes = 0

  function addToTail(chunk: Uint8Array): void {
    // A short view of a long chunk would keep the whole chunk alive.
    tail.push(chunk.byteLength > tailBytes ? chunk.slice(chunk.byteLength - tailBytes) : chunk)
    tailLength += tail.at(-1)?.byteLength ?? 0
    if (tailLength <= keepBytes + tailBytes) return
    tail = [lastBytes(Buffer.concat(tail), tailBytes)]
    tailLength = tailBytes
  }

  return {
    add(chunk) {
      totalBytes += chunk.byteLength
      const forHead = chunk.subarray(0, headBytes - headLength)
      if (forHead.byteLength > 0) {
        head.push(forHead.slice())
        headLength += forHead.byteLength
      }
      if (forHead.byteLength < chunk.byteLength) addToTail(chunk.subarray(forHead.byteLength))
    },
    captured() {
      const kept = [...head, lastBytes(Buffer.concat(tail), tailBytes)]
      const bytes = new Uint8Array(Buffer.concat(kept))
      return bytes.byteLength === totalBytes ? {bytes, totalBytes} : {bytes, totalBytes, omittedAt: headLength}
    },
  }
}

function lastBytes(bytes: Uint8Array, count: number): Uint8Array {
  return bytes.byteLength > count ? bytes.slice(bytes.byteLength - count) : bytes
}
