import type {CapturedOutput} from '@codex-host/plugin-api'

/**
 * The streams as one text of about `mostBytes`: each loses its middle, because runners say what failed at the start or at
 * the end. What a quiet stream does not need, the other one may use.
 */
export function outputText(streams: readonly CapturedOutput[], mostBytes: number): string {
  const used = streams.filter((stream) => stream.totalBytes > 0)
  const fairShare = Math.floor(mostBytes / Math.max(used.length, 1))
  const spare = used.reduce((sum, stream) => sum + Math.max(fairShare - stream.bytes.length, 0), 0)
  return used.map((stream) => endWithNewline(streamText(stream, fairShare + spare))).join('')
}

function streamText(stream: CapturedOutput, mostBytes: number): string {
  const {bytes, totalBytes, omittedAt} = stream
  const head = omittedAt === undefined ? bytes : bytes.subarray(0, omittedAt)
  const tail = omittedAt === undefined ? bytes : bytes.subarray(omittedAt)
  if (omittedAt === undefined && bytes.length <= mostBytes) return decode(bytes)

  const half = Math.floor(mostBytes / 2)
  const keptHead = wholeStart(head.subarray(0, half))
  const keptTail = wholeEnd(tail.subarray(Math.max(tail.length - half, 0)))
  const omitted = totalBytes - keptHead.length - keptTail.length
  return `${endWithNewline(decode(keptHead))}[… ${omitted} bytes left out …]\n${decode(keptTail)}`
}

/** Without the character that the cut went through. */
function wholeStart(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && bytes.length - end < 3 && isContinuation(bytes[end - 1])) end--
  const lead = bytes[end - 1] ?? 0
  const needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  return end > 0 && bytes.length - (end - 1) < needed ? bytes.subarray(0, end - 1) : bytes
}

function wholeEnd(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < 3 && isContinuation(bytes[start])) start++
  return bytes.subarray(start)
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function endWithNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
