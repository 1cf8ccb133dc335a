import {lexer, type Token, type Tokens} from 'marked'

/** A part of an answer that will not change any more. */
export type Block =
  | {readonly kind: 'tokens'; readonly tokens: readonly Token[]}
  /** Lines of a code block, which may have more. */
  | {readonly kind: 'code'; readonly language: string; readonly lines: readonly string[]; readonly isFirst: boolean}
  | {readonly kind: 'code-end'}

/** Parts streamed Markdown into what is complete and what is not. */
export interface MarkdownStream {
  push(text: string): void
  /** What has been completed since the last call. */
  take(): readonly Block[]
  /** What is not complete: prose, or a line of code. */
  tail(): string
  /** Everything that is left, complete now. */
  end(): readonly Block[]
}

interface OpenFence {
  readonly language: string
  readonly closes: RegExp
}

const fenceLine = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^`\n]*$/

/** Text must be escaped already; line ends are `\n`. */
export function createMarkdownStream(): MarkdownStream {
  let rest = ''
  let fence: OpenFence | undefined
  let hasCode = false

  return {
    push(text) {
      rest += text
    },
    take: () => takeAll(false),
    tail: () => rest,
    end() {
      const blocks = [...takeAll(true)]
      if (fence === undefined) return blocks
      fence = undefined
      return [...blocks, {kind: 'code-end'}]
    },
  }

  function takeAll(isEnd: boolean): readonly Block[] {
    const blocks: Block[] = []
    for (;;) {
      const block = fence === undefined ? takeProse(isEnd) : takeCode(fence, isEnd)
      if (block === undefined) return blocks
      blocks.push(...block)
    }
  }

  /** Undefined where more must come first. */
  function takeProse(isEnd: boolean): readonly Block[] | undefined {
    if (rest === '') return undefined
    const opening = findFence(rest)
    const prose = opening === undefined ? rest : rest.slice(0, opening.start)
    const tokens = lexer(prose)
    // What lies before code is complete; a list that holds the code is not cut here, for its fence is indented.
    const complete = isEnd || opening !== undefined ? tokens : completeTokens(tokens)
    if (opening !== undefined) {
      rest = rest.slice(opening.end)
      fence = opening
      hasCode = false
    } else {
      const length = complete.reduce((sum, token) => sum + token.raw.length, 0)
      if (length === 0) return undefined
      rest = isEnd ? '' : rest.slice(length)
    }
    return complete.length === 0 ? [] : [{kind: 'tokens', tokens: complete}]
  }

  function takeCode({language, closes}: OpenFence, isEnd: boolean): readonly Block[] | undefined {
    const lines = rest.split('\n')
    const unfinished = lines.pop() ?? ''
    const all = isEnd && unfinished !== '' ? [...lines, unfinished] : lines
    const end = all.findIndex((line) => closes.test(line))
    const code = end === -1 ? all : all.slice(0, end)
    if (end === -1 && code.length === 0) return undefined

    const length = code.reduce((sum, line) => sum + line.length + 1, 0) + (end === -1 ? 0 : (all[end]?.length ?? 0) + 1)
    rest = rest.slice(length)
    const block: Block = {kind: 'code', language, lines: code, isFirst: !hasCode}
    hasCode = true
    if (end === -1) return [block]
    fence = undefined
    return code.length === 0 ? [{kind: 'code-end'}] : [block, {kind: 'code-end'}]
  }
}

/** The first fence at the left border whose line has ended. */
function findFence(text: string): (OpenFence & {readonly start: number; readonly end: number}) | undefined {
  let start = 0
  for (const line of text.split('\n').slice(0, -1)) {
    const [, marks, language = ''] = fenceLine.exec(line) ?? []
    const end = start + line.length + 1
    if (marks !== undefined && !line.startsWith(' ')) {
      const closes = new RegExp(`^ {0,3}${marks[0] === '~' ? '~' : '`'}{${marks.length},}[ \\t]*$`)
      return {start, end, language, closes}
    }
    start = end
  }
  return undefined
}

const oneLiners: ReadonlySet<string> = new Set(['heading', 'hr'])

/** The tokens that what follows cannot change, from the beginning. */
function completeTokens(tokens: readonly Token[]): readonly Token[] {
  const last = tokens.at(-1)
  if (last === undefined) return []
  if (last.type === 'space') {
    const before = tokens.at(-2)
    const mayGoOn = before === undefined || before.type === 'list' || before.type === 'code' || before.type === 'html'
    return mayGoOn ? withCutList(tokens.slice(0, -1)) : tokens
  }
  if (oneLiners.has(last.type) && last.raw.endsWith('\n')) return tokens
  return withCutList(tokens)
}

/** Without the last token; of a list, its last item is what may go on. */
function withCutList(tokens: readonly Token[]): readonly Token[] {
  const last = tokens.at(-1)
  const before = tokens.slice(0, -1)
  if (last?.type !== 'list') return before
  const list = last as Tokens.List
  const items = list.items.slice(0, -1)
  if (items.length === 0) return before
  return [...before, {...list, items, raw: items.map(({raw}) => raw).join('')}]
}
