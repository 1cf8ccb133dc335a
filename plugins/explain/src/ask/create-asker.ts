import type {AskEvent, AskRequest, ModelFacts, Notice, TextModel} from '@codex-host/plugin-api'
import pLimit from 'p-limit'
import type {Failure} from '../source/source.ts'

export type Answer = {readonly kind: 'answered'; readonly text: string} | ({readonly kind: 'failed'} & Failure)

export type StreamedAnswer =
  | {readonly type: 'text'; readonly text: string}
  /** The request is sent again: no text so far counts. */
  | {readonly type: 'again'}
  | {readonly type: 'end'; readonly answer: Answer}

/** Puts questions to the model, a few at a time. */
export interface Asker {
  readonly facts: ModelFacts
  countTokens(text: string): number
  /**
   * Throws the reason of the signal, and nothing else. A server that refuses a schema is asked without one: the
   * instructions must describe the answer too.
   */
  answer(request: AskRequest): Promise<Answer>
  /** For the only question there is. */
  stream(request: AskRequest): AsyncIterable<StreamedAnswer>
}

const atATime = 4
/** So many of these failures, and nothing answered: the server is gone, and each request waits long for it. */
const hopelessFailures = 3
const goneCodes: ReadonlySet<string> = new Set([
  'MODEL_CREDENTIALS',
  'MODEL_QUOTA',
  'MODEL_SERVER',
  'MODEL_SILENT',
  'MODEL_UNREACHABLE',
])

export interface Told {
  readonly notice: (notice: Notice) => void
  readonly progress: (line: string) => void
}

export function createAsker(model: TextModel, {notice, progress}: Told, signal: AbortSignal): Asker {
  const limit = pLimit(atATime)
  let asked = 0
  let answered = 0
  let knowsNoSchema = false
  const failures: Failure[] = []

  async function* stream(request: AskRequest): AsyncGenerator<StreamedAnswer, void> {
    const last = failures.at(-1)
    if (last !== undefined && answered === 0 && failures.length >= hopelessFailures) {
      yield {type: 'end', answer: {kind: 'failed', ...last}}
      return
    }
    progress(asked > 1 ? `Explaining: ${answered} of ${asked} requests answered` : 'Explaining')
    for await (const event of model.ask(request, signal)) {
      const told = tell(event)
      if (told !== undefined) yield told
    }
  }

  function tell(event: AskEvent): StreamedAnswer | undefined {
    switch (event.type) {
      case 'text.delta':
        return {type: 'text', text: event.text}
      case 'retry':
        notice({code: 'REQUEST_RETRIED', text: `A request is sent again (try ${event.attempt}): ${event.because}.`})
        return {type: 'again'}
      case 'notice':
        notice({code: event.code, text: event.text})
        return undefined
      case 'failed': {
        const failure = {outcome: event.outcome, error: event.error}
        if (goneCodes.has(failure.error.code)) failures.push(failure)
        return {type: 'end', answer: {kind: 'failed', ...failure}}
      }
      case 'answer.end':
        answered += 1
        return {type: 'end', answer: {kind: 'answered', text: event.text}}
    }
  }

  return {
    facts: model.facts,
    countTokens: (text) => model.countTokens(text),
    answer(request) {
      asked += 1
      return limit(() => answerAnyhow(request))
    },
    stream,
  }

  async function answerAnyhow(request: AskRequest): Promise<Answer> {
    const {outputSchema, ...plain} = request
    if (outputSchema === undefined || knowsNoSchema) return lastOf(stream(plain))
    const answer = await lastOf(stream(request))
    if (answer.kind === 'answered' || answer.error.code !== 'MODEL_REFUSED') return answer

    // It may have refused something else as well: then that is what went wrong.
    const second = await lastOf(stream(plain))
    if (second.kind === 'failed') return answer
    knowsNoSchema = true
    return second
  }
}

async function lastOf(events: AsyncIterable<StreamedAnswer>): Promise<Answer> {
  for await (const event of events) if (event.type === 'end') return event.answer
  throw new Error('The answer of the model has no end.')
}
