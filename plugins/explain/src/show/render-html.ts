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
  // The title of the page is its name already.
  const look = {escape, isAlone: results.length === 1}
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
${overview === undefined ? '' : prose(overview, escape)}${results.map((result) => section(result, look)).join('\n')}
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

function section(
  result: ExplainResult,
  {escape, isAlone}: {readonly escape: Escape; readonly isAlone: boolean},
): string {
  const heading = isAlone ? '' : `<h2>${escape(nameOf(result))}</h2>`
  if (result.kind === 'failed') {
    return `<section>${heading}\n<p class="failed">${escape(result.error.message)}</p></section>`
  }

  const {summary, mode, failedParts, source} = result.explanation
  const ranges = isWhole(source) ? '' : `<p class="place">${escape(describeRanges(source.ranges))}</p>\n`
  const failures = failedParts.map(
    ({range, error}) =>
      `<p class="failed">${escape(`Not explained: ${describeRanges([range])}. ${error.message}`)}</p>\n`,
  )
  const code = mode === 'lines' ? listing(result.explanation, escape) : ''
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

/** Pieces of code, each with its notes beside it, or below it where the page is narrow. */
function listing(explanation: Explanation, escape: Escape): string {
  const blocks = codeBlocks(explanation)
  const html = blocks.map((block, index) => {
    const gap = block.isAfterGap && index > 0 ? '<div class="gap">…</div>\n' : ''
    return gap + htmlBlock(block, explanation, escape)
  })
  return `<div class="listing">\n${html.join('\n')}\n</div>`
}

function htmlBlock({first, last, notes}: CodeBlock, {source}: Explanation, escape: Escape): string {
  const rows = source.code.slice(first - 1, last).map((pieces, index) => {
    const code = pieces.map((piece) => htmlPiece(piece, escape)).join('')
    return `<span class="row"><span class="at">${first + index}</span>${code}</span>`
  })
  const texts = notes.map(({note, ...lines}) => {
    const place = lines.last > lines.first ? `<span class="place">Lines ${lines.first}-${lines.last}: </span>` : ''
    return `<div>${place}${words(wordsOf(note), escape)}</div>`
  })
  const noted = notes.length > 0 ? ' noted' : ''
  return `<div class="block${noted}"><pre><code>${rows.join('')}</code></pre><div class="note">${texts.join('')}</div></div>`
}

function htmlPiece({text, kind}: Piece, escape: Escape): string {
  return kind === 'plain' ? escape(text) : `<span class="${kind}">${escape(text)}</span>`
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
