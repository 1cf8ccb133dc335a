import type {Decision, TurnEvent, TurnResult} from '@codex-host/plugin-api'
import type {
  Transcript,
  TranscriptCall,
  TranscriptChanges,
  TranscriptPart,
  TranscriptTurn,
} from '../../output/transcript/transcript.ts'
import type {RecordedTurn} from '../../store/conversation-store.ts'

/** What people read of the turns of a conversation. */
export function transcriptOf(id: string, turns: readonly RecordedTurn[]): Transcript {
  return {
    id,
    workspace: turns.at(-1)?.session.root ?? '',
    startedAtMs: turns[0]?.session.started_at_ms ?? 0,
    turns: turns.map(turnOf),
  }
}

function turnOf({session, lines, outcome}: RecordedTurn, index: number): TranscriptTurn {
  // Streamed pieces say nothing that the end of their step does not say, and there may be very many.
  const events = lines.flatMap((line): TurnEvent[] =>
    line.kind === 'event' && !line.event.type.endsWith('.delta') ? [line.event] : [],
  )
  const {model, provider} = session.settings.runtime.settings
  return {
    id: session.id,
    number: index + 1,
    startedAtMs: session.started_at_ms,
    ...(session.verb !== undefined && {verb: session.verb}),
    model,
    provider,
    approvalMode: session.settings.approval.approvalMode,
    prompt: session.request.prompt,
    attachments: [...namesIn(session.request['attachments']), ...namesIn(session.request['images'])],
    parts: events.flatMap((event, place) => partsOf(event, events.slice(place + 1))),
    ...(outcome !== undefined && {outcome}),
    ...figuresOf(events.find((event) => event.type === 'turn.end')?.result),
  }
}

function figuresOf(result: TurnResult | undefined): Pick<TranscriptTurn, 'usage' | 'durationMs' | 'costUsd'> {
  if (result === undefined) return {}
  const {usage, durationMs, costUsd} = result
  return {usage, durationMs, ...(costUsd !== undefined && {costUsd})}
}

function namesIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string'
      ? [entry.name]
      : [],
  )
}

/** `later`: the events behind it, which say how it ended. */
function partsOf(event: TurnEvent, later: readonly TurnEvent[]): readonly TranscriptPart[] {
  switch (event.type) {
    case 'step.end':
      return event.text.trim() === '' ? [] : [{kind: 'answer', text: event.text}]
    case 'message.added':
      return [{kind: 'message', text: event.text}]
    case 'tool_call.start':
      return [callOf(event, later)]
    case 'verify.start':
      return [checksOf(event.command, later)]
    case 'change_set.ready':
      return [changesOf(event, later)]
    case 'notice':
      return [{kind: 'notice', text: event.text}]
    case 'compaction.end':
      return [{kind: 'notice', text: `The older part of the session was replaced by a summary. ${event.because}`}]
    case 'turn.end':
      return event.result.errors.map((error) => ({kind: 'error', ...error}))
    case 'turn.start':
    case 'step.start':
    case 'text.delta':
    case 'reasoning.delta':
    case 'step.retry':
    case 'tool_call.assessed':
    case 'tool_call.decided':
    case 'tool_call.end':
    case 'network.assessed':
    case 'network.decided':
    case 'verify.end':
    case 'change_set.assessed':
    case 'change_set.decided':
    case 'change_set.end':
      return []
  }
}

type Started<Type> = Extract<TurnEvent, {type: Type}>

function callOf({callId, tool, title}: Started<'tool_call.start'>, later: readonly TurnEvent[]): TranscriptCall {
  const decided = later.find((event) => event.type === 'tool_call.decided' && event.callId === callId)
  const ended = later.find((event) => event.type === 'tool_call.end' && event.callId === callId)
  return {
    kind: 'call',
    tool,
    title,
    ...(decided?.type === 'tool_call.decided' && {decision: decisionText(decided.decision)}),
    ...(ended?.type === 'tool_call.end'
      ? {status: ended.status, output: ended.output, durationMs: ended.durationMs}
      : {status: 'unknown', output: ''}),
  }
}

function checksOf(command: string, later: readonly TurnEvent[]): TranscriptPart {
  const report = later.find((event) => event.type === 'verify.end')?.report
  return {
    kind: 'checks',
    command,
    output: report?.output ?? '',
    ...(report !== undefined && {passed: report.passed}),
  }
}

function changesOf({id, files, diff}: Started<'change_set.ready'>, later: readonly TurnEvent[]): TranscriptChanges {
  const decided = later.find((event) => event.type === 'change_set.decided')
  const ended = later.find((event) => event.type === 'change_set.end')?.changeSet
  return {
    kind: 'changes',
    id,
    files,
    diff,
    status: ended?.status ?? 'unknown',
    ...(ended?.because !== undefined && {because: ended.because}),
    ...(decided !== undefined && {decision: decisionText(decided.decision)}),
  }
}

function decisionText(decision: Decision): string {
  switch (decision.kind) {
    case 'yes':
      return 'yes'
    case 'yes-for-session':
      return 'yes, for the session'
    case 'yes-edited':
      return 'yes, with an edited command'
    case 'no':
      return decision.because === '' ? 'no' : `no: ${decision.because}`
    case 'stop':
      return 'stop'
  }
}
