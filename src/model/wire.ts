export interface ServerError {
  readonly code: string | undefined
  readonly message: string
}

/** One thing that a piece of an answer says, in our words. */
export type AnswerFact<Delta, Answer> = {readonly kind: 'delta'; readonly delta: Delta} | AnswerEnd<Answer>

export type AnswerEnd<Answer> = {readonly kind: 'complete'; readonly answer: Answer} | AnswerProblem

/** Why an answer cannot be used. */
export type AnswerProblem =
  | {readonly kind: 'incomplete'; readonly reason: string}
  | {readonly kind: 'failed'; readonly error: ServerError}
  | {readonly kind: 'malformed'; readonly detail: string}
  | {readonly kind: 'empty'}

/** Reads one answer. Never throws; nothing is read after `complete` or a problem. */
export interface AnswerReader<Delta, Answer> {
  /** The data of one frame of a stream. */
  readFrame(data: string): readonly AnswerFact<Delta, Answer>[]
  /** What the end of the stream says; `undefined` where the answer was not complete. */
  readEnd(): AnswerEnd<Answer> | undefined
  /** An answer that was not streamed. */
  readWhole(text: string): readonly AnswerFact<Delta, Answer>[]
}

/** One request as a wire sends it, and the way its answer is read. */
export interface WireRequest<Delta, Answer> {
  /** Below the base URL. */
  readonly path: '/responses' | '/chat/completions' | '/completions'
  readonly body: {readonly stream: boolean}
  /** A new one for every attempt. */
  createReader(): AnswerReader<Delta, Answer>
}

export function malformedAt(data: string): AnswerProblem & {readonly kind: 'malformed'} {
  return {kind: 'malformed', detail: JSON.stringify(data.slice(0, 60))}
}
