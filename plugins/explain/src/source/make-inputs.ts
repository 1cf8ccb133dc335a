import {detectLanguage, languageNamed} from '../language/detect-language.ts'
import {findSymbol} from '../language/find-symbol.ts'
import type {Language} from '../language/languages.ts'
import {type Definition, outlineCode} from '../language/outline-code.ts'
import {readCode} from '../language/read-code.ts'
import {fitRanges, type LineRange, type WrittenRange} from './line-ranges.ts'
import {type FileDiff, splitDiff} from './split-diff.ts'
import {splitLines} from './split-lines.ts'
import type {Input, Source} from './source.ts'

export interface NamedText {
  readonly name: string
  readonly text: string
}

export interface WantedPart {
  readonly language?: Language
  /** Of the lines; all of them where it is empty. */
  readonly ranges: readonly WrittenRange[]
  /** The definition, by its name. */
  readonly symbol?: string
}

/** What is to be explained of a text: of a diff each file by itself, of anything else the part that is wanted. */
export async function makeInputs(named: NamedText, wanted: WantedPart): Promise<readonly Input[]> {
  const lines = splitLines(named.text)
  const language = wanted.language ?? detectLanguage(named.name, lines[0] ?? '')
  const diff = mayBeDiff(language, wanted) ? splitDiff(withoutColors(lines)) : undefined
  if (diff !== undefined) return Promise.all(diff.map((file) => diffInput(file)))
  return [await codeInput(named.name, {lines, ...(language !== undefined && {language})}, wanted)]
}

/** A text of another language may hold a diff without being one. */
function mayBeDiff(language: Language | undefined, {ranges, symbol}: WantedPart): boolean {
  return (language === undefined || language.id === 'diff') && ranges.length === 0 && symbol === undefined
}

/** `git diff` is told by some users to colour what goes into a pipe. */
function withoutColors(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line.includes('\u001b[') ? line.replaceAll(/\u001b\[[\d;]*[mK]/g, '') : line))
}

async function diffInput({path, lines, hunks}: FileDiff): Promise<Input> {
  const outline = hunks.map((hunk): Definition => {
    const header = lines[hunk.first - 1] ?? ''
    const {first: line, last: lastLine} = hunk
    return {name: header, path: header, kind: 'owner', firstLine: line, line, lastLine, hasBody: true}
  })
  const language = languageNamed('diff')
  const code = await readCode(lines, 'diff')
  const ranges = [{first: 1, last: lines.length}]
  return {
    kind: 'source',
    source: {name: path, kind: 'diff', lines, code, outline, ranges, ...(language !== undefined && {language})},
  }
}

async function codeInput(
  name: string,
  text: Pick<Source, 'lines' | 'language'>,
  {ranges: written, symbol}: WantedPart,
): Promise<Input> {
  const {lines, language} = text
  const code = await readCode(lines, language?.id)
  const outline = outlineCode(code, language?.id)
  const source = {...text, name, kind: 'code', code, ...(outline !== undefined && {outline})} as const
  if (symbol !== undefined) return symbolInput(source, symbol)

  const fitted = fitRanges(written.length === 0 ? [{first: 1}] : written, lines.length)
  if (fitted.kind === 'ranges') return {kind: 'source', source: {...source, ranges: fitted.ranges}}
  const message = `Line ${fitted.first} of ${name} was not explained: the file has ${lines.length} lines.`
  return failed(name, {code: 'LINE_OUTSIDE_FILE', message, suggestions: []})
}

function symbolInput(source: Omit<Source, 'ranges'>, symbol: string): Input {
  const {name, outline, language} = source
  if (outline === undefined) {
    const message = `"${symbol}" was not looked for in ${name}: definitions in ${language?.title ?? 'this language'} are not known.`
    return failed(name, {code: 'NO_SYMBOLS', message, suggestions: ['Name the lines with `--lines 10-40`.']})
  }

  const search = findSymbol(outline, symbol)
  switch (search.kind) {
    case 'found': {
      const {firstLine, lastLine, path} = search.definition
      const ranges: readonly LineRange[] = [{first: firstLine, last: lastLine}]
      return {kind: 'source', source: {...source, ranges, symbol: path}}
    }
    case 'ambiguous': {
      const places = search.definitions.map(({path, firstLine, lastLine}) => `${path} (lines ${firstLine}-${lastLine})`)
      const message = `"${symbol}" stands for ${places.length} definitions in ${name}, so none was explained: ${places.join(', ')}.`
      const suggestions = ['Name one with what it stands in, such as `FILE:Class.name`, or by `--lines`.']
      return failed(name, {code: 'SYMBOL_AMBIGUOUS', message, suggestions})
    }
    case 'missing': {
      const message = `There is no definition of "${symbol}" in ${name}, so nothing of it was explained.`
      const suggestions = search.near.map((near) => `codex explain ${name}:${near}`)
      return failed(name, {code: 'SYMBOL_NOT_FOUND', message, suggestions})
    }
  }
}

function failed(name: string, error: {code: string; message: string; suggestions: readonly string[]}): Input {
  return {kind: 'failed', name, outcome: 'usage', error}
}
