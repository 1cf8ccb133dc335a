import type {CapturedOutput} from '@codex-host/plugin-api'

/**
 * The output as text of at most `mostBytes`, half from its head and half from its tail, with a line that says how
 * much is missing between them. Invalid UTF-8 is replaced; no character is cut in two.
 */
export function cutOutput(output: CapturedOutput, mostBytes: number): string {
  const {bytes, totalBytes, omittedAt} = output
  if (omittedAt === undefined) {
    const text = encode(decode(bytes))
    if (text.length <= mostBytes) return decode(text)
    return join(text, text, {mostBytes, totalBytes: text.length})
  }

  // The backend's own cut may have gone through a character.
  const head = encode(decode(bytes.subarray(0, wholeEnd(bytes.subarray(0, omittedAt), omittedAt))))
  const rest = bytes.subarray(omittedAt)
  const tail = encode(decode(rest.subarray(wholeStart(rest, 0))))
  const replaced = head.length + tail.length - bytes.length
  return join(head, tail, {mostBytes, totalBytes: totalBytes + Math.max(replaced, 0)})
}

function join(
  head: Uint8Array,
  tail: Uint8Array,
  limits: {readonly mostBytes: number; readonly totalBytes: number},
): string {
  const half = Math.floor(limits.mostBytes / 2)
  const first = head.subarray(0, wholeEnd(head, Math.min(half, head.length)))
  const last = tail.subarray(wholeStart(tail, Math.max(tail.length - half, 0)))
  const leftOut = (limits.totalBytes - first.length - last.length).toLocaleString('en-US')
  return `${decode(first)}\n[… ${leftOut} bytes left out …]\n${decode(last)}`
}

/** The last border between characters at or before `end`. */
function wholeEnd(bytes: Uint8Array, end: number): number {
  let start = end - 1
  while (start >= 0 && end - start < 4 && isContinuation(bytes[start])) start--
  const length = characterBytes(bytes[start] ?? 0)
  return start >= 0 && start + length > end ? start : end
}

/** The first border between characters at or after `start`. */
function wholeStart(bytes: Uint8Array, start: number): number {
  let next = start
  while (next < bytes.length && next - start < 3 && isContinuation(bytes[next])) next++
  return next
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000
}

function characterBytes(lead: number): number {
  if (lead >= 0b1111_0000) return 4
  if (lead >= 0b1110_0000) return 3
  return lead >= 0b1100_0000 ? 2 : 1
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes)
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
