import {structuredPatch} from 'diff'
import type {StructuredPatchHunk} from 'diff'
import type {FileEffect, FileState} from './file-effect.ts'
import {decodeText} from './source-text.ts'

/** A change that one file of a unified diff can show. */
export interface DiffStep {
  readonly path: string
  readonly before: FileState
  readonly after: FileState
}

/** Edits beyond this are shown as one replacement: the search for the smallest diff is quadratic in them. */
const mostEdits = 2_000

/** A change between file and link is a removal and an addition, as in git. */
export function stepsOf(effect: FileEffect): readonly DiffStep[] {
  const {path, before, after} = effect
  const changesKind = before.kind !== 'absent' && after.kind !== 'absent' && before.kind !== after.kind
  if (!changesKind) return [{path, before, after}]
  return [
    {path, before, after: {kind: 'absent'}},
    {path, before: {kind: 'absent'}, after},
  ]
}

/** `undefined` where one side is not text. */
export function hunksOf(step: DiffStep): readonly StructuredPatchHunk[] | undefined {
  const before = textOf(step.before)
  const after = textOf(step.after)
  if (before === undefined || after === undefined) return undefined
  if (before === after) return []
  const patch = structuredPatch('', '', before, after, undefined, undefined, {context: 3, maxEditLength: mostEdits})
  return patch?.hunks ?? [replacementHunk(before, after)]
}

function textOf(state: FileState): string | undefined {
  if (state.kind === 'absent') return ''
  if (state.kind === 'link') return state.target
  const decoded = decodeText(state.bytes)
  return decoded.kind === 'text' ? decoded.text : undefined
}

function replacementHunk(before: string, after: string): StructuredPatchHunk {
  const removed = signedLines('-', before)
  const added = signedLines('+', after)
  return {
    oldStart: 1,
    oldLines: removed.filter((line) => line.startsWith('-')).length,
    newStart: 1,
    newLines: added.filter((line) => line.startsWith('+')).length,
    lines: [...removed, ...added],
  }
}

function signedLines(sign: '-' | '+', text: string): readonly string[] {
  const lines = text.split('\n')
  const isTerminated = lines.at(-1) === ''
  const signed = (isTerminated ? lines.slice(0, -1) : lines).map((line) => sign + line)
  return isTerminated ? signed : [...signed, '\\ No newline at end of file']
}
