import {applyHunks} from './apply-hunks.ts'
import type {EditOptions, MissingHunk} from './apply-hunks.ts'
import type {FileState} from './file-effect.ts'
import type {Hunk, PatchMode} from './patch-section.ts'
import {decodeText} from './source-text.ts'

export type EditedState =
  | {readonly kind: 'edited'; readonly text: string; readonly notes: readonly string[]}
  | {readonly kind: 'untouched'; readonly text: ''; readonly notes: readonly string[]}
  | {readonly kind: 'failed'; readonly because: string; readonly missing: readonly MissingHunk[]}

/** The text of a file, or the target of a link, with the hunks applied. */
export function editState(state: FileState, hunks: readonly Hunk[], options: EditOptions): EditedState {
  if (hunks.length === 0) return {kind: 'untouched', text: '', notes: []}
  const decoded = decodeText(bytesOf(state))
  if (decoded.kind === 'binary') return {kind: 'failed', because: 'the file is binary (it has NUL bytes)', missing: []}
  if (decoded.kind === 'not-utf-8') return {kind: 'failed', because: 'the file is not valid UTF-8', missing: []}

  const applied = applyHunks(decoded.text, hunks, options)
  if (applied.kind === 'applied') return {kind: 'edited', text: applied.text, notes: applied.notes}
  return {kind: 'failed', because: 'lines of the patch were not found', missing: applied.missing}
}

function bytesOf(state: FileState): Uint8Array {
  if (state.kind === 'file') return state.bytes
  return new TextEncoder().encode(state.kind === 'link' ? state.target : '')
}

/** `text` in the place of `before`, whose mode it keeps. */
export function writtenState(before: FileState, text: string, mode: PatchMode | undefined): FileState {
  if (mode === 'link' || (mode === undefined && before.kind === 'link')) return {kind: 'link', target: text}
  const state: FileState = {
    kind: 'file',
    bytes: new TextEncoder().encode(text),
    mode: before.kind === 'file' ? before.mode : 0o644,
  }
  return withMode(state, mode)
}

export function withMode(state: FileState, mode: PatchMode | undefined): FileState {
  if (state.kind !== 'file' || mode === undefined || mode === 'link') return state
  return {...state, mode: mode === 'executable' ? state.mode | 0o111 : state.mode & ~0o111}
}

export function isSameState(left: FileState, right: FileState): boolean {
  if (left.kind === 'file' && right.kind === 'file') {
    return left.mode === right.mode && Buffer.compare(left.bytes, right.bytes) === 0
  }
  if (left.kind === 'link' && right.kind === 'link') return left.target === right.target
  return left.kind === right.kind
}
