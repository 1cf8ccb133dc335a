import {type Grammar, loadGrammars} from './load-grammar.ts'
import {withinTime} from './within-time.ts'

/** What a piece of code is, as far as it has a colour or a meaning here. */
export type PieceKind = 'plain' | 'comment' | 'string' | 'keyword' | 'name' | 'type' | 'number' | 'added' | 'removed'

export interface Piece {
  readonly text: string
  readonly kind: PieceKind
}

/** The pieces of each line; together they are the line. */
export type CodeLines = readonly (readonly Piece[])[]

// Grammars are regular expressions, and some take the square of the length of a line, or the cube of that of a word:
// what no person wrote would cost minutes.
const mostCharacters = 600_000
const longestLine = 1000
const longWord = /\w{80}/
// Some still take minutes for what stays below these limits, and nothing else happens meanwhile, Ctrl-C included.
const readingMs = 3000

/**
 * Reads code with the grammar of its language. Without a grammar, for generated giants and for what takes longer than
 * `timeoutMs`, every piece is plain.
 */
export async function readCode(
  lines: readonly string[],
  languageId: string | undefined,
  timeoutMs: number = readingMs,
): Promise<CodeLines> {
  const text = lines.map((line) => (line.length > longestLine || longWord.test(line) ? '' : line)).join('\n')
  const isReadable = languageId !== undefined && text.length <= mostCharacters
  const html = isReadable ? await highlight(text, languageId, timeoutMs) : undefined
  if (html === undefined) return lines.map((line) => plainLine(line))

  const read = piecesByLine(html)
  // A grammar that lost a character must not shift the code against its numbers.
  return lines.map((line, index) => {
    const pieces = read[index] ?? []
    return pieces.map((piece) => piece.text).join('') === line ? pieces : plainLine(line)
  })
}

function plainLine(line: string): readonly Piece[] {
  return line === '' ? [] : [{text: line, kind: 'plain'}]
}

async function highlight(text: string, languageId: string, timeoutMs: number): Promise<string | undefined> {
  const [library, grammars] = await Promise.all([loadLibrary(), loadGrammars(languageId)])
  if (!grammars.has(languageId)) return undefined

  const reader = library.newInstance()
  for (const [name, grammar] of grammars) reader.registerLanguage(name, grammar)
  return withinTime(() => reader.highlight(text, {language: languageId, ignoreIllegals: true}).value, timeoutMs)
}

/** What is used of the library. */
interface Highlighter {
  newInstance(): Highlighter
  registerLanguage(name: string, grammar: Grammar): void
  highlight(text: string, options: {language: string; ignoreIllegals: boolean}): {readonly value: string}
}

async function loadLibrary(): Promise<Highlighter> {
  // Its own types bring those of the browser with them, for the whole program: written so, they are not looked at.
  const module = (await import('highlight.js/lib/core' satisfies string)) as {readonly default: Highlighter}
  return module.default
}

const tag = /<span class="([^"]*)">|<\/span>|([^<]+)/g

/** The library's own HTML: spans, and text in which five characters are escaped. */
function piecesByLine(html: string): Piece[][] {
  const result: Piece[][] = [[]]
  const open: PieceKind[] = ['plain']

  for (const [, classes, text] of html.matchAll(tag)) {
    if (classes !== undefined) open.push(kindOf(classes) ?? open.at(-1) ?? 'plain')
    else if (text === undefined) open.pop()
    else addText(result, unescape(text), open.at(-1) ?? 'plain')
  }
  return result
}

function addText(lines: Piece[][], text: string, kind: PieceKind): void {
  const [first = '', ...rest] = text.split('\n')
  if (first !== '') lines.at(-1)?.push({text: first, kind})
  for (const line of rest) lines.push(line === '' ? [] : [{text: line, kind}])
}

const escaped: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'"}

function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#x27);/g, (whole, name: string) => escaped[name] ?? whole)
}

const kinds: readonly (readonly [RegExp, PieceKind])[] = [
  [/\bhljs-(comment|quote|doctag)\b/, 'comment'],
  [/\bhljs-(string|regexp|char)\b/, 'string'],
  [/\bhljs-(keyword|literal|selector-tag|name|section)\b/, 'keyword'],
  [/\bhljs-(type|built_in|title class_|meta|tag)\b/, 'type'],
  [/\bhljs-(title|attr|attribute|property|selector-class|selector-id)\b/, 'name'],
  [/\bhljs-(number|symbol|bullet|variable constant_)\b/, 'number'],
  [/\bhljs-addition\b/, 'added'],
  [/\bhljs-deletion\b/, 'removed'],
]

function kindOf(classes: string): PieceKind | undefined {
  return kinds.find(([pattern]) => pattern.test(classes))?.[1]
}
