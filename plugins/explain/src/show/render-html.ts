import {createHash} from 'node:crypto'
import type {Explanation, ExplainResult} from '../ask/explanation.ts'
import type {Piece} from '../language/read-code.ts'
import {describeRanges} from '../source/line-ranges.ts'
import {isWhole} from '../source/source.ts'
import {type CodeBlock, codeBlocks} from './code-blocks.ts'
import {pageStyle} from './page-style.ts'
import {proseBlocks, type Words, wordsOf} from './prose-blocks.ts'
import {titleOf} from './render-text.ts'

export interface Page {
  readonly results: readonly ExplainResult[]
  readonly overview?: string
}

type Escape = (text: string) => string

/**
 * One page that needs nothing else: no script, no address, the style inside. The policy keeps a browser from loading or
 * running anything, should text of the code or of the model ever get out of where it belongs.
 */
export function renderHtml({results, overview}: Page, escapeControls: Escape): string {
  const escape = (text: string) => escapeHtml(escapeControls(text))
  const title = `Explained: ${results.map((result) => nameOf(result)).join(', ')}`
  const hash = createHash('sha256').update(pageStyle).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(cut(title))}</title>
<style>${pageStyle}</style>
</head>
<body>
<h1>${escape(cut(title))}</h1>
${overview === undefined ? '' : prose(overview, escape)}${results.map((result) => section(result, escape)).join('\n')}
</body>
</html>
`
}

const mostTitle = 200

function cut(text: string): string {
  return text.length > mostTitle ? `${text.slice(0, mostTitle)}…` : text
}

function nameOf(result: ExplainResult): string {
  return result.kind === 'failed' ? result.name : titleOf(result.explanation.source)
}

function section(result: ExplainResult, escape: Escape): string {
  const heading = `<h2>${escape(nameOf(result))}</h2>`
  if (result.kind === 'failed') {
    return `<section>${heading}\n<p class="failed">${escape(result.error.message)}</p></section>`
  }

  const {summary, mode, failedParts, source} = result.explanation
  const ranges = isWhole(source) ? '' : `<p class="place">${escape(describeRanges(source.ranges))}</p>\n`
  const failures = failedParts.map(
    ({range, error}) =>
      `<p class="failed">${escape(`Not explained: ${describeRanges([range])}. ${error.message}`)}</p>\n`,
  )
  const code = mode === 'lines' ? table(result.explanation, escape) : ''
  return `<section>${heading}\n${ranges}${prose(summary, escape)}${failures.join('')}${code}</section>`
}

function prose(text: string, escape: Escape): string {
  return proseBlocks(text)
    .map((block) =>
      block.kind === 'paragraph'
        ? `<p>${words(block.words, escape)}</p>\n`
        : `<ul>${block.items.map((item) => `<li>${words(item, escape)}</li>`).join('')}</ul>\n`,
    )
    .join('')
}

function words(parts: readonly Words[], escape: Escape): string {
  return parts.map(({text, isCode}) => (isCode ? `<code>${escape(text)}</code>` : escape(text))).join('')
}

/** A row for each line; a note stands in a cell beside all lines of its block. */
function table(explanation: Explanation, escape: Escape): string {
  const rows = codeBlocks(explanation).flatMap((block) => blockRows(block, explanation, escape))
  return `<table>\n${rows.join('\n')}\n</table>`
}

function blockRows(block: CodeBlock, {source}: Explanation, escape: Escape): readonly string[] {
  const {first, last, notes} = block
  const noted = notes.length > 0 ? ' noted' : ''
  return Array.from({length: last - first + 1}, (_, index) => {
    const line = first + index
    const code = (source.code[line - 1] ?? []).map((piece) => htmlPiece(piece, escape)).join('')
    const begins = index === 0 ? ' begins' : ''
    const note = index === 0 ? noteCell(block, escape) : ''
    return `<tr class="line${noted}${begins}"><th scope="row">${line}</th><td class="code">${code}</td>${note}</tr>`
  })
}

function noteCell({first, last, notes}: CodeBlock, escape: Escape): string {
  const texts = notes.map(({note, ...lines}) => {
    const place = lines.last > lines.first ? `<span class="place">Lines ${lines.first}-${lines.last}: </span>` : ''
    return `<div>${place}${words(wordsOf(note), escape)}</div>`
  })
  return `<td class="note" rowspan="${last - first + 1}">${texts.join('')}</td>`
}

function htmlPiece({text, kind}: Piece, escape: Escape): string {
  return kind === 'plain' ? escape(text) : `<span class="${kind}">${escape(text)}</span>`
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
