import {CodexError, type ViewSource} from '@codex-host/plugin-api'
import {applyChanges, type ApplyOutcome} from './apply-changes.ts'
import {createChangeSetId} from './change-set-id.ts'
import type {ChangeSet, FileEffect} from './change-set.ts'
import type {CollectedEffects} from './collect-effects.ts'
import {errorCode} from './error-code.ts'
import type {GrowingFolder} from './watch-view-size.ts'
import {isUnreadable, readInside} from './read-inside.ts'
import type {IsolationMethod, View} from './view.ts'

/** All effects of the change set, or none. */
export type WriteJournaled = (changeSet: ChangeSet) => Promise<ApplyOutcome>

export interface ViewParts {
  readonly root: string
  /** `root` when left out. */
  readonly shownAt?: string
  readonly source: ViewSource
  readonly method: IsolationMethod
  readonly growing?: GrowingFolder
  /** Where the host reaches the files of the view. */
  readonly viewRoot: string
  readonly collect: (signal: AbortSignal) => Promise<CollectedEffects>
  /** Writes effects so that a kill in the middle is ended at the next start; without it nothing outlives a kill. */
  readonly writeJournaled?: WriteJournaled
  readonly onWritten?: (effects: readonly FileEffect[]) => Promise<void>
  readonly close: () => Promise<void>
  readonly now: () => number
  /** From 0 up to, and without, 1. */
  readonly random: () => number
}

const unreadable = {kind: 'found', entry: {kind: 'special'}} as const

export function createView(parts: ViewParts): View {
  let closing: Promise<void> | undefined
  return {
    root: parts.shownAt ?? parts.root,
    source: parts.source,
    method: parts.method,
    ...(parts.growing !== undefined && {growing: parts.growing}),
    async read(inside) {
      const found = await readInside(parts.viewRoot, inside).catch((error: unknown) => {
        if (isUnreadable(error)) return unreadable
        throw error
      })
      if (found.kind === 'too-large') throw new Error('A read without a limit cannot be over it.')
      return found.kind === 'found' ? found.entry : found
    },
    async write(effects) {
      await writeEffects(parts, effects)
    },
    changes: (signal) => collectChangeSet(parts, signal),
    close() {
      closing ??= parts.close()
      return closing
    },
  }
}

async function writeEffects(parts: ViewParts, effects: readonly FileEffect[]): Promise<void> {
  const outcome = await applyEffects(parts, effects)
  switch (outcome.kind) {
    case 'applied':
      return parts.onWritten?.(effects)
    case 'failed':
      throw notWritten('A file could not be written', outcome.cause)
    case 'conflict': {
      const [first] = outcome.conflicts
      throw notWritten(`${first?.path ?? 'A file'} was not written: ${first?.because ?? 'it changed'}`)
    }
  }
}

async function applyEffects(parts: ViewParts, effects: readonly FileEffect[]): Promise<ApplyOutcome> {
  const now = parts.now()
  const id = createChangeSetId(now, parts.random())
  if (parts.writeJournaled !== undefined) {
    const createdAt = new Date(now).toISOString()
    return parts.writeJournaled({id, root: parts.root, createdAt, effects, ignoredFiles: 0, leftOut: []})
  }
  const changes = effects.map(({path, before, after}) => ({path, from: before, to: after}))
  return applyChanges(parts.viewRoot, changes, {temporaryName: `codex-write-${id}`, durable: false})
}

function notWritten(what: string, cause?: unknown): CodexError {
  const detail = cause === undefined ? '' : ` (${errorCode(cause) ?? 'for an unknown reason'})`
  return new CodexError(`${what}${detail}. No file of the patch was changed.`, {
    code: 'PATCH_NOT_WRITTEN',
    exitCode: 8,
    suggestions: ['Read the files again: they may have changed since the patch was made.'],
    cause,
  })
}

async function collectChangeSet(parts: ViewParts, signal: AbortSignal): Promise<ChangeSet> {
  const {changedMeanwhile, ...collected} = await parts.collect(signal)
  const now = parts.now()
  return {
    id: createChangeSetId(now, parts.random()),
    root: parts.root,
    createdAt: new Date(now).toISOString(),
    ...collected,
    ...(changedMeanwhile.length === 0 ? {} : {changedMeanwhile}),
  }
}
