import type {FileConflict} from '@codex-host/plugin-api'
import {createHash} from 'node:crypto'
import {renderDiff} from '../patch/render-diff.ts'
import type {Conflict} from './apply-changes.ts'
import type {FileState} from './change-set.ts'
import {isUnreadable, readInside, type InsideEntry} from './read-inside.ts'
import type {WorkspacePath} from './workspace-path.ts'
import type {StateChange} from './write-entries.ts'

type Found = InsideEntry | {readonly kind: 'unreadable'}

export interface ConflictingChange {
  /** `from` is what the change set expects to find, `to` what it would make of it. */
  readonly change: StateChange
  readonly because: string
  /** False where nobody kept what was there before: then the diff starts from what the change set would make. */
  readonly isBaseKnown: boolean
}

const maxFileBytes = 4 * 1024 * 1024
const shownLines = 40
const shownColumns = 400

/** Both sides of each conflict, as they are on disk now. Changes nothing. */
export async function conflictSides(
  root: string,
  conflicts: readonly Conflict[],
  changes: readonly StateChange[],
): Promise<readonly FileConflict[]> {
  return Promise.all(
    conflicts.map(async ({path, because}) => {
      const change = changes.find((candidate) => candidate.path === path)
      if (change === undefined) return {path, because, wanted: 'unknown', found: 'unknown'}
      return describeSides({change, because, isBaseKnown: true}, await lookAt(root, change.path))
    }),
  )
}

/** For files that somebody changed while the turn changed them too: what they were before is not known. */
export async function meanwhileSides(
  root: string,
  paths: readonly string[],
  changes: readonly StateChange[],
): Promise<readonly FileConflict[]> {
  const because = 'it was changed while the turn changed it too'
  return Promise.all(
    changes
      .filter(({path}) => paths.includes(path))
      .map(async (change) => describeSides({change, because, isBaseKnown: false}, await lookAt(root, change.path))),
  )
}

/** The sides in words, and as a short diff where both are text. */
export function describeSides({change, because, isBaseKnown}: ConflictingChange, found: Found): FileConflict {
  const base = isBaseKnown ? change.from : change.to
  const now = toState(found)
  const diff = now === undefined ? undefined : shortDiff({path: change.path, before: base, after: now}, isBaseKnown)
  return {
    path: change.path,
    because,
    ...(isBaseKnown ? {expected: describeState(change.from)} : {}),
    found: describeFound(found),
    wanted: describeState(change.to),
    ...(diff === undefined ? {} : {diff}),
  }
}

async function lookAt(root: string, path: WorkspacePath): Promise<Found> {
  return readInside(root, path, maxFileBytes).catch((error: unknown) => {
    if (isUnreadable(error)) return {kind: 'unreadable'}
    throw error
  })
}

function toState(found: Found): FileState | undefined {
  if (found.kind !== 'found') return undefined
  const {entry} = found
  return entry.kind === 'directory' || entry.kind === 'special' ? undefined : entry
}

function describeFound(found: Found): string {
  switch (found.kind) {
    case 'unreadable':
      return 'something that cannot be read'
    case 'through-link':
      return `whatever is behind the link ${found.link}, which is not followed`
    case 'too-large':
      return `a file of ${found.sizeBytes} bytes`
    case 'found':
      if (found.entry.kind === 'directory') return 'a folder'
      if (found.entry.kind === 'special') return 'a pipe, a socket or a device'
      return describeState(found.entry)
  }
}

/** The hash tells two files of one size apart that cannot be shown. */
function describeState(state: FileState): string {
  switch (state.kind) {
    case 'absent':
      return 'no file'
    case 'link':
      return `a link to ${state.target}`
    case 'file': {
      const size = state.bytes.length === 1 ? '1 byte' : `${state.bytes.length} bytes`
      const hash = createHash('sha256').update(state.bytes).digest('hex').slice(0, 12)
      return `a file of ${size} (mode ${state.mode.toString(8)}, sha256 ${hash})`
    }
  }
}

/** `undefined` where a side is no text file, or where the texts are the same. */
function shortDiff(
  effect: {readonly path: WorkspacePath; readonly before: FileState; readonly after: FileState},
  isBaseKnown: boolean,
): string | undefined {
  if (effect.before.kind !== 'file' || effect.after.kind !== 'file') return undefined
  const whole = renderDiff([effect])
  const start = whole.indexOf('\n@@ ')
  if (start === -1) return undefined
  const lines = whole.slice(start + 1, -1).split('\n')
  const rest = lines.length - shownLines
  return [
    isBaseKnown ? '--- expected' : '--- in the change set',
    '+++ there now',
    ...lines.slice(0, shownLines).map(cutLine),
    ...(rest > 0 ? [`\\ and ${rest} more ${rest === 1 ? 'line' : 'lines'}`] : []),
    '',
  ].join('\n')
}

function cutLine(line: string): string {
  return line.length <= shownColumns ? line : `${line.slice(0, shownColumns)} …`
}
