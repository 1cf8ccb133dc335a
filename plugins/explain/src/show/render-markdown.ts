import type {Explanation} from '../ask/explanation.ts'
import {codeBlocks} from './code-blocks.ts'
import {type ProseBlock, proseBlocks, type Words, wordsOf} from './prose-blocks.ts'
import {titleOf} from './render-text.ts'

type Escape = (text: string) => string

/** A section for each source: the summary, then pieces of code with their notes below them. */
export function renderMarkdown(explanation: Explanation, escape: Escape): string {
  const {source, summary, mode} = explanation
  const blocks = [
    markdownHeading(titleOf(source), escape),
    ...(summary === '' ? [] : [markdownProse(summary, escape)]),
    ...(mode === 'lines' ? [notesOf(explanation, escape)] : []),
  ]
  return blocks.join('\n')
}

export function markdownHeading(text: string, escape: Escape): string {
  return `## ${escapeMarkdown(escape(text).replaceAll(/\s+/g, ' '))}\n`
}

/** Text of the model as Markdown that holds no picture, no link and no HTML: a viewer must not fetch anything for it. */
export function markdownProse(text: string, escape: Escape): string {
  return proseBlocks(escape(text))
    .map((block) => `${markdownBlock(block)}\n`)
    .join('\n')
}

function markdownBlock(block: ProseBlock): string {
  if (block.kind === 'paragraph') return markdownWords(block.words)
  return block.items.map((item) => `- ${markdownWords(item)}`).join('\n')
}

function markdownWords(words: readonly Words[]): string {
  return words.map(({text, isCode}, index) => (isCode ? `\`${text}\`` : escapeMarkdown(text, index === 0))).join('')
}

/** `isStart`: where some characters begin a heading, a quote, a list or a line of their own. */
function escapeMarkdown(text: string, isStart = true): string {
  const escaped = text.replaceAll(/[\\`*_[\]<>|&~]/g, (character) => `\\${character}`)
  return isStart ? escaped.replace(/^(\s*)(#|[-+=]|\d+(?=[.)]))/, '$1\\$2').replace(/^\\(\d)/, '$1') : escaped
}

function notesOf(explanation: Explanation, escape: Escape): string {
  const {source} = explanation
  const language = source.language?.id ?? ''
  return codeBlocks(explanation)
    .map(({first, last, notes}) => {
      const code = source.lines
        .slice(first - 1, last)
        .map((line) => escape(line))
        .join('\n')
      const fence = fenceFor(code)
      const said = notes.map((note) => markdownNote(note, escape))
      return [`Lines ${first}-${last}\n`, `${fence}${language}\n${code}\n${fence}\n`, ...said].join('\n')
    })
    .join('\n')
}

function markdownNote({first, last, note}: Explanation['annotations'][number], escape: Escape): string {
  const place = first === last ? `Line ${first}` : `Lines ${first}-${last}`
  return `**${place}:** ${markdownWords(wordsOf(` ${escape(note).replaceAll(/\s+/g, ' ').trim()}`)).trim()}\n`
}

/** Longer than any run of backticks in the code, so that nothing in it closes the fence. */
function fenceFor(code: string): string {
  const runs = code.match(/`+/g) ?? []
  return '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)))
}
