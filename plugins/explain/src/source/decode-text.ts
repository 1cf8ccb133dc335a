export type DecodedText =
  | {readonly kind: 'text'; readonly text: string}
  /** `because` is a clause: "it is a binary file". */
  | {readonly kind: 'refused'; readonly code: string; readonly because: string}

const lookedAtBytes = 8000

/** The text of a file, without its byte order mark. UTF-16 is read where a mark says so. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes.byteLength === 0) return {kind: 'refused', code: 'EMPTY_FILE', because: 'it is empty'}
  const encoding = encodingOf(bytes)
  if (encoding === 'utf-8' && bytes.subarray(0, lookedAtBytes).includes(0)) {
    return {kind: 'refused', code: 'BINARY_FILE', because: 'it is a binary file'}
  }

  const text = decode(bytes, encoding)
  if (text === undefined) {
    return {kind: 'refused', code: 'NOT_UTF8', because: `it is no valid ${encoding.toUpperCase()}`}
  }
  if (text.trim() === '') return {kind: 'refused', code: 'EMPTY_FILE', because: 'there is nothing in it but blanks'}
  return {kind: 'text', text}
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, {fatal: true}).decode(bytes)
  } catch {
    return undefined
  }
}
