import type {TextModel} from '@codex-host/plugin-api'

/** How much goes into one request. Tokens. */
export interface RequestLimits {
  /** Of the text to explain. */
  readonly part: number
  /** Of the lines around it. */
  readonly around: number
  /** Of the answer. */
  readonly answer: number
}

const mostAround = 3000
const mostAnswer = 8000
/** Of the facts about the file. */
const tokensOfFacts = 200
/** Tokens are estimated before they are counted. */
const sureShare = 0.8
const leastPart = 100

export async function requestLimits(
  model: Pick<TextModel, 'contextWindow' | 'countTokens'>,
  instructions: string,
  signal: AbortSignal,
): Promise<RequestLimits> {
  const window = await model.contextWindow(signal)
  const answer = Math.min(mostAnswer, Math.floor(window / 4))
  const input = (window - answer - model.countTokens(instructions) - tokensOfFacts) * sureShare
  const around = Math.max(0, Math.min(mostAround, Math.floor(input * 0.15)))
  return {part: Math.max(leastPart, Math.floor(input - around)), around, answer}
}
