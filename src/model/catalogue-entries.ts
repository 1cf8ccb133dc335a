import type {ModelFigures, ModelPrice, TokenRates} from './model-figures.ts'

/** Other names, and the models they stand for. Why it is these: `docs/providers.md`. */
export const aliases: Readonly<Record<string, string>> = {
  'codex-1': 'gpt-5.3-codex',
  'codex-mini': 'gpt-6.1-terra',
}

/** OpenAI's models. Their prices were compared with its price page in the month of `asOf`. */
const agent = {
  wire: 'responses',
  fillsInMiddle: false,
  callsTools: true,
  reasons: true,
  seesImages: true,
  maxOutputTokens: 128_000,
} as const

const wide = {...agent, contextWindow: 1_050_000} as const
const gpt5: ModelFigures = {...agent, contextWindow: 400_000}
const gpt41: ModelFigures = {...agent, reasons: false, contextWindow: 1_047_576, maxOutputTokens: 32_768}
const gpt4o: ModelFigures = {...agent, reasons: false, contextWindow: 128_000, maxOutputTokens: 16_384}
const small: ModelFigures = {...agent, contextWindow: 200_000, maxOutputTokens: 100_000}

const openai: Readonly<Record<string, ModelFigures>> = {
  'gpt-6.2-sol': {...wide, price: doubling('2026-11', [2, 10, 0.1])},
  'gpt-6.1-sol': {...wide, price: doubling('2026-10', [2, 10, 0.1])},
  'gpt-6.1-terra': {...wide, price: doubling('2026-10', [1, 5, 0.05])},
  'gpt-6-astra': {...wide, price: doubling('2026-10', [10, 50, 1])},
  'gpt-6-sol': {...wide, price: doubling('2026-10', [2, 10, 0.2])},
  'gpt-6-luna': {...wide, price: doubling('2026-10', [0.1, 0.5, 0.01])},
  'gpt-5.6-sol': {...wide, price: doubling('2026-10', [4, 20, 0.4])},
  'gpt-5.6-terra': {...wide, price: doubling('2026-10', [2, 12, 0.2])},
  'gpt-5.6-luna': {...wide, price: doubling('2026-10', [0.2, 1.2, 0.02])},
  'gpt-5.5': {...wide, price: doubling('2026-10', [5, 30, 0.5])},
  'gpt-5.4': {...wide, price: doubling('2026-10', [2.5, 15, 0.25])},
  'gpt-5.4-mini': {...gpt5, price: usd('2026-10', [0.75, 4.5, 0.075])},
  'gpt-5.4-nano': {...gpt5, price: usd('2026-10', [0.2, 1.25, 0.02]), endsOn: '2027-04-01'},
  'gpt-5.3-codex': {...gpt5, price: usd('2026-10', [1.75, 14, 0.175]), endsOn: '2027-04-01'},
  'gpt-5.2': {...gpt5, price: usd('2026-10', [1.75, 14, 0.175])},
  'gpt-5.2-codex': {...gpt5, price: usd('2026-05', [1.75, 14, 0.175]), endsOn: '2026-07-23'},
  'gpt-5.1': {...gpt5, price: usd('2026-10', [1.25, 10, 0.125]), endsOn: '2027-04-01'},
  'gpt-5.1-codex': {...gpt5, price: usd('2026-05', [1.25, 10, 0.125]), endsOn: '2026-07-23'},
  'gpt-5.1-codex-max': {...gpt5, price: usd('2026-05', [1.25, 10, 0.125]), endsOn: '2026-07-23'},
  'gpt-5.1-codex-mini': {...gpt5, endsOn: '2026-07-23'},
  'gpt-5': {...gpt5, price: usd('2026-10', [1.25, 10, 0.125]), endsOn: '2026-12-11'},
  'gpt-5-codex': {...gpt5, price: usd('2026-05', [1.25, 10, 0.125]), endsOn: '2026-07-23'},
  'gpt-5-mini': {...gpt5, price: usd('2026-10', [0.25, 2, 0.025]), endsOn: '2026-12-11'},
  'gpt-5-nano': {...gpt5, price: usd('2026-10', [0.05, 0.4, 0.005]), endsOn: '2026-12-11'},
  'gpt-4.1': {...gpt41, price: usd('2026-10', [2, 8, 0.5]), endsOn: '2027-01-14'},
  'gpt-4.1-mini': {...gpt41, price: usd('2026-10', [0.4, 1.6, 0.1]), endsOn: '2027-01-14'},
  'gpt-4.1-nano': {...gpt41, price: usd('2026-10', [0.1, 0.4, 0.025]), endsOn: '2026-10-23'},
  'gpt-4o': {...gpt4o, price: usd('2026-10', [2.5, 10, 1.25]), endsOn: '2027-01-14'},
  'gpt-4o-2024-05-13': {...gpt4o, price: usd('2026-10', [5, 15]), endsOn: '2026-10-23'},
  'gpt-4o-mini': {...gpt4o, price: usd('2026-10', [0.15, 0.6, 0.075]), endsOn: '2027-01-14'},
  o3: {...small, price: usd('2026-10', [2, 8, 0.5]), endsOn: '2026-12-11'},
  'o3-mini': {...small, seesImages: false, price: usd('2026-10', [1.1, 4.4, 0.55]), endsOn: '2026-10-23'},
  'o4-mini': {...small, price: usd('2026-10', [1.1, 4.4, 0.275]), endsOn: '2026-10-23'},
  'codex-mini-latest': {...small, endsOn: '2026-02-12'},
  'gpt-3.5-turbo-instruct': {
    contextWindow: 4_096,
    wire: 'completions',
    fillsInMiddle: true,
    callsTools: false,
    reasons: false,
    seesImages: false,
    endsOn: '2026-09-28',
  },
}

const text = {wire: 'chat', fillsInMiddle: false, callsTools: true, reasons: false, seesImages: false} as const

/** What other makers serve. Where the price changes with the hour of the day, there is none. */
const others: Readonly<Record<string, ModelFigures>> = {
  'codestral-latest': {
    ...text,
    fillsInMiddle: true,
    contextWindow: 128_000,
    maxOutputTokens: 128_000,
    price: usd('2026-08', [0.3, 0.9], ['mistral']),
  },
  'codestral-2508': {
    ...text,
    fillsInMiddle: true,
    contextWindow: 128_000,
    maxOutputTokens: 128_000,
    price: usd('2026-08', [0.3, 0.9], ['mistral']),
  },
  'devstral-2512': {...text, contextWindow: 262_144, maxOutputTokens: 262_144, endsOn: '2026-07-31'},
  'deepseek-flash': {...text, reasons: true, contextWindow: 1_000_000, maxOutputTokens: 393_216},
  'deepseek-v4-flash': {...text, reasons: true, contextWindow: 1_000_000},
  'deepseek-v4-pro': {...text, reasons: true, contextWindow: 1_000_000},
  'deepseek-chat': {...text, contextWindow: 1_000_000, maxOutputTokens: 8_192},
}

/** What the weights were trained with. Where each comes from: `docs/providers.md`. */
const barred = {prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>'}
const plain = {prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>'}
const deepseek = {prefix: '<｜fim▁begin｜>', suffix: '<｜fim▁hole｜>', middle: '<｜fim▁end｜>'}
const llama = {prefix: '<PRE> ', suffix: ' <SUF>', middle: ' <MID>'}

/** Weights that anybody can run: what a token costs, and how much of the window there is, depends on where. */
const weights: Readonly<Record<string, Omit<ModelFigures, 'hasOpenWeights'>>> = {
  'qwen3-coder': {...text, fillsInMiddle: true, contextWindow: 262_144},
  'qwen2.5-coder': {...text, fillsInMiddle: true, fillTokens: barred, contextWindow: 32_768},
  codestral: {...text, fillsInMiddle: true, callsTools: false, contextWindow: 32_768},
  devstral: {...text, contextWindow: 131_072},
  'deepseek-coder': {...text, fillsInMiddle: true, fillTokens: deepseek, callsTools: false, contextWindow: 16_384},
  'deepseek-coder-v2': {...text, fillsInMiddle: true, fillTokens: deepseek, callsTools: false, contextWindow: 131_072},
  starcoder2: {
    ...text,
    wire: 'completions',
    fillsInMiddle: true,
    fillTokens: plain,
    callsTools: false,
    contextWindow: 16_384,
  },
  'granite-code': {...text, fillsInMiddle: true, fillTokens: plain, callsTools: false, contextWindow: 8_192},
  codellama: {...text, fillsInMiddle: true, fillTokens: llama, callsTools: false, contextWindow: 16_384},
  codegemma: {...text, fillsInMiddle: true, fillTokens: barred, callsTools: false, contextWindow: 8_192},
  'llama3.1': {...text, contextWindow: 131_072},
  'llama3.2': {...text, contextWindow: 131_072},
  'llama3.3': {...text, contextWindow: 131_072},
  'gpt-oss': {...text, reasons: true, contextWindow: 131_072},
}

export const catalogue: Readonly<Record<string, ModelFigures>> = {
  ...openai,
  ...others,
  ...Object.fromEntries(Object.entries(weights).map(([name, figures]) => [name, {...figures, hasOpenWeights: true}])),
}

type Rates = readonly [input: number, output: number, cachedInput?: number]

function usd(asOf: string, rates: Rates, sellers = ['openai', 'azure']): ModelPrice {
  return {...toRates(rates), asOf, sellers}
}

/** OpenAI's newer models: beyond 272,000 tokens of input a request costs twice, and its output one and a half times. */
function doubling(asOf: string, [input, output, cachedInput]: readonly [number, number, number]): ModelPrice {
  const long = toRates([input * 2, output * 1.5, cachedInput * 2])
  return {...usd(asOf, [input, output, cachedInput]), longInput: {aboveTokens: 272_000, ...long}}
}

function toRates([input, output, cachedInput]: Rates): TokenRates {
  return {input, output, ...(cachedInput !== undefined && {cachedInput})}
}
