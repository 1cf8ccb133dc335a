import {closesFence, openingFence} from './fence.ts'
import type {Fence} from './fence.ts'

/** The content of the fenced blocks of a Markdown text, one after the other; the whole text where it has none. */
export function extractCode(markdown: string): string {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n')
  const code: string[] = []
  let fence: Fence | undefined
  let blocks = 0

  for (const line of lines) {
    if (fence !== undefined) {
      if (closesFence(line, fence)) fence = undefined
      else code.push(withoutIndent(line, fence.indent))
      continue
    }
    fence = openingFence(line)
    if (fence !== undefined) blocks += 1
  }
  return blocks === 0 ? markdown : code.join('\n')
}

function withoutIndent(line: string, indent: number): string {
  return line.replace(new RegExp(`^ {0,${indent}}`), '')
}
