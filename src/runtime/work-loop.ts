import type {TurnEvent, TurnRequest} from '@codex-host/plugin-api'
import type {ModelFailure} from '../model/model-client.ts'
import type {View} from '../workspace/view.ts'
import {createAnswerCheck} from './answer-check.ts'
import {environmentFacts} from './environment-facts.ts'
import {firstInput, toolResult, userMessage} from './first-request.ts'
import {modelRequest} from './model-request.ts'
import {createNextStep} from './next-step.ts'
import {readProjectInstructions} from './project-instructions.ts'
import {createRepetitionWatch} from './repeated-calls.ts'
import {runToolCalls} from './run-tool-calls.ts'
import {createVerifyRounds, type Verified} from './verify-rounds.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import type {Session} from './session.ts'

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

export interface Work {
  readonly request: TurnRequest
  readonly view: View
  readonly session: Session
  /** What the user has said since it was last asked for. */
  readonly takeMessages: () => readonly string[]
}

/** The step loop: asks the model and runs its calls until it makes none and the checks agree, or a limit ends it. */
export async function* workLoop(
  parts: RuntimeParts,
  {request, view, session, takeMessages}: Work,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, WorkEnd> {
  const {outputSchema} = request
  const checkAnswer = createAnswerCheck(outputSchema)
  yield* openTurn(parts, {request, view, session})
  const requestOf = () => modelRequest(parts, {input: session.input(), outputSchema})
  const nextStep = createNextStep(parts, {session, requestOf})
  const answer = (callId: string, output: string) => session.add([toolResult(callId, output)])
  const repetition = createRepetitionWatch()
  const verify = createVerifyRounds(parts, view)
  let lastCallsDenied = false

  while (true) {
    const end = yield* nextStep(signal)
    if (end.kind !== 'done') return end
    session.add(end.items.map((item) => item.raw))

    const calls = end.items.filter((item) => item.kind === 'tool_call')
    if (calls.length > 0) {
      const called = yield* runToolCalls(parts, {calls, view, repetition, answer}, signal)
      if (called.stop === 'user') return {kind: 'stopped-by-user'}
      if (called.stop === 'repetition') return {kind: 'repeated-itself'}
      lastCallsDenied = called.denied
      yield* addMessages(session, takeMessages())
      continue
    }
    const isMoreSaid = yield* addMessages(session, takeMessages())
    if (isMoreSaid) continue

    const checked = checkAnswer(end.text)
    if (checked.kind === 'unfit') return {kind: 'answer-unfit', because: checked.because}
    if (checked.kind === 'feedback') {
      session.add([userMessage(checked.text)])
      continue
    }

    const round = yield* verify(signal)
    if (round.kind === 'feedback') session.add([userMessage(round.text)])
    // Checks take long: what was said meanwhile is not for the next turn.
    const isMoreWanted = yield* addMessages(session, takeMessages())
    if (round.kind === 'end' && !isMoreWanted) return {kind: 'answered', afterDenial: lastCallsDenied, ...round.end}
  }
}

/** What the user said meanwhile stands behind the results, where the model reads it next. */
function* addMessages(session: Session, texts: readonly string[]): Generator<TurnEvent, boolean> {
  for (const text of texts) {
    session.add([userMessage(text)])
    yield {type: 'message.added', text}
  }
  return texts.length > 0
}

/** Facts and instructions are said again only where they changed, or are not in the conversation any more. */
async function* openTurn(
  parts: RuntimeParts,
  {request, view, session}: Omit<Work, 'takeMessages'>,
): AsyncGenerator<TurnEvent, void> {
  const {root, cwd, hostRoot, copyOf, os} = parts
  const hosts = parts.sandbox.network?.hosts
  const isWithoutIgnored = view.method === 'git-files'
  const known = {isWithoutIgnored, ...(copyOf !== undefined && {copyOf}), ...(hosts !== undefined && {hosts})}
  const place = {root, cwd, hostRoot, os, now: new Date(parts.now()), ...known}
  const [facts, instructions] = await Promise.all([environmentFacts(place), readProjectInstructions(view, parts.cwd)])
  if (instructions.cut.length > 0) {
    const text = `AGENTS.md is over 32 KiB in all; cut or left out: ${instructions.cut.join(', ')}.`
    yield {type: 'notice', code: 'INSTRUCTIONS_CUT', text}
  }
  const context = `${facts}\n${instructions.text}`
  const note = session.lastTurnNote()
  if (session.hasSaid(context)) return session.begin(firstInput({facts: note, instructions: '', request}))
  const told = note === '' ? facts : `${note}\n${facts}`
  session.begin(firstInput({facts: told, instructions: instructions.text, request}), context)
}
