export const mostBytes = 1_048_576

/** A text, or a clause that says why there is none: "it is a binary file". */
export type Decoded =
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'refused'; readonly code: string; readonly because: string}

/** Decodes a source file so that encoding gives the same bytes again: the byte order mark stays in the text. */
export function decodeSource(bytes: Uint8Array): Decoded {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (isWide) return {kind: 'refused', code: 'NOT_UTF8', because: 'it is encoded as UTF-16, and only UTF-8 is read'}
  if (bytes.includes(0)) return {kind: 'refused', code: 'BINARY_FILE', because: 'it is a binary file'}
  const text = decode(bytes)
  if (text !== undefined) return {kind: 'text', text}
  return {kind: 'refused', code: 'NOT_UTF8', because: `it is not valid UTF-8 (line ${firstBrokenLine(bytes)})`}
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)
  } catch {
    return undefined
  }
}

/** A line feed is no part of another character, so each line can be read by itself. */
function firstBrokenLine(bytes: Uint8Array): number {
  let from = 0
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(0x0a, from)
    if (end === -1 || decode(bytes.subarray(from, end)) === undefined) return line
    from = end + 1
  }
}
