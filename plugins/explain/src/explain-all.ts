import type {Notice, TextModel} from '@codex-host/plugin-api'
import {type Asker, createAsker} from './ask/create-asker.ts'
import {explainSource} from './ask/explain-source.ts'
import type {ExplainMode, ExplainResult} from './ask/explanation.ts'
import {joinTexts} from './ask/join-texts.ts'
import overviewInstructions from './ask/overview.md'
import {requestLimits} from './ask/part-limits.ts'
import type {Inputs} from './source/read-inputs.ts'
import type {Failure, Input} from './source/source.ts'

export interface ExplainAllOptions {
  readonly mode: ExplainMode
  readonly model: TextModel
  readonly notice: (notice: Notice) => void
  /** One line about what goes on. */
  readonly progress: (line: string) => void
  /** Whether somebody reads along. */
  readonly streams: boolean
}

export type AllEvent =
  | {readonly type: 'text'; readonly text: string}
  /** No text so far counts. */
  | {readonly type: 'again'}
  /** In the order of the inputs. */
  | {readonly type: 'result'; readonly result: ExplainResult}
  | {readonly type: 'overview'; readonly text: string}
  | {readonly type: 'overview-failed'; readonly failure: Failure}

/** Explains all inputs side by side, and what belongs together as a whole too. */
export async function* explainAll(
  {inputs, isOneWhole}: Inputs,
  options: ExplainAllOptions,
  signal: AbortSignal,
): AsyncGenerator<AllEvent, void> {
  const asker = createAsker(options.model, options, signal)
  const [only] = inputs
  if (only?.kind === 'source' && inputs.length === 1) {
    const events = explainSource(only.source, {...options, asker}, signal)
    for await (const event of events) yield event.type === 'end' ? {type: 'result', result: event.result} : event
    return
  }

  const results: ExplainResult[] = []
  const pending = inputs.map((input) => resultOf(input, {...options, asker}, signal))
  // One that throws is waited for in its turn: until then nobody may take it for unhandled.
  for (const one of pending) one.catch(() => {})
  for (const one of pending) {
    const result = await one
    results.push(result)
    yield {type: 'result', result}
  }
  if (isOneWhole) yield* overviewOf(results, {...options, asker}, signal)
}

async function resultOf(
  input: Input,
  options: ExplainAllOptions & {readonly asker: Asker},
  signal: AbortSignal,
): Promise<ExplainResult> {
  if (input.kind === 'failed') return input
  for await (const event of explainSource(input.source, {...options, streams: false}, signal)) {
    if (event.type === 'end') return event.result
  }
  throw new Error('The explanation has no end.')
}

async function* overviewOf(
  results: readonly ExplainResult[],
  {model, asker}: ExplainAllOptions & {readonly asker: Asker},
  signal: AbortSignal,
): AsyncGenerator<AllEvent, void> {
  const texts = results.flatMap((result) =>
    result.kind === 'explained' && result.explanation.summary !== ''
      ? [{name: result.explanation.source.name, text: result.explanation.summary}]
      : [],
  )
  if (texts.length < 2) return

  const {part: tokens} = await requestLimits(model, overviewInstructions, signal)
  const answer = await joinTexts(texts, {instructions: overviewInstructions, tokens, asker})
  if (answer.kind === 'answered') yield {type: 'overview', text: answer.text.trim()}
  else yield {type: 'overview-failed', failure: {outcome: answer.outcome, error: answer.error}}
}
