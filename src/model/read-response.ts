import {classifyConnection, classifyServerError, empty, endedEarly, incomplete, malformed} from './classify-failure.ts'
import type {Fault} from './classify-failure.ts'
import {rootCause, safeText} from './error-text.ts'
import {createFrameDecoder} from './sse-frames.ts'
import type {Frame} from './sse-frames.ts'
import {createWholeDecoder} from './whole-text.ts'
import type {AnswerEnd, AnswerFact, AnswerProblem, WireRequest} from './wire.ts'

/** How one attempt ended. */
export type AttemptEnd<Answer> =
  | {readonly kind: 'complete'; readonly answer: Answer}
  | {readonly kind: 'fault'; readonly fault: Fault}

/** The next bytes of the body, or `undefined` at its end. */
export type ReadChunk = () => Promise<Uint8Array | undefined>

/** Yields the deltas of one answer and returns how it ended. An answer that never says it is complete is none. */
export async function* readResponse<Delta, Answer>(
  {readChunk, request}: {readonly readChunk: ReadChunk; readonly request: WireRequest<Delta, Answer>},
  {secrets, signal}: {readonly secrets: readonly string[]; readonly signal: AbortSignal},
): AsyncGenerator<Delta, AttemptEnd<Answer>> {
  const decoder = request.body.stream ? createFrameDecoder() : createWholeDecoder()
  const reader = request.createReader()
  const readData = request.body.stream ? reader.readFrame : reader.readWhole

  while (true) {
    const read = await tryRead(readChunk, secrets)
    if (read.kind === 'fault') return read
    const frames = read.chunk === undefined ? decoder.end() : decoder.push(read.chunk)

    for (const frame of frames) {
      signal.throwIfAborted()
      const end = yield* yieldDeltas(factsOf(frame, readData))
      if (end !== undefined) return endOf(end, secrets)
    }
    if (read.chunk === undefined) return endOf(reader.readEnd(), secrets)
  }
}

type ChunkRead =
  | {readonly kind: 'chunk'; readonly chunk: Uint8Array | undefined}
  | {readonly kind: 'fault'; readonly fault: Fault}

async function tryRead(readChunk: ReadChunk, secrets: readonly string[]): Promise<ChunkRead> {
  try {
    return {kind: 'chunk', chunk: await readChunk()}
  } catch (error) {
    const cause = rootCause(error)
    return {kind: 'fault', fault: classifyConnection(cause.code ?? 'ECONNRESET', safeText(cause.message, secrets))}
  }
}

function* yieldDeltas<Delta, Answer>(
  facts: readonly AnswerFact<Delta, Answer>[],
): Generator<Delta, AnswerEnd<Answer> | undefined> {
  for (const fact of facts) {
    if (fact.kind !== 'delta') return fact
    yield fact.delta
  }
  return undefined
}

function factsOf<Fact>(frame: Frame, readData: (data: string) => readonly Fact[]): readonly (Fact | MalformedFrame)[] {
  return frame.kind === 'data' ? readData(frame.data) : [frame]
}

type MalformedFrame = Frame & {readonly kind: 'malformed'}

function endOf<Answer>(end: AnswerEnd<Answer> | undefined, secrets: readonly string[]): AttemptEnd<Answer> {
  if (end?.kind === 'complete') return end
  return {kind: 'fault', fault: end === undefined ? endedEarly() : faultOf(end, secrets)}
}

function faultOf(problem: AnswerProblem, secrets: readonly string[]): Fault {
  switch (problem.kind) {
    case 'incomplete':
      return incomplete(safeText(problem.reason, secrets))
    case 'failed':
      return classifyServerError({
        code: problem.error.code && safeText(problem.error.code, secrets),
        message: safeText(problem.error.message, secrets),
      })
    case 'malformed':
      return malformed(safeText(problem.detail, secrets))
    case 'empty':
      return empty()
  }
}
