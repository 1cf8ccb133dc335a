import {createTextStream, type TextStream} from './redact-stream.ts'
import {secretShapes} from './secret-shapes.ts'

/** Takes secrets out of what is written or shown. What was redacted once stays as it is when it is redacted again. */
export interface Redactor {
  text(text: string): string
  /** A text that came in pieces, and a secret may lie across them. As many pieces as before; some may be empty. */
  pieces(pieces: readonly string[]): readonly string[]
  /** Every text in a value of JSON, names included. */
  json<Value>(value: Value): Value
  /** The very same bytes where nothing was found. */
  bytes(bytes: Uint8Array): Uint8Array
  /** For text that must pass while it comes. */
  stream(): TextStream
}

const redactedMark = '[redacted]'

/** A shorter one is as likely to be an ordinary word. */
const shortestSecret = 8

/**
 * `secrets` are values that are known to be secret: they are found as they are, and encoded as JSON, URL or base64.
 * `shapes` are what other secrets look like.
 */
export function createRedactor(secrets: readonly string[], shapes: readonly RegExp[] = secretShapes): Redactor {
  const known = [...new Set(secrets.filter((secret) => secret.length >= shortestSecret))]
  const literals = [...new Set(known.flatMap(spellings))]
  const latinLiterals = literals.map(asLatin)
  const found: Found = {literals, shapes}
  const text = (given: string): string => redactPieces([given], found).join('')

  return {
    text,
    pieces: (pieces) => redactPieces(pieces, found),
    json: (value) => redactJson(value, text),
    bytes(bytes) {
      const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
      const redacted = redactPieces([given], {literals: latinLiterals, shapes}).join('')
      return redacted === given ? bytes : new Uint8Array(Buffer.from(redacted, 'latin1'))
    },
    stream: () => createTextStream({pieces: (pieces) => redactPieces(pieces, found), literals}),
  }
}

function spellings(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  const twiceInJson = JSON.stringify(inJson).slice(1, -1)
  // The last characters of base64 depend on what follows the secret.
  const base64 = Buffer.from(secret).toString('base64').replace(/.?=+$/, '')
  return [secret, inJson, twiceInJson, encodeURIComponent(secret.toWellFormed()), base64]
}

function asLatin(text: string): string {
  return Buffer.from(text).toString('latin1')
}

interface Range {
  readonly start: number
  readonly end: number
}

/** What is looked for. */
interface Found {
  readonly literals: readonly string[]
  readonly shapes: readonly RegExp[]
}

function redactPieces(pieces: readonly string[], found: Found): readonly string[] {
  const whole = pieces.join('')
  const secrets = merge([
    ...found.literals.flatMap((literal) => findLiteral(whole, literal)),
    ...found.shapes.flatMap((shape) => findShape(whole, shape)),
  ])
  if (secrets.length === 0) return pieces

  let start = 0
  const redacted = pieces.map((piece) => {
    const end = start + piece.length
    const kept = redactPiece(whole, {start, end}, secrets)
    start = end
    return kept
  })
  // A mark is a border of words, which may show one more secret beside it.
  if (redacted.join('') === whole) return pieces
  return redactPieces(redacted, found)
}

/** The mark stands in the piece in which the secret begins. */
function redactPiece(whole: string, piece: Range, secrets: readonly Range[]): string {
  let kept = ''
  let at = piece.start
  for (const secret of secrets) {
    if (secret.end <= at) continue
    if (secret.start >= piece.end) break
    kept += whole.slice(at, Math.max(at, secret.start))
    if (secret.start >= piece.start) kept += redactedMark
    at = Math.min(secret.end, piece.end)
  }
  return kept + whole.slice(at, piece.end)
}

function findLiteral(text: string, literal: string): Range[] {
  const found: Range[] = []
  for (let start = text.indexOf(literal); start !== -1; start = text.indexOf(literal, start + 1)) {
    found.push({start, end: start + literal.length})
  }
  return found
}

function findShape(text: string, shape: RegExp): Range[] {
  return [...text.matchAll(shape)].map((match) => {
    const start = match.index + (match[1] ?? '').length
    return {start, end: start + (match[2] ?? '').length}
  })
}

function merge(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = []
  for (const range of ranges.toSorted((left, right) => left.start - right.start)) {
    const last = merged.at(-1)
    if (last !== undefined && range.start < last.end) {
      merged[merged.length - 1] = {start: last.start, end: Math.max(last.end, range.end)}
    } else merged.push(range)
  }
  return merged
}

function redactJson<Value>(value: Value, text: (given: string) => string): Value {
  if (typeof value === 'string') return text(value) as Value & string
  if (Array.isArray(value)) return value.map((entry: unknown) => redactJson(entry, text)) as Value & unknown[]
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, entry]) => [text(name), redactJson(entry, text)] as const)
  return Object.fromEntries(entries) as Value & object
}
