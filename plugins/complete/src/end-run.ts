import type {ChangeSetSummary, ErrorSummary, Outcome, VerbOutput} from '@codex-host/plugin-api'
import {describeEnd, errorsOf, type FileEnd, outcomesOf} from './describe-ends.ts'

export interface Ending {
  readonly output: VerbOutput
  readonly interruption?: Interruption
  /** What `--in-place` has made of the files. */
  readonly changeSet?: ChangeSetSummary
  /** What went wrong beside what is said of each file. */
  readonly outcomes?: readonly Outcome[]
  readonly errors?: readonly ErrorSummary[]
}

export interface Interruption {
  readonly outcome: Outcome
  readonly signal: 'SIGINT' | 'SIGTERM'
}

/** Says how the run ended, with what each file got. */
export async function endRun(ends: readonly FileEnd[], ending: Ending): Promise<void> {
  const {output, interruption, changeSet, outcomes = [], errors = []} = ending
  const completed = ends.filter(({kind}) => kind === 'completed').length
  const counts = {
    completed,
    failed: ends.filter(({kind}) => kind === 'failed' || kind === 'refused').length,
    not_asked: ends.filter(({kind}) => kind === 'not-asked').length,
  }
  await output.end({
    outcomes: [
      ...new Set([...(interruption === undefined ? [] : [interruption.outcome]), ...outcomesOf(ends), ...outcomes]),
    ],
    errors: [
      ...(interruption === undefined ? [] : [interruptedError(interruption, completed)]),
      ...errorsOf(ends),
      ...errors,
    ],
    data: {
      counts,
      // The lines of --jsonl have told them.
      ...(output.format === 'json' && {files: ends.map(describeEnd)}),
      ...textOf(ends),
      ...(changeSet !== undefined && {change_set: {id: changeSet.id, status: changeSet.status}}),
    },
  })
}

/** Undefined where nobody interrupted the run, and where nobody reads what it says. */
export function interruptionOf({reason}: AbortSignal): Interruption | undefined {
  if (reason === 'SIGINT') return {outcome: 'interrupted', signal: 'SIGINT'}
  return reason === 'SIGTERM' ? {outcome: 'terminated', signal: 'SIGTERM'} : undefined
}

function interruptedError({signal}: Interruption, completed: number): ErrorSummary {
  const files = completed === 1 ? '1 file was' : `${completed} files were`
  return {
    code: 'INTERRUPTED',
    message: `Ended by ${signal} before it was done: ${files} completed, and nothing was written into files.`,
    suggestions: ['Run it again: answers that were complete are in the cache and are not asked for again.'],
  }
}

/** For the usual case of one text, at the top. */
function textOf(ends: readonly FileEnd[]): {readonly text?: string} {
  const [only, ...others] = ends
  if (only?.kind !== 'completed' || others.length > 0 || only.candidates.length !== 1) return {}
  return {text: only.candidates[0]?.text ?? ''}
}
