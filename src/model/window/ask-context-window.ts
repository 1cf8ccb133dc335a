import type {ConnectionOptions} from '../create-connection.ts'
import {fetchJson} from '../fetch-json.ts'
import type {ResolvedProvider} from '../resolve-provider.ts'
import {isLoopbackUrl} from '../to-base-url.ts'
import {askLlamaCpp, askLmStudio, askOllama, askOpenRouter, askVllm} from './server-windows.ts'
import type {WindowQuestion} from './server-windows.ts'

export type WindowServer = Omit<ConnectionOptions, 'idleTimeoutMs'>

/** Only a net: whoever asks has a limit for all questions together. */
const timeoutMs = 5_000

/**
 * How many tokens of input and output together the server really gives the model, which is named as the server knows
 * it. Undefined where it does not say so until `signal` is aborted, whatever the reason: a wrong answer, none at all, a
 * model that is not loaded yet. Never rejects.
 */
export async function askContextWindow(
  {server, model}: {readonly server: WindowServer; readonly model: string},
  signal: AbortSignal,
): Promise<number | undefined> {
  const {provider} = server
  const prefix = prefixOf(provider.baseUrl)
  const ask: WindowQuestion['ask'] = async ({of, path, body}) => {
    const where = of === 'api' ? {path} : ({path: prefix + path, below: 'server'} as const)
    const answer = await fetchJson({...where, ...(body !== undefined && {body}), timeoutMs}, server, signal)
    return answer.kind === 'json' ? answer.value : undefined
  }

  const answers = await Promise.all(waysFor(provider).map((way) => way({model, ask}).catch((): undefined => undefined)))
  return answers.find((tokens) => tokens !== undefined)
}

/** Whether the server is one that can say how much it reads. */
export function tellsContextWindow(provider: ResolvedProvider): boolean {
  return waysFor(provider).length > 0
}

type Way = (question: WindowQuestion) => Promise<number | undefined>

/** A server of another kind on this machine shows by its answer which one it is. */
function waysFor({kind, baseUrl}: ResolvedProvider): readonly Way[] {
  if (kind === 'azure') return []
  if (kind === 'openrouter') return [askOpenRouter]
  if (kind === 'ollama') return [askOllama]
  if (kind === 'lmstudio') return [askLmStudio]
  return isLoopbackUrl(baseUrl) ? [askOllama, askLmStudio, askLlamaCpp, askVllm] : []
}

/** What a server says of itself lies beside `/v1`, not in it: in front of both may stand the path of a gateway. */
function prefixOf(baseUrl: string): string {
  return new URL(baseUrl).pathname.replace(/\/+$/, '').replace(/\/v1$/, '')
}
