import {CodexError} from '@codex-host/plugin-api'
import type {Config} from '../../config/config.ts'
import {type KnownModel, lookUpModel} from '../../model/catalogue.ts'

type AskedModel = Pick<Config, 'model' | 'models' | 'provider' | 'providers'> & {
  readonly budget: Pick<Config['budget'], 'maxCostUsd'>
}

/**
 * What is known of the model of a turn. The catalogue has the prices of those who make the models: what another
 * provider takes for a model of the same name only the user can say.
 * @throws CodexError with exit code 3 for a limit on costs that nobody could hold.
 */
export function turnFigures({model, models, provider, providers, budget}: AskedModel): KnownModel {
  const {price, ...known} = lookUpModel(model, models)
  const kind = (Object.hasOwn(providers, provider) ? providers[provider]?.kind : undefined) ?? provider
  const isPriced = price !== undefined && (price.sellers?.includes(kind) ?? true)
  if (budget.maxCostUsd !== undefined && !isPriced) throw noPrice(model, budget.maxCostUsd)
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
