import type {Annotation} from '../ask/anchor-notes.ts'
import {isInRanges} from '../source/line-ranges.ts'
import type {Explanation} from '../ask/explanation.ts'

/** Lines that are shown together, and what is said about them. */
export interface CodeBlock {
  readonly first: number
  readonly last: number
  /** They are about lines from `first` on; one may reach further than the block. */
  readonly notes: readonly Annotation[]
  /** Whether lines before it are left out. */
  readonly isAfterGap: boolean
}

/** Cuts the lines that were asked for where a note begins, so that each note stands beside its first line. */
export function codeBlocks({source, annotations}: Pick<Explanation, 'source' | 'annotations'>): readonly CodeBlock[] {
  const blocks: {first: number; last: number; notes: Annotation[]; isAfterGap: boolean}[] = []
  const byLine = Map.groupBy(annotations, (note) => note.first)
  for (const {first, last} of source.ranges) {
    for (let line = first; line <= last; line++) {
      const notes = byLine.get(line) ?? []
      const current = blocks.at(-1)
      const endsNote = current?.notes.every((note) => note.last < line) === true && current.notes.length > 0
      if (current === undefined || line === first || notes.length > 0 || endsNote) {
        blocks.push({
          first: line,
          last: line,
          notes,
          isAfterGap: line === first && line > 1 && !isInRanges(line - 1, source.ranges),
        })
      } else current.last = line
    }
  }
  return blocks
}
