import type {LineEnding} from './patch-section.ts'

export interface SourceLine {
  readonly text: string
  readonly ending: LineEnding
}

/** A text file as lines that give back exactly its bytes. */
export interface SourceText {
  readonly byteOrderMark: string
  readonly lines: readonly SourceLine[]
  /** What new lines end with: the first ending of the file. */
  readonly preferredEnding: '\n' | '\r\n'
}

export type DecodedBytes =
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'binary'}
  | {readonly kind: 'not-utf-8'}

const byteOrderMark = '\uFEFF'

export function decodeText(bytes: Uint8Array): DecodedBytes {
  if (bytes.includes(0)) return {kind: 'binary'}
  try {
    return {kind: 'text', text: new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)}
  } catch {
    return {kind: 'not-utf-8'}
  }
}

/** `keepsMark: true` leaves a byte-order mark in the first line, for patches that name it themselves. */
export function splitSource(text: string, options: {readonly keepsMark: boolean}): SourceText {
  const mark = !options.keepsMark && text.startsWith(byteOrderMark) ? byteOrderMark : ''
  const lines: SourceLine[] = []
  let start = mark.length
  for (let end = text.indexOf('\n', start); end !== -1; end = text.indexOf('\n', start)) {
    const isCrLf = end > start && text[end - 1] === '\r'
    lines.push({text: text.slice(start, isCrLf ? end - 1 : end), ending: isCrLf ? '\r\n' : '\n'})
    start = end + 1
  }
  if (start < text.length) lines.push({text: text.slice(start), ending: ''})

  const preferredEnding = lines[0]?.ending === '\r\n' ? '\r\n' : '\n'
  return {byteOrderMark: mark, lines, preferredEnding}
}

export function joinSource(source: SourceText): string {
  return source.byteOrderMark + source.lines.map((line) => line.text + line.ending).join('')
}
