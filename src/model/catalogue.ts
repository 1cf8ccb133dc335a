import type {ProviderWire} from './providers.ts'

/** USD per million tokens. */
export interface ModelPrice {
  readonly input: number
  /** Left out where a cached token costs what another one costs. */
  readonly cachedInput?: number
  readonly output: number
  /** The month in which it was compared with published lists; left out in what the user says. */
  readonly asOf?: string
}

export interface ModelFigures {
  /** Tokens of input and output together. */
  readonly contextWindow: number
  readonly wire: ProviderWire
  /** Whether it fills in between a prefix and a suffix on the wire `completions`. */
  readonly fillsInMiddle: boolean
  readonly callsTools: boolean
  readonly reasons: boolean
  /** Left out where it is not known, and where it depends on the length of the input. Never 0 for "unknown". */
  readonly price?: ModelPrice
}

export interface KnownModel extends ModelFigures {
  /** An alias is replaced by the name of its model. */
  readonly name: string
  /** False where the figures are safe guesses. */
  readonly isKnown: boolean
}

/** What the user says of models, by name. */
export type UserModels = Readonly<Record<string, Partial<ModelFigures>>>

/** The figures of a model; what the user says of it wins. Never fails: a model nobody knows gets safe guesses. */
export function lookUpModel(asked: string, userModels: UserModels = {}): KnownModel {
  const name = own(aliases, asked) ?? asked
  const listed = own(catalogue, name) ?? own(catalogue, withoutSnapshot(name))
  const said = own(userModels, asked) ?? own(userModels, name)
  return {...(listed ?? guess(name)), ...said, name, isKnown: listed !== undefined || said !== undefined}
}

const aliases: Readonly<Record<string, string>> = {
  'codex-1': 'gpt-5.3-codex',
  'codex-mini': 'gpt-5.1-codex-mini',
}

/** `gpt-4.1-2025-04-14` is `gpt-4.1`, and `qwen2.5-coder:7b` is `qwen2.5-coder`. */
function withoutSnapshot(name: string): string {
  return name.replace(/-\d{4}-\d{2}-\d{2}$/, '').replace(/:[\w.-]+$/, '')
}

/** Of the models of OpenAI's older families none reasons. */
function guess(name: string): ModelFigures {
  const reasons = !/(?:^|\/)(?:chatgpt-|gpt-[34])/.test(name)
  return {contextWindow: 32_000, wire: 'chat', fillsInMiddle: false, callsTools: true, reasons}
}

const agent = {wire: 'responses', fillsInMiddle: false, callsTools: true, reasons: true} as const

function usd(input: number, output: number, cachedInput?: number): ModelPrice {
  return {input, output, ...(cachedInput !== undefined && {cachedInput}), asOf: '2026-03'}
}

const gpt5: ModelFigures = {...agent, contextWindow: 400_000, price: usd(1.25, 10, 0.125)}
const gpt5Mini: ModelFigures = {...gpt5, price: usd(0.25, 2, 0.025)}
const gpt52: ModelFigures = {...gpt5, price: usd(1.75, 14, 0.175)}
const gpt41: ModelFigures = {...agent, reasons: false, contextWindow: 1_047_576}
const gpt4o: ModelFigures = {...agent, reasons: false, contextWindow: 128_000}
const small: ModelFigures = {...agent, contextWindow: 200_000}
const local = {wire: 'chat', callsTools: false, reasons: false} as const

const catalogue: Readonly<Record<string, ModelFigures>> = {
  'gpt-5.3-codex': gpt52,
  'gpt-5.2-codex': gpt52,
  'gpt-5.2': gpt52,
  'gpt-5.1-codex-max': gpt5,
  'gpt-5.1-codex': gpt5,
  'gpt-5.1-codex-mini': gpt5Mini,
  'gpt-5.1': gpt5,
  'gpt-5-codex': gpt5,
  'gpt-5': gpt5,
  'gpt-5-mini': gpt5Mini,
  'gpt-5-nano': {...gpt5, price: usd(0.05, 0.4, 0.005)},
  'gpt-4.1': {...gpt41, price: usd(2, 8, 0.5)},
  'gpt-4.1-mini': {...gpt41, price: usd(0.4, 1.6, 0.1)},
  'gpt-4.1-nano': {...gpt41, price: usd(0.1, 0.4, 0.025)},
  'gpt-4o': {...gpt4o, price: usd(2.5, 10, 1.25)},
  'gpt-4o-mini': {...gpt4o, price: usd(0.15, 0.6, 0.075)},
  o3: {...small, price: usd(2, 8, 0.5)},
  'o3-mini': {...small, price: usd(1.1, 4.4, 0.55)},
  'o4-mini': {...small, price: usd(1.1, 4.4, 0.275)},
  'codex-mini-latest': {...small, price: usd(1.5, 6, 0.375)},
  'gpt-3.5-turbo-instruct': {
    contextWindow: 4_096,
    wire: 'completions',
    fillsInMiddle: true,
    callsTools: false,
    reasons: false,
  },
  // Weights that anybody can run: what a token costs depends on where.
  'qwen2.5-coder': {...local, contextWindow: 32_768, fillsInMiddle: true, callsTools: true},
  codestral: {...local, contextWindow: 32_768, fillsInMiddle: true},
  starcoder2: {...local, contextWindow: 16_384, fillsInMiddle: true, wire: 'completions'},
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
