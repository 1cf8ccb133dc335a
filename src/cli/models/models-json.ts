import type {KnownModel} from '../../model/catalogue.ts'
import type {ModelPrice, TokenRates} from '../../model/model-figures.ts'
import type {AskedServer} from './ask-server-models.ts'
import type {ModelRow} from './model-rows.ts'

/** The same as programs read it: every key is there, and what is not known is `null`. */
export function modelsJson(rows: readonly ModelRow[], {provider, server}: {provider: string; server: AskedServer}) {
  return {
    version: 1,
    exit_code: server.exitCode,
    provider,
    server: {
      base_url: server.baseUrl,
      status: server.status,
      message: server.status === 'listed' ? null : server.message,
    },
    models: rows.map(modelJson),
  }
}

function modelJson({name, aliases, known, isUsers, isOffered, contextWindow}: ModelRow) {
  return {
    name,
    aliases,
    known: known !== undefined,
    configured: isUsers,
    offered: isOffered ?? null,
    context_window: contextWindow ?? null,
    ...(known === undefined ? nothingKnown : figuresJson(known)),
  }
}

const nothingKnown = {
  max_output_tokens: null,
  wire: null,
  fim: null,
  fim_tokens: null,
  tools: null,
  reasoning: null,
  images: null,
  price: null,
  ends_on: null,
}

function figuresJson(known: KnownModel): Readonly<Record<keyof typeof nothingKnown, unknown>> {
  return {
    max_output_tokens: known.maxOutputTokens ?? null,
    wire: known.wire,
    fim: known.fillsInMiddle,
    fim_tokens: known.fillTokens ?? null,
    tools: known.callsTools,
    reasoning: known.reasons,
    images: known.seesImages,
    price: known.price === undefined ? null : priceJson(known.price),
    ends_on: known.endsOn ?? null,
  }
}

/** USD per million tokens. */
function priceJson({asOf, longInput, ...rates}: ModelPrice) {
  return {
    ...ratesJson(rates),
    as_of: asOf ?? null,
    long_input: longInput === undefined ? null : {above_tokens: longInput.aboveTokens, ...ratesJson(longInput)},
  }
}

function ratesJson({input, cachedInput, output}: TokenRates) {
  return {input, cached_input: cachedInput ?? null, output}
}
