import {CodexError} from '@codex-host/plugin-api'
import {type KnownModel, lookUpModel, type UserModels} from '../model/catalogue.ts'

export interface AskedModel {
  readonly model: string
  readonly provider: string
  /** What the user says of models. */
  readonly models: UserModels
  readonly maxCostUsd?: number | undefined
}

/** Where a token costs what the catalogue says. */
const listPriceProviders: ReadonlySet<string> = new Set(['openai', 'azure'])

/**
 * What is known of the model of a turn. The catalogue has the prices of OpenAI: what another provider takes for a model
 * of the same name only the user can say.
 * @throws CodexError with exit code 3 for a limit on costs that nobody could hold.
 */
export function turnFigures(asked: AskedModel): KnownModel {
  const {price, ...known} = lookUpModel(asked.model, asked.models)
  const isListPrice = price === lookUpModel(asked.model).price
  const isPriced = price !== undefined && (!isListPrice || listPriceProviders.has(asked.provider))
  if (asked.maxCostUsd !== undefined && !isPriced) throw noPrice(asked.model, asked.maxCostUsd)
  return {...known, ...(isPriced && {price})}
}

function noPrice(model: string, maxCostUsd: number): CodexError {
  return new CodexError(
    `No price of the model "${model}" is known, so a limit of $${maxCostUsd} (--max-cost) cannot be held and nothing was sent.`,
    {
      code: 'PRICE_UNKNOWN',
      exitCode: 3,
      suggestions: [
        `Add \`models.${model}.price\` to your configuration, in USD per million tokens: {input: 1.0, output: 4.0}.`,
        'Leave out the limit, or use --max-tokens.',
      ],
    },
  )
}
