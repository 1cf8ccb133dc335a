/** A piece of prose; `code` stood between backticks. */
export interface Words {
  readonly text: string
  readonly isCode: boolean
}

export type ProseBlock =
  | {readonly kind: 'paragraph'; readonly words: readonly Words[]}
  | {readonly kind: 'list'; readonly items: readonly (readonly Words[])[]}

/**
 * What the model was told to write: paragraphs, lists with `- `, names between backticks. Everything else is the text
 * that it is.
 */
export function proseBlocks(text: string): readonly ProseBlock[] {
  return text.split(/\n\s*\n/).flatMap((part) => blocksOf(part.split('\n').filter((line) => line.trim() !== '')))
}

const item = /^\s*[-*•]\s+/

function blocksOf(lines: readonly string[]): readonly ProseBlock[] {
  const blocks: ({kind: 'paragraph'; text: string} | {kind: 'list'; texts: string[]})[] = []
  for (const line of lines) {
    const last = blocks.at(-1)
    if (item.test(line)) {
      const text = line.replace(item, '')
      if (last?.kind === 'list') last.texts.push(text)
      else blocks.push({kind: 'list', texts: [text]})
    } else if (last === undefined || (last.kind === 'list' && !/^\s/.test(line))) {
      blocks.push({kind: 'paragraph', text: line.trim()})
    } else if (last.kind === 'list') last.texts.push(`${last.texts.pop() ?? ''} ${line.trim()}`)
    else last.text += ` ${line.trim()}`
  }
  return blocks.map((block) =>
    block.kind === 'list'
      ? {kind: 'list', items: block.texts.map(wordsOf)}
      : {kind: 'paragraph', words: wordsOf(block.text)},
  )
}

export function wordsOf(text: string): readonly Words[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) =>
      part.length > 2 && part.startsWith('`') && part.endsWith('`')
        ? {text: part.slice(1, -1), isCode: true}
        : {text: part, isCode: false},
    )
}
