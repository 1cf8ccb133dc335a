import type {Token} from 'marked'
import {escapeLine, type Look} from '../text/style.ts'
import {wrapWords} from '../text/wrap.ts'
import type {PaintCode} from './highlight.ts'
import {type Block, createMarkdownStream} from './markdown-stream.ts'
import {renderCode, renderMarkdown} from './render-markdown.ts'

/** Prints an answer while it streams: each part once, when it is complete. */
export interface AnswerWriter {
  push(text: string): void
  /** What is not complete yet, as the newest rows of it. */
  tailRows(most: number): readonly string[]
  /** Prints the rest. */
  end(): void
}

export interface AnswerPlace {
  look(): Look
  paintCode(): PaintCode
  print(rows: readonly string[]): void
}

// Colours depend on what stands before, such as the beginning of a comment; further up it seldom matters.
const mostLinesBefore = 200

export function createAnswerWriter(place: AnswerPlace): AnswerWriter {
  const stream = createMarkdownStream()
  let code: string[] = []
  let heldBack = ''
  /** Whether what was printed last is a list, whose next item has no empty row before it. */
  let isInList = false

  return {
    push(text) {
      // A character of two halves may come in two deltas, and so may a line end.
      const whole = (heldBack + text).replaceAll('\r\n', '\n')
      const cut = /[\uD800-\uDBFF\r]$/.test(whole) ? 1 : 0
      heldBack = whole.slice(whole.length - cut)
      stream.push(place.look().escape(whole.slice(0, whole.length - cut)))
      print(stream.take())
    },
    tailRows(most) {
      const look = place.look()
      const tail = stream
        .tail()
        .trimEnd()
        .slice(-most * look.columns)
      if (tail === '') return []
      return wrapWords(tail, look.columns - 1).slice(-most)
    },
    end() {
      stream.push(place.look().escape(heldBack))
      heldBack = ''
      print(stream.end())
    },
  }

  function print(blocks: readonly Block[]): void {
    for (const block of blocks) place.print(rowsOf(block))
  }

  function proseRows(tokens: readonly Token[], look: Look): readonly string[] {
    const rows = renderMarkdown(tokens, {...look, paintCode: place.paintCode()})
    const goesOn = isInList && tokens[0]?.type === 'list'
    isInList = tokens.findLast(({type}) => type !== 'space')?.type === 'list'
    return goesOn ? rows.slice(1) : rows
  }

  function rowsOf(block: Block): readonly string[] {
    const look = place.look()
    switch (block.kind) {
      case 'tokens':
        return proseRows(block.tokens, look)
      case 'code': {
        const before = code.slice(-mostLinesBefore)
        code = [...before, ...block.lines]
        const painted = place.paintCode()(code, block.language).slice(before.length)
        const rows = renderCode(painted, look.columns)
        if (!block.isFirst) return rows
        return [
          '',
          ...(block.language === '' ? [] : [look.style.dim(`  ${escapeLine(block.language, look)}`)]),
          ...rows,
        ]
      }
      case 'code-end':
        code = []
        return []
    }
  }
}
