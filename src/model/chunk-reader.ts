import {malformedAt} from './wire.ts'
import type {AnswerEnd, AnswerFact, AnswerReader} from './wire.ts'

interface ChunkReading<Delta, Answer> {
  /** Reads one chunk, or a whole answer, which is a chunk that says everything. */
  readonly read: (data: string) => readonly AnswerFact<Delta, Answer>[]
  /** What all that was read comes to; `undefined` where a reason to finish is missing. */
  readonly end: () => AnswerEnd<Answer> | undefined
  /** What is missing where `[DONE]` comes too early. */
  readonly missing: string
}

/** The wires `chat` and `completions` end alike: with `[DONE]`, or in good order without it. */
export function createChunkReader<Delta, Answer>(reading: ChunkReading<Delta, Answer>): AnswerReader<Delta, Answer> {
  const {read, end, missing} = reading
  return {
    readFrame: (data) => (data === '[DONE]' ? [end() ?? {kind: 'incomplete', reason: missing}] : read(data)),
    readEnd: end,
    readWhole(text) {
      const facts = read(text)
      return facts.every((fact) => fact.kind === 'delta') ? [...facts, end() ?? malformedAt(text)] : facts
    },
  }
}
