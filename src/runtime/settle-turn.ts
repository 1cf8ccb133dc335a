import {
  type Assessment,
  type ChangeSetSummary,
  type Decision,
  type ErrorSummary,
  isCodexError,
  type Outcome,
  type TurnEvent,
} from '@codex-host/plugin-api'
import type {ChangeSet} from '../workspace/change-set.ts'
import {offeredRefs} from '../workspace/commits/offered-refs.ts'
import {describeChangeSet} from '../workspace/describe-change-set.ts'
import type {SettleOutcome} from '../workspace/settle-change-set.ts'
import type {RuntimeParts} from './runtime-parts.ts'

export interface SettleEnd {
  readonly outcome?: Outcome
  readonly error?: ErrorSummary
}

type Landing = Pick<ChangeSetSummary, 'status' | 'because' | 'conflicts' | 'commitsKept'> & SettleEnd

/**
 * Lands the change set of a turn, or leaves it pending. It is saved before anybody is asked, so that neither a
 * denial nor a kill loses it. `keepPending` says why it must not land.
 */
export async function* settleTurn(
  parts: RuntimeParts,
  {changeSet, keepPending}: {changeSet: ChangeSet; keepPending?: string},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, SettleEnd> {
  for (const {path, because} of changeSet.leftOut) {
    yield {type: 'notice', code: 'LEFT_OUT', text: `${path} stays out of the change set: ${because}`}
  }
  if (changeSet.effects.length === 0 && changeSet.commits === undefined) return {}

  const {id, ignoredFiles} = changeSet
  const {files, diff} = describeChangeSet(changeSet)
  await parts.changes.save(changeSet)
  yield {type: 'change_set.ready', id, files, diff}

  const landing = yield* chooseLanding(parts, {changeSet, diff, keepPending}, signal)
  const {status, because, conflicts, commitsKept} = landing
  const changeSetSummary = {
    id,
    status,
    ...(because === undefined ? {} : {because}),
    files,
    ignoredFiles,
    diff,
    ...(conflicts === undefined ? {} : {conflicts}),
    ...(changeSet.commits === undefined ? {} : {commits: offeredRefs(id, changeSet.commits)}),
    ...(commitsKept === undefined ? {} : {commitsKept}),
  }
  yield {type: 'change_set.end', changeSet: changeSetSummary}
  return landing
}

async function* chooseLanding(
  parts: RuntimeParts,
  {changeSet, diff, keepPending}: {changeSet: ChangeSet; diff: string; keepPending: string | undefined},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, Landing> {
  // In place the files are changed already, each after its own approval: landing only makes them undoable.
  if (parts.settings.isolation === 'in-place') return land(parts, changeSet)
  if (keepPending !== undefined) return {status: 'pending', because: keepPending}
  return yield* approveAndLand(parts, {changeSet, diff}, signal)
}

async function* approveAndLand(
  parts: RuntimeParts,
  {changeSet, diff}: {changeSet: ChangeSet; diff: string},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, Landing> {
  const assessment = parts.assessChangeSet(changeSet)
  const paths = changeSet.effects.map((effect) => effect.path)
  yield {type: 'change_set.assessed', id: changeSet.id, assessment}
  if (assessment.kind === 'deny') return {status: 'pending', because: assessment.because, outcome: 'denied'}

  if (assessment.kind === 'ask') {
    const decision = await ask(parts, {diff, paths, assessment}, signal)
    yield {type: 'change_set.decided', id: changeSet.id, decision}
    if (decision.kind === 'no') return {status: 'pending', because: decision.because, outcome: 'denied'}
    if (decision.kind === 'stop') return {status: 'pending', because: 'It was not approved.', outcome: 'denied'}
  }
  return land(parts, changeSet)
}

async function ask(
  parts: RuntimeParts,
  question: {diff: string; paths: readonly string[]; assessment: Assessment},
  signal: AbortSignal,
): Promise<Decision> {
  const {decision} = await parts.approver.ask({kind: 'change-set', ...question}, signal)
  return signal.aborted ? {kind: 'stop'} : decision
}

async function land(parts: RuntimeParts, changeSet: ChangeSet): Promise<Landing> {
  const settled = await settle(parts, changeSet.id)
  if (settled.kind === 'kept') return settled.landing
  switch (settled.kind) {
    case 'landed':
    case 'nothing':
      return {status: 'landed', ...(settled.commitsKept !== undefined && {commitsKept: settled.commitsKept})}
    case 'conflict': {
      const {conflicts} = settled
      const because = `${conflicts.map(({path, because: why}) => `${path}: ${why}`).join('; ')}.`
      return {
        status: 'conflict',
        because,
        conflicts,
        outcome: 'not-applied',
        error: conflictError(changeSet.id, because),
      }
    }
  }
}

/** What keeps a change set from landing leaves it pending, and its id is the way out. */
async function settle(parts: RuntimeParts, id: string): Promise<SettleOutcome | {kind: 'kept'; landing: Landing}> {
  try {
    return await parts.changes.settle(id)
  } catch (thrown) {
    if (!isCodexError(thrown)) throw thrown
    const {code, message} = thrown
    const suggestions = [...thrown.suggestions, `\`codex apply ${id}\` lands it then.`]
    const error = {code, message, suggestions}
    return {kind: 'kept', landing: {status: 'pending', because: message, outcome: 'not-applied', error}}
  }
}

function conflictError(id: string, because: string): ErrorSummary {
  return {
    code: 'CHANGE_SET_CONFLICT',
    message: `The change set ${id} was not applied, and no file was touched. ${because}`,
    suggestions: [`\`codex diff ${id}\` shows what it wants to change. Restore those files, or run the prompt again.`],
  }
}
