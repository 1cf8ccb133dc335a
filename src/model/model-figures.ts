import type {FillTokens} from '@codex-host/plugin-api'
import type {ProviderWire} from './providers.ts'

/** USD per million tokens. */
export interface TokenRates {
  readonly input: number
  /** Left out where a cached token costs what another one costs. */
  readonly cachedInput?: number
  readonly output: number
}

export interface ModelPrice extends TokenRates {
  /** What every token of a request costs whose input is longer than that. */
  readonly longInput?: TokenRates & {readonly aboveTokens: number}
  /** The month in which it was compared with published lists; left out in what the user says. */
  readonly asOf?: string
  /** Kinds of providers that take it; left out where all do, as in what the user says. */
  readonly sellers?: readonly string[]
}

export interface ModelFigures {
  /** Tokens of input and output together. */
  readonly contextWindow: number
  /** Left out where it is not known. */
  readonly maxOutputTokens?: number
  readonly wire: ProviderWire
  /** Whether it fills in between a prefix and a suffix on the wire `completions`. */
  readonly fillsInMiddle: boolean
  /** The words that frame prefix and suffix in one text; left out where they are not known, or are other ones by server. */
  readonly fillTokens?: FillTokens
  readonly callsTools: boolean
  readonly reasons: boolean
  readonly seesImages: boolean
  /** Whether anybody can run it: how much of its window there is depends on the server. */
  readonly hasOpenWeights?: true
  /** Left out where it is not known, and where one figure cannot say it. Never 0 for "unknown". */
  readonly price?: ModelPrice
  /** The day on which its maker stops, or has stopped, to serve it, such as `2027-04-01`. */
  readonly endsOn?: string
}

/** What a token costs in a request with an input of that length. */
export function ratesFor({longInput, ...price}: ModelPrice, inputTokens: number): TokenRates {
  if (longInput !== undefined && inputTokens > longInput.aboveTokens) return longInput
  return price
}
