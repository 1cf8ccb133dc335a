import type {Notice, TextModel} from '@codex-host/plugin-api'
import {describeRanges, type LineRange} from '../source/line-ranges.ts'
import type {Source} from '../source/source.ts'
import type {Answer, Asker} from './create-asker.ts'
import {cutParts} from './cut-parts.ts'
import {
  explainPart,
  instructionsFor,
  type PartContext,
  type PartResult,
  summaryRequest,
  summaryResult,
} from './explain-part.ts'
import type {ExplainMode, Explanation, ExplainResult, FailedPart} from './explanation.ts'
import {joinTexts} from './join-texts.ts'
import joinInstructions from './join.md'
import {requestLimits} from './part-limits.ts'

export type ExplainEvent =
  /** A piece of the summary, where `streams` was asked for. */
  | {readonly type: 'text'; readonly text: string}
  /** No text so far counts. */
  | {readonly type: 'again'}
  | {readonly type: 'end'; readonly result: ExplainResult}

export interface ExplainOptions {
  readonly mode: ExplainMode
  readonly model: TextModel
  readonly asker: Asker
  readonly notice: (notice: Notice) => void
  /** Whether pieces of a text are wanted as they come. */
  readonly streams: boolean
}

/** Notes on more lines than these become careless, whatever the window. */
const mostAnnotatedLines = 150

/** Explains one source: in one request where it fits, else in parts that are joined. */
export async function* explainSource(
  source: Source,
  options: ExplainOptions,
  signal: AbortSignal,
): AsyncGenerator<ExplainEvent, void> {
  const {mode, model, asker, notice} = options
  const limits = await requestLimits(model, instructionsFor(mode), signal)
  const context: PartContext = {source, mode, limits, asker, notice}
  const lines = mode === 'lines' ? mostAnnotatedLines : Infinity
  const parts = cutParts(source, {tokens: limits.part, lines, countTokens: asker.countTokens})

  const [only] = parts
  if (only !== undefined && parts.length === 1 && mode === 'summary' && options.streams) {
    const answer = yield* streamAnswer(only, context)
    if (answer.kind === 'answered' || answer.error.code !== 'MODEL_CONTEXT_LENGTH') {
      yield {type: 'end', result: await resultOf([summaryResult(only, answer)], context)}
      return
    }
    yield {type: 'again'}
  }

  const results = await Promise.all(parts.map((part) => explainPart(part, context)))
  yield {type: 'end', result: await resultOf(results.flat(), context)}
}

async function* streamAnswer(part: LineRange, context: PartContext): AsyncGenerator<ExplainEvent, Answer> {
  for await (const event of context.asker.stream(summaryRequest(part, context))) {
    if (event.type === 'end') return event.answer
    yield event
  }
  throw new Error('The answer of the model has no end.')
}

async function resultOf(results: readonly PartResult[], context: PartContext): Promise<ExplainResult> {
  const {source, mode} = context
  const explained = results.filter((result) => result.kind === 'explained')
  const failedParts = results.filter((result) => result.kind === 'failed')
  const [failure] = failedParts
  if (explained.length === 0 && failure !== undefined) {
    return {kind: 'failed', name: source.name, outcome: failure.outcome, error: failure.error}
  }

  const joined = await joinParts(explained, context)
  const explanation: Explanation = {
    source,
    mode,
    ...joined,
    annotations: explained.flatMap(({annotations}) => annotations),
    droppedNotes: explained.reduce((sum, {droppedNotes}) => sum + droppedNotes, 0),
    failedParts: withoutSeams(failedParts),
  }
  return {kind: 'explained', explanation}
}

/** Parts that lie side by side and failed alike are one: where the cut was, is no business of the reader. */
function withoutSeams(parts: readonly FailedPart[]): readonly FailedPart[] {
  const joined: FailedPart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    const goesOn = last?.range.last === part.range.first - 1 && last.error.message === part.error.message
    if (last === undefined || !goesOn) joined.push(part)
    else joined[joined.length - 1] = {...last, range: {first: last.range.first, last: part.range.last}}
  }
  return joined
}

type ExplainedPart = PartResult & {readonly kind: 'explained'}

/** Without a joint summary, those of the parts are better than none. */
async function joinParts(
  parts: readonly ExplainedPart[],
  {limits, asker}: PartContext,
): Promise<Pick<Explanation, 'summary' | 'joinFailure'>> {
  const texts = parts
    .filter(({summary}) => summary !== '')
    .map(({range, summary}) => ({name: capitalised(describeRanges([range])), text: summary}))
  const [first] = texts
  if (first === undefined || texts.length === 1) return {summary: first?.text ?? ''}

  const answer = await joinTexts(texts, {instructions: joinInstructions, tokens: limits.part, asker})
  if (answer.kind === 'answered' && answer.text.trim() !== '') return {summary: answer.text.trim()}

  const summary = texts.map(({name, text}) => `${name}: ${text}`).join('\n\n')
  if (answer.kind === 'answered') return {summary}
  return {summary, joinFailure: {outcome: answer.outcome, error: answer.error}}
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
