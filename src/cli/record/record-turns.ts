import type {Notice, Runtime, TurnEvent, TurnRequest, TurnResult} from '@codex-host/plugin-api'
import type {Redactor} from '../../store/create-redactor.ts'
import type {SessionLine} from '../../store/session-record.ts'
import type {Snapshot} from '../../workspace/snapshot.ts'
import type {RecordEnd, Recorder} from './create-recorder.ts'
import {isDelta, redactDeltas} from './redact-deltas.ts'

export interface DescribedTurn {
  readonly id: string
  /** 1 for the first of the conversation. */
  readonly turn: number
  readonly request: TurnRequest
}

export interface TurnRecording {
  readonly recorder: Recorder
  readonly redactor: Redactor
  readonly isolation: 'copy' | 'in-place'
  readonly describeSession: (turn: DescribedTurn) => SessionLine
  readonly takeSnapshot: (signal: AbortSignal) => Promise<Snapshot>
  /** Turns of the conversation that were recorded earlier. */
  readonly turnsBefore: number
}

/** Records what a runtime does: the same stream, noted as it passes. The runtime knows nothing of it. */
export function recordTurns(runtime: Runtime, recording: TurnRecording): Runtime {
  let turn = recording.turnsBefore
  return {
    runTurn(request, signal) {
      turn += 1
      return recordTurn(runtime, {...recording, request, turn}, signal)
    },
  }
}

async function* recordTurn(
  runtime: Runtime,
  {request, turn, recorder, redactor, ...recording}: TurnRecording & Omit<DescribedTurn, 'id'>,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
  const notes = createEventNotes(recorder, redactor)
  let state: Promise<void> | undefined

  for await (const event of runtime.runTurn(request, signal)) {
    if (event.type === 'turn.start') {
      recorder.begin(recording.describeSession({id: event.turnId, turn, request}))
      state = recording.takeSnapshot(signal).then(
        (snapshot) => recorder.keepState(snapshot),
        (error: unknown) => recorder.keepState({kind: 'too-large', because: describeError(error)}),
      )
    }
    notes.note(event)
    if (event.type === 'turn.end' && state !== undefined) {
      await state
      const {costUsd} = event.result
      const end = {outcome: outcomeOf(event.result), ...(costUsd !== undefined && {costUsd})}
      yield* withNotices(event.result, noticesOf(await recorder.end(end)))
      return
    }
    yield event
    // The runtime goes on when the next event is asked for: until then the files are as they were before the turn.
    if (changesFiles(event, recording.isolation)) await state
  }
}

/** What comes after this event may change the user's files. */
function changesFiles({type}: TurnEvent, isolation: 'copy' | 'in-place'): boolean {
  return type === (isolation === 'in-place' ? 'tool_call.start' : 'change_set.ready')
}

/** Streamed text is noted when what it belongs to has ended: before, a secret in it may still be half. */
function createEventNotes(recorder: Recorder, redactor: Redactor) {
  let held: TurnEvent[] = []
  return {
    note(event: TurnEvent): void {
      held.push(event)
      if (isDelta(event)) return
      for (const redacted of redactDeltas(held, redactor)) recorder.note({kind: 'event', event: plain(redacted)})
      held = []
    },
  }
}

type StoredEvent = Extract<Parameters<Recorder['note']>[0], {kind: 'event'}>['event']

/** As it will be read back. */
function plain(event: TurnEvent): StoredEvent {
  return JSON.parse(JSON.stringify(event)) as StoredEvent
}

function outcomeOf({outcomes}: TurnResult): string {
  return outcomes.length === 0 ? 'done' : outcomes.join(', ')
}

function noticesOf({failure, movedTo}: RecordEnd): readonly Notice[] {
  return [
    ...(failure === undefined
      ? []
      : [{code: 'NOT_RECORDED', text: `The record of this session is not whole: ${failure}.`}]),
    ...(movedTo === undefined
      ? []
      : [
          {
            code: 'SESSION_FORKED',
            text: `Another process went on with this session, so this turn is in a new one: ${movedTo}.`,
          },
        ]),
  ]
}

function* withNotices(result: TurnResult, notices: readonly Notice[]): Generator<TurnEvent> {
  for (const notice of notices) yield {type: 'notice', ...notice}
  yield {type: 'turn.end', result: {...result, notices: [...result.notices, ...notices]}}
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
