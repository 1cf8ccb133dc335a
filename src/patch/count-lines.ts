import type {FileEffect} from './file-effect.ts'
import {hunksOf, stepsOf} from './file-hunks.ts'

export interface LineCount {
  readonly addedLines: number
  readonly removedLines: number
}

/** Lines as `renderDiff` shows them; a binary file counts none. */
export function countLines(effect: FileEffect): LineCount {
  const lines = stepsOf(effect).flatMap((step) => hunksOf(step)?.flatMap((hunk) => hunk.lines) ?? [])
  return {
    addedLines: lines.filter((line) => line.startsWith('+')).length,
    removedLines: lines.filter((line) => line.startsWith('-')).length,
  }
}
