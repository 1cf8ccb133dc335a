import type {TurnEvent, TurnRequest} from '@codex-host/plugin-api'
import type {InputItem, ModelFailure} from '../model/model-client.ts'
import type {View} from '../workspace/view.ts'
import {createAnswerCheck} from './answer-check.ts'
import {environmentFacts} from './environment-facts.ts'
import {firstInput, userMessage} from './first-request.ts'
import {modelRequest} from './model-request.ts'
import {createNextStep} from './next-step.ts'
import {readProjectInstructions} from './project-instructions.ts'
import {createRepetitionWatch} from './repeated-calls.ts'
import {runToolCalls} from './run-tool-calls.ts'
import {createVerifyRounds, type Verified} from './verify-rounds.ts'
import type {RuntimeParts} from './runtime-parts.ts'

export type WorkEnd =
  | ({
      readonly kind: 'answered'
      /** The model's last calls were denied: the denial kept it from its end. */
      readonly afterDenial: boolean
    } & Verified)
  | {readonly kind: 'budget-ended'; readonly because: string}
  | {readonly kind: 'repeated-itself'}
  | {readonly kind: 'stopped-by-user'}
  | {readonly kind: 'model-failed'; readonly failure: ModelFailure}
  /** The answer does not fit the schema that the user gave. */
  | {readonly kind: 'answer-unfit'; readonly because: string}

/** The step loop: asks the model and runs its calls until it makes none and the checks agree, or a limit ends it. */
export async function* workLoop(
  parts: RuntimeParts,
  {request, view}: {request: TurnRequest; view: View},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, WorkEnd> {
  const checkAnswer = createAnswerCheck(request.outputSchema)
  const input = yield* openConversation(parts, {request, view})
  const nextStep = createNextStep(parts)
  const repetition = createRepetitionWatch()
  const verify = createVerifyRounds(parts, view)
  let lastCallsDenied = false

  while (true) {
    const end = yield* nextStep(modelRequest(parts, {input, outputSchema: request.outputSchema}), signal)
    if (end.kind !== 'done') return end
    input.push(...end.items.map((item) => item.raw))

    const calls = end.items.filter((item) => item.kind === 'tool_call')
    if (calls.length > 0) {
      const called = yield* runToolCalls(parts, {calls, view, repetition}, signal)
      if (called.stop === 'user') return {kind: 'stopped-by-user'}
      if (called.stop === 'repetition') return {kind: 'repeated-itself'}
      input.push(...called.outputs)
      lastCallsDenied = called.denied
      continue
    }

    const answer = checkAnswer(end.text)
    if (answer.kind === 'unfit') return {kind: 'answer-unfit', because: answer.because}
    if (answer.kind === 'feedback') {
      input.push(userMessage(answer.text))
      continue
    }

    const round = yield* verify(signal)
    if (round.kind === 'end') return {kind: 'answered', afterDenial: lastCallsDenied, ...round.end}
    input.push(userMessage(round.text))
  }
}

async function* openConversation(
  parts: RuntimeParts,
  {request, view}: {request: TurnRequest; view: View},
): AsyncGenerator<TurnEvent, InputItem[]> {
  const {root, cwd, hostRoot, os} = parts
  const place = {root, cwd, hostRoot, os, now: new Date(parts.now())}
  const [facts, instructions] = await Promise.all([environmentFacts(place), readProjectInstructions(view, parts.cwd)])
  if (instructions.cut.length > 0) {
    const text = `AGENTS.md is over 32 KiB in all; cut or left out: ${instructions.cut.join(', ')}.`
    yield {type: 'notice', code: 'INSTRUCTIONS_CUT', text}
  }
  return firstInput({facts, instructions: instructions.text, request})
}
