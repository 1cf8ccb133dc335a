import type {CapturedOutput} from '@codex-host/plugin-api'

export interface KeptOutput {
  add(bytes: Uint8Array): void
  captured(): CapturedOutput
}

/** Keeps the first and the last half of `keepBytes` of an output of any length. */
export function keepOutput(keepBytes: number): KeptOutput {
  const headBytes = Math.ceil(keepBytes / 2)
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  let totalBytes = 0

  return {
    add(bytes) {
      totalBytes += bytes.byteLength
      const room = headBytes - head.byteLength
      if (room > 0) head = Buffer.concat([head, bytes.subarray(0, room)])
      const more = Buffer.concat([tail, bytes.subarray(Math.min(Math.max(room, 0), bytes.byteLength))])
      tail = Buffer.from(more.subarray(Math.max(0, more.byteLength - (keepBytes - headBytes))))
    },
    captured() {
      const bytes = new Uint8Array(Buffer.concat([head, tail]))
      return bytes.byteLength === totalBytes ? {bytes, totalBytes} : {bytes, totalBytes, omittedAt: head.byteLength}
    },
  }
}
