import type {CodexError} from '@codex-host/plugin-api'
import type {ConnectionOptions} from '../../model/create-connection.ts'
import {listOfferedModels, type OfferedModel} from '../../model/list-offered-models.ts'
import {exitCodes, failureOutcome} from '../../runtime/outcomes.ts'

/** What asking a server for its models came to. */
export type AskedServer =
  | {
      readonly status: 'listed'
      readonly baseUrl: string
      readonly models: readonly OfferedModel[]
      readonly exitCode: 0
    }
  | NoList

export interface NoList {
  readonly status: 'not-asked' | 'failed'
  readonly baseUrl: string
  readonly message: string
  readonly suggestions: readonly string[]
  /** Other than 0 only where the user asked for this server. */
  readonly exitCode: number
}

export interface Asking {
  readonly server: Omit<ConnectionOptions, 'idleTimeoutMs'>
  /** Why there is no key for a server that needs one. */
  readonly noKey: CodexError | undefined
  /** Whether the user named the provider, and so wants to know why it gives no list. */
  readonly isWanted: boolean
}

/**
 * Asks a server which models it offers. What goes wrong is an error only where the user asked for this server.
 * @throws CodexError with exit code 3 or 4, as `createConnection`.
 */
export async function askServerModels({server, noKey, isWanted}: Asking, signal: AbortSignal): Promise<AskedServer> {
  const {baseUrl, kind} = server.provider
  if (kind === 'azure') return {baseUrl, status: 'not-asked', message: azureListsNone, suggestions: [], exitCode: 0}
  if (noKey !== undefined) {
    const {message, suggestions} = noKey
    return {baseUrl, status: 'not-asked', message, suggestions, exitCode: isWanted ? noKey.exitCode : 0}
  }

  const offered = await listOfferedModels(server, signal)
  if (offered.kind === 'listed') return {baseUrl, status: 'listed', models: offered.models, exitCode: 0}
  const {message, suggestions} = offered.failure
  const exitCode = isWanted ? exitCodes[failureOutcome(offered.failure)] : 0
  return {baseUrl, status: 'failed', message, suggestions, exitCode}
}

const azureListsNone =
  'Azure lists the models of a region, not the deployments of a resource, so it was not asked: a deployment is named ' +
  'in the configuration.'
