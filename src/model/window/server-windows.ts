import {entriesOf, fieldOf, textOf, tokensOf} from './read-answer.ts'

export interface WindowQuestion {
  readonly model: string
  /** `root`: beside `/v1`; `api`: below the base URL. Undefined where there is no JSON as an answer. */
  readonly ask: (path: {
    readonly of: 'root' | 'api'
    readonly path: string
    readonly body?: Readonly<Record<string, unknown>>
  }) => Promise<unknown>
}

/**
 * Only a loaded model has a window: it depends on the memory of the machine, on OLLAMA_CONTEXT_LENGTH and on `num_ctx`
 * in the Modelfile. Of these only the last is known before, and it is no more than what the model was trained for.
 */
export async function askOllama({model, ask}: WindowQuestion): Promise<number | undefined> {
  const [running, shown] = await Promise.all([
    ask({of: 'root', path: '/api/ps'}),
    ask({of: 'root', path: '/api/show', body: {model}}),
  ])
  const names = new Set([model, `${model}:latest`])
  const loaded = entriesOf(fieldOf(running, 'models')).find(
    (entry) => names.has(textOf(fieldOf(entry, 'name')) ?? '') || names.has(textOf(fieldOf(entry, 'model')) ?? ''),
  )
  const served = tokensOf(fieldOf(loaded, 'context_length'))
  if (served !== undefined) return served

  const configured = /^num_ctx\s+(\d+)\s*$/m.exec(textOf(fieldOf(shown, 'parameters')) ?? '')?.[1]
  const tokens = tokensOf(configured === undefined ? undefined : Number(configured))
  const trained = trainedWindow(fieldOf(shown, 'model_info'))
  return tokens === undefined ? undefined : Math.min(tokens, trained ?? tokens)
}

/** `llama.context_length`: the name of the architecture goes before it. */
function trainedWindow(info: unknown): number | undefined {
  const architecture = textOf(fieldOf(info, 'general.architecture'))
  return architecture === undefined ? undefined : tokensOf(fieldOf(info, `${architecture}.context_length`))
}

/** Older versions do not say with which length a model was loaded; then it is the longest. */
export async function askLmStudio({model, ask}: WindowQuestion): Promise<number | undefined> {
  const shown = await ask({of: 'root', path: `/api/v0/models/${pathOf(model)}`})
  const loaded = tokensOf(fieldOf(shown, 'loaded_context_length'))
  return loaded ?? (fieldOf(shown, 'state') === 'loaded' ? tokensOf(fieldOf(shown, 'max_context_length')) : undefined)
}

/** Of one slot: what one request gets. */
export async function askLlamaCpp({model, ask}: WindowQuestion): Promise<number | undefined> {
  const props = await ask({of: 'root', path: `/props?model=${encodeURIComponent(model)}`})
  return tokensOf(fieldOf(fieldOf(props, 'default_generation_settings'), 'n_ctx'))
}

export async function askVllm({model, ask}: WindowQuestion): Promise<number | undefined> {
  const list = await ask({of: 'api', path: '/models'})
  const entry = entriesOf(fieldOf(list, 'data')).find((listed) => fieldOf(listed, 'id') === model)
  return tokensOf(fieldOf(entry, 'max_model_len'))
}

/** The widest of those that host the model: a request goes to one that can take it. */
export async function askOpenRouter({model, ask}: WindowQuestion): Promise<number | undefined> {
  if (!model.includes('/')) return undefined
  const shown = await ask({of: 'api', path: `/models/${pathOf(model)}/endpoints`})
  const windows = entriesOf(fieldOf(fieldOf(shown, 'data'), 'endpoints'))
    .map((endpoint) => tokensOf(fieldOf(endpoint, 'context_length')))
    .filter((tokens) => tokens !== undefined)
  return windows.length === 0 ? undefined : Math.max(...windows)
}

/** The name of a model may have slashes, which are no part of it to be escaped. */
function pathOf(model: string): string {
  return model.split('/').map(encodeURIComponent).join('/')
}
