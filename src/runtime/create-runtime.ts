import type {ContextFigures, Runtime, TurnEvent} from '@codex-host/plugin-api'
import {compactNow} from './compact-now.ts'
import {contextFigures} from './context-figures.ts'
import {runTurn} from './run-turn.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import {createSession, type SessionStart} from './session.ts'
import {createSteering} from './steering.ts'
import type {Entry} from './transcript.ts'
import {createTurnSummary} from './turn-summary.ts'
import {verifyNow} from './verify-now.ts'

/** A runtime, and what else can be done with its conversation between two turns. */
export interface ConversationRuntime extends Runtime {
  /** The conversation as it is now. Its items are the very objects of the next request's input. */
  entries(): readonly Entry[]
  /** Says something to the turn that works. False where none does. */
  steer(text: string): boolean
  /** For the turns that follow. */
  use(parts: RuntimeParts): void
  context(): ContextFigures
  /** As a turn: it ends with `turn.end`, and nothing else runs meanwhile. */
  compact(signal: AbortSignal): AsyncIterable<TurnEvent>
  /** As a turn. The verify command of the settings where none is given. */
  verify(command: string | undefined, signal: AbortSignal): AsyncIterable<TurnEvent>
  clear(): void
}

/** Each turn goes on with the conversation of the turns before it; `start` is what is known of a recorded one. */
export function createRuntime(
  parts: RuntimeParts,
  start: Pick<SessionStart, 'entries' | 'lastTurn'> = {},
): ConversationRuntime {
  const session = createSession({
    memory: parts.settings.memory,
    contextWindow: parts.figures.contextWindow,
    servedTokens: parts.servedWindow,
    ...start,
  })
  const steering = createSteering()
  let current = parts
  let isRunning = false

  async function* alone(run: (now: RuntimeParts) => AsyncIterable<TurnEvent>): AsyncGenerator<TurnEvent> {
    if (isRunning) {
      yield turnRuns(current)
      return
    }
    isRunning = true
    try {
      yield* run(current)
    } finally {
      isRunning = false
    }
  }

  return {
    entries: session.entries,
    runTurn: (request, signal) =>
      alone((now) => {
        // What is to know before the first turn is known in the second.
        current = {...current, notices: []}
        return runTurn(now, {request, session, steering}, signal)
      }),
    compact: (signal) => alone((now) => compactNow(now, session, signal)),
    verify: (command, signal) => alone((now) => verifyNow(now, command, signal)),
    steer: (text) => steering.say(text),
    use(next) {
      const isOther =
        next.settings.model !== current.settings.model || next.settings.provider !== current.settings.provider
      if (isOther) session.useModel(next.figures.contextWindow, next.servedWindow)
      current = next
    },
    context: () => contextFigures(current, session),
    clear: () => session.clear(),
  }
}

/** Two turns at once would write into one conversation. */
function turnRuns(parts: RuntimeParts): TurnEvent {
  const summary = createTurnSummary(parts.now())
  summary.end('plugin-failed', {
    code: 'TURN_RUNS',
    message: 'A turn of this runtime has not ended yet, so no other was started.',
    suggestions: ['Read the events of a turn to their end before the next one, or open a runtime for each.'],
  })
  return {type: 'turn.end', result: summary.result(parts.now())}
}
