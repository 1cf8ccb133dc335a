import type {Approver} from '../../approval/approver.ts'
import type {ModelClient, ModelEvent, ModelRequest} from '../../model/model-client.ts'
import type {Redactor} from '../../store/create-redactor.ts'
import type {Entry} from '../../runtime/transcript.ts'
import type {RecordLine} from '../../store/session-record.ts'
import type {Recorder} from './create-recorder.ts'
import {describeQuestion} from './describe-question.ts'
import {redactDeltas} from './redact-deltas.ts'

type Note = (line: RecordLine) => void

interface RecordOptions {
  readonly recorder: Pick<Recorder, 'note' | 'id'>
  readonly redactor: Redactor
  /** The conversation as it is now. */
  readonly entries: () => readonly Entry[]
}

/** Notes each request when it is made, and what came back when it has ended. Of a request only what is new is kept. */
export function recordModel(model: ModelClient, {recorder, redactor, entries}: RecordOptions): ModelClient {
  const {note} = recorder
  let recordId = ''
  let lastFrame = ''
  let lastItems: readonly string[] = []

  function noteRequest({input, ...frame}: ModelRequest): void {
    if (recordId !== recorder.id()) {
      recordId = recorder.id()
      lastFrame = ''
      lastItems = []
    }
    const frameText = JSON.stringify(frame)
    const items = input.map((item) => JSON.stringify(item))
    const firstNew = items.findIndex((item, index) => item !== lastItems[index])
    const kept = firstNew === -1 ? items.length : firstNew
    note({
      kind: 'request',
      ...(frameText !== lastFrame && {frame: JSON.parse(frameText) as Record<string, unknown>}),
      kept,
      input: items.slice(kept).map((item) => JSON.parse(item) as Record<string, unknown>),
      ...kindsOf(input, entries()),
    })
    lastFrame = frameText
    lastItems = items
  }

  return {
    async *stream(request, signal) {
      noteRequest(request)
      const events: ModelEvent[] = []
      for await (const event of model.stream(request, signal)) {
        events.push(event)
        // Who reads the stream may stop at its last event.
        if (event.type === 'done' || event.type === 'failed') note(answerLine(events, redactor))
        yield event
      }
    },
  }
}

const letters = {context: 'c', prompt: 'p', work: 'w'} as const

/** Nothing for a request that is about something else than the conversation. */
function kindsOf(input: ModelRequest['input'], entries: readonly Entry[]): {readonly entries?: string} {
  const isConversation = input.length === entries.length && entries.every(({item}, index) => item === input[index])
  return isConversation ? {entries: entries.map(({kind}) => letters[kind]).join('')} : {}
}

function answerLine(events: readonly ModelEvent[], redactor: Redactor): RecordLine {
  return JSON.parse(JSON.stringify({kind: 'answer', events: redactDeltas(events, redactor)})) as RecordLine
}

/** Notes what was asked and what was answered, whoever answered. */
export function recordApprover(approver: Approver, note: Note): Approver {
  return {
    async ask(question, signal) {
      const answer = await approver.ask(question, signal)
      if (!signal.aborted) note({kind: 'question', question: describeQuestion(question), decision: answer.decision})
      return answer
    },
  }
}

/** Notes what the server says of its window, each time that it is something else. */
export function recordWindow(servedWindow: () => number | undefined, note: Note): () => number | undefined {
  let noted: number | undefined
  return () => {
    const tokens = servedWindow()
    if (tokens !== undefined && tokens !== noted) note({kind: 'window', tokens})
    noted = tokens
    return tokens
  }
}
