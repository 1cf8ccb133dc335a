import type {MarkedToken, Token, Tokens} from 'marked'
import {cellWidth} from '../text/cells.ts'
import type {Look} from '../text/style.ts'
import {breakRows, wrapWords} from '../text/wrap.ts'
import type {PaintCode} from './highlight.ts'
import {renderInline} from './render-inline.ts'
import {renderTable} from './render-table.ts'

export interface MarkdownLook extends Look {
  readonly paintCode: PaintCode
}

/** Rows of blocks of Markdown, each block with an empty row before it. Texts are escaped already. */
export function renderMarkdown(tokens: readonly Token[], look: MarkdownLook): readonly string[] {
  return tokens.flatMap((token) => {
    const rows = renderBlock(token, look)
    return rows.length === 0 ? [] : ['', ...rows]
  })
}

/** Rows of code, a little to the right. Nothing of it is cut. */
export function renderCode(lines: readonly string[], columns: number): readonly string[] {
  return lines.flatMap((line) => breakRows(line, columns - 4)).map((row) => `  ${row}`)
}

function renderBlock(given: Token, look: MarkdownLook): readonly string[] {
  const {style, columns} = look
  const token = given as MarkedToken
  switch (token.type) {
    case 'space':
    case 'def':
      return []
    case 'heading':
      return wrapWords(style.bold(style.underline(renderInline(token.tokens, style))), columns)
    case 'paragraph':
      return wrapWords(renderInline(token.tokens, style), columns)
    case 'code':
      return renderCode(look.paintCode(token.text.split('\n'), token.lang ?? ''), columns)
    case 'blockquote':
      return inset(renderTight(token.tokens, {...look, columns: columns - 2}), () => style.dim('│ '))
    case 'list':
      return token.items.flatMap((item, index) => renderItem(item, {list: token, index, look}))
    case 'table':
      return renderTable(token, look)
    case 'hr':
      return [style.dim('─'.repeat(Math.min(columns, 40)))]
    case 'text':
      return wrapWords(token.tokens === undefined ? token.text : renderInline(token.tokens, style), columns)
    case 'br':
    case 'checkbox':
    case 'codespan':
    case 'del':
    case 'em':
    case 'escape':
    case 'html':
    case 'image':
    case 'link':
    case 'list_item':
    case 'strong':
      return wrapWords(token.raw.trimEnd(), columns)
  }
}

interface Place {
  readonly list: Tokens.List
  readonly index: number
  readonly look: MarkdownLook
}

function renderItem(item: Tokens.ListItem, {list, index, look}: Place): readonly string[] {
  const number = list.ordered ? `${(list.start === '' ? 1 : list.start) + index}. ` : '• '
  const box = item.task ? `${item.checked === true ? '[x]' : '[ ]'} ` : ''
  const bullet = `${number}${box}`
  const tokens = item.tokens.filter((token) => token.type !== 'checkbox')
  const rows = renderTight(tokens, {...look, columns: Math.max(look.columns - bullet.length, 8)})
  return inset(rows.length === 0 ? [''] : rows, (row) =>
    row === 0 ? look.style.dim(bullet) : ' '.repeat(cellWidth(bullet)),
  )
}

/** Blocks right below each other, as in a list. */
function renderTight(tokens: readonly Token[], look: MarkdownLook): readonly string[] {
  return tokens.flatMap((token) => renderBlock(token, look))
}

function inset(rows: readonly string[], before: (row: number) => string): readonly string[] {
  return rows.map((row, index) => before(index) + row)
}
