import type {Cursor, ParsedLine, Redirection, SimpleCommand, Word} from './command-line.ts'
import {fail, parseInside} from './command-line.ts'
import {readDoubleQuoted, readWord} from './read-word.ts'

const deepest = 20
/** They come before a command and take nothing from it. */
const leadingKeywords = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '{', 'fi', 'done', '}', 'esac'])
const loopKeywords = new Set(['for', 'select'])
/** What follows them has a grammar of its own. */
const otherGrammar = new Map([
  ['case', 'it holds a `case`'],
  ['function', 'it defines a function'],
  ['coproc', 'it starts a coprocess'],
  ['[[', 'it holds a `[[ ]]` test'],
])
const redirection = /\d*(?:<<<|<<-|<<|<>|<&|<|>>|>\||>&|>)|&>>|&>/y
const namedDescriptor = /\{[A-Za-z_]\w*\}[<>]/y
const assignment = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/

/** A simple command while it is read. */
interface Draft {
  readonly assignments: string[]
  readonly words: Word[]
  readonly redirections: Redirection[]
}

/**
 * Finds the simple commands of a bash line. It knows less than bash and says so: what it is not sure to read as bash
 * does is `unparsed` or carries a construct. Never throws; takes linear time.
 */
export function parseCommand(line: string): ParsedLine {
  const cursor: Cursor = {
    text: line,
    at: 0,
    depth: 0,
    because: undefined,
    commands: [],
    constructs: new Set(),
    hereDocuments: [],
    readScript,
  }
  if (/[\0-\u0008\u000b-\u001f\u007f]/.test(line)) fail(cursor, 'it holds a control character')
  readScript(cursor, undefined)

  if (cursor.because !== undefined) return {kind: 'unparsed', because: cursor.because}
  return {kind: 'parsed', commands: cursor.commands, constructs: [...cursor.constructs]}
}

function readScript(cursor: Cursor, closer: ')' | undefined): void {
  if (cursor.depth >= deepest) return fail(cursor, 'it is nested too deeply')
  if (cursor.hereDocuments.length > 0) return fail(cursor, 'a here-document stands before a group')

  cursor.depth++
  while (cursor.at < cursor.text.length) {
    skipBlanks(cursor)
    const character = cursor.text[cursor.at]
    if (character === undefined) break
    if (character === ')') {
      if (closer === undefined) return fail(cursor, 'a `)` has no `(`')
      if (cursor.hereDocuments.length > 0) return fail(cursor, 'a here-document has no text')
      cursor.at++
      cursor.depth--
      return
    }
    if (isOperator(cursor)) readOperator(cursor)
    else readSimpleCommand(cursor)
  }
  cursor.depth--
  if (closer !== undefined) fail(cursor, 'a `(` is not closed')
}

/** Blanks, continued lines and comments between tokens. */
function skipBlanks(cursor: Cursor): void {
  for (;;) {
    const character = cursor.text[cursor.at]
    if (character === ' ' || character === '\t') cursor.at++
    else if (character === '\\' && cursor.text[cursor.at + 1] === '\n' && isAfterBlank(cursor)) cursor.at += 2
    else if (character === '#') cursor.at = endOfLine(cursor)
    else return
  }
}

function isAfterBlank(cursor: Cursor): boolean {
  return cursor.at === 0 || ' \t\n'.includes(cursor.text[cursor.at - 1] ?? '')
}

function endOfLine(cursor: Cursor): number {
  const end = cursor.text.indexOf('\n', cursor.at)
  return end === -1 ? cursor.text.length : end
}

function isOperator(cursor: Cursor): boolean {
  const character = cursor.text[cursor.at]
  if (character === '&') return cursor.text[cursor.at + 1] !== '>'
  return character === ';' || character === '|' || character === '\n'
}

function readOperator(cursor: Cursor): void {
  const character = cursor.text[cursor.at]
  const next = cursor.text[cursor.at + 1]
  cursor.at++
  if (character === '\n') return readHereDocuments(cursor)
  if (character === '|' && (next === '|' || next === '&')) cursor.at++
  if (character !== '&') return
  if (next === '&') cursor.at++
  else cursor.constructs.add('background')
}

function readHereDocuments(cursor: Cursor): void {
  for (const document of cursor.hereDocuments.splice(0)) {
    const lines: string[] = []
    while (cursor.at < cursor.text.length) {
      const end = endOfLine(cursor)
      const line = cursor.text.slice(cursor.at, end)
      cursor.at = end + 1
      if ((document.stripTabs ? line.replace(/^\t+/, '') : line) === document.delimiter) break
      lines.push(line)
    }
    if (!document.quoted) parseInside(cursor, lines.join('\n'), (inner) => void readDoubleQuoted(inner, undefined))
  }
}

function readSimpleCommand(cursor: Cursor): void {
  const draft: Draft = {assignments: [], words: [], redirections: []}
  while (cursor.at < cursor.text.length) {
    skipBlanks(cursor)
    const character = cursor.text[cursor.at]
    if (character === undefined || character === ')' || isOperator(cursor)) break
    if (character === '(') readGroup(cursor, draft)
    else if (startsProcessSubstitution(cursor)) draft.words.push(readProcessSubstitution(cursor))
    else if (!readRedirection(cursor, draft)) readCommandWord(cursor, draft)
  }
  if (!isEmpty(draft)) cursor.commands.push(draft satisfies SimpleCommand)
}

function isEmpty(draft: Draft): boolean {
  return draft.assignments.length + draft.words.length + draft.redirections.length === 0
}

function readGroup(cursor: Cursor, draft: Draft): void {
  if (!isEmpty(draft)) return fail(cursor, 'it defines a function or an array')
  if (cursor.text[cursor.at + 1] === '(') return fail(cursor, 'it calculates')
  cursor.at++
  readScript(cursor, ')')
}

function startsProcessSubstitution(cursor: Cursor): boolean {
  const character = cursor.text[cursor.at]
  return (character === '<' || character === '>') && cursor.text[cursor.at + 1] === '('
}

function readProcessSubstitution(cursor: Cursor): Word {
  const start = cursor.at
  cursor.constructs.add('process-substitution')
  cursor.at += 2
  readScript(cursor, ')')
  return {kind: 'dynamic', text: cursor.text.slice(start, cursor.at)}
}

/** Reads a redirection if one starts here. */
function readRedirection(cursor: Cursor, draft: Draft): boolean {
  namedDescriptor.lastIndex = cursor.at
  if (namedDescriptor.test(cursor.text)) {
    fail(cursor, 'it gives a name to a descriptor')
    return true
  }
  redirection.lastIndex = cursor.at
  const operator = redirection.exec(cursor.text)?.[0]
  if (operator === undefined) return false

  cursor.at += operator.length
  skipBlanks(cursor)
  if (startsProcessSubstitution(cursor)) {
    draft.redirections.push({operator, target: readProcessSubstitution(cursor)})
    return true
  }
  const {word, source} = readWord(cursor)
  if (source === '') {
    fail(cursor, 'a redirection has no target')
    return true
  }
  const bare = operator.replace(/^\d+/, '')
  if (bare === '<<' || bare === '<<-') {
    cursor.constructs.add('here-document')
    cursor.hereDocuments.push({delimiter: word.text, quoted: /['"\\]/.test(source), stripTabs: bare === '<<-'})
  }
  draft.redirections.push({operator: bare, target: word})
  return true
}

function readCommandWord(cursor: Cursor, draft: Draft): void {
  const {word, source} = readWord(cursor)
  if (source === '') return fail(cursor, 'it holds a sign in an unexpected place')
  if (draft.words.length > 0) {
    draft.words.push(word)
    return
  }
  if (assignment.test(source)) {
    draft.assignments.push(source)
    return
  }
  if (isEmpty(draft) && readKeyword(cursor, source)) return
  draft.words.push(word)
}

/** Whether `source` was a keyword that is done with. */
function readKeyword(cursor: Cursor, source: string): boolean {
  const grammar = otherGrammar.get(source)
  if (grammar !== undefined) {
    fail(cursor, grammar)
    return true
  }
  if (loopKeywords.has(source)) cursor.constructs.add('compound')
  if (leadingKeywords.has(source)) {
    cursor.constructs.add('compound')
    return true
  }
  return source === '!'
}
