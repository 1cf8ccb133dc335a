import type {ConnectionOptions} from './create-connection.ts'
import {fetchJson} from './fetch-json.ts'
import type {ModelFailure} from './model-client.ts'
import {entriesOf, fieldOf, textOf, tokensOf} from './window/read-answer.ts'

export interface OfferedModel {
  readonly name: string
  /** Where the server says it. */
  readonly contextWindow?: number
}

export type OfferedModels =
  | {readonly kind: 'listed'; readonly models: readonly OfferedModel[]}
  | {readonly kind: 'failed'; readonly failure: ModelFailure}

const timeoutMs = 10_000
const mostModels = 5_000
const longestName = 200

/**
 * What a server lists under `/models`, sorted by name. Rejects only with the reason of `signal`.
 * @throws CodexError with exit code 3 or 4, as `createConnection`.
 */
export async function listOfferedModels(
  server: Omit<ConnectionOptions, 'idleTimeoutMs'>,
  signal: AbortSignal,
): Promise<OfferedModels> {
  const answer = await fetchJson({path: '/models', timeoutMs}, server, signal)
  if (answer.kind === 'failed') return answer

  const {value} = answer
  // Together's list is bare.
  const data = Array.isArray(value) ? value : fieldOf(value, 'data')
  if (!Array.isArray(data)) return {kind: 'failed', failure: noList(server.provider.baseUrl)}
  const models = entriesOf(data).slice(0, mostModels).flatMap(readModel)
  const named = new Map(models.map((model) => [model.name, model]))
  return {kind: 'listed', models: [...named.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1))}
}

function noList(baseUrl: string): ModelFailure {
  const message = `GET ${baseUrl}/models gave no list of models.`
  return {kind: 'refused', message, suggestions: ['Check `base_url`.']}
}

function readModel(entry: unknown): readonly OfferedModel[] {
  const name = textOf(fieldOf(entry, 'id'))
  if (name === undefined || name === '' || name.length > longestName) return []
  const fields = ['max_model_len', 'context_length', 'context_window', 'max_context_length']
  const contextWindow = fields.map((field) => tokensOf(fieldOf(entry, field))).find((tokens) => tokens !== undefined)
  return [{name, ...(contextWindow !== undefined && {contextWindow})}]
}
