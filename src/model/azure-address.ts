import {CodexError} from '@codex-host/plugin-api'
import type {ProviderWire} from './providers.ts'

export interface AzureSettings {
  /** The address of the resource, such as `https://work.openai.azure.com`. */
  readonly endpoint?: string
  readonly deployment?: string
  /** A date leads to the classic paths; left out, `v1` and `preview` lead to `/openai/v1`. */
  readonly apiVersion?: string
  /** What the secret is: a key of the resource, or a token of Microsoft Entra. */
  readonly auth?: 'key' | 'token'
}

export interface AzureAddress {
  readonly baseUrl: string
  readonly keyHeader: 'authorization' | 'api-key'
  readonly query: Readonly<Record<string, string>>
  readonly modelName?: string
}

/** Whether the settings ask for the paths that name the deployment. */
export function isClassic({apiVersion}: AzureSettings): boolean {
  return apiVersion !== undefined && /^\d/.test(apiVersion)
}

/**
 * Where an Azure resource answers.
 * @throws CodexError with exit code 3 where the endpoint, or the deployment of a classic path, is missing.
 */
export function azureAddress(
  {name, wire}: {readonly name: string; readonly wire: ProviderWire},
  settings: AzureSettings,
): AzureAddress {
  const {endpoint, deployment, apiVersion, auth = 'key'} = settings
  if (endpoint === undefined) throw missing(name, 'endpoint')
  const root = endpoint.replace(/(?:\/openai(?:\/v1)?)?\/*$/, '')
  const common: Omit<AzureAddress, 'baseUrl'> = {
    keyHeader: auth === 'token' ? 'authorization' : 'api-key',
    query: {...(apiVersion !== undefined && apiVersion !== 'v1' && {'api-version': apiVersion})},
    ...(deployment !== undefined && {modelName: deployment}),
  }

  if (!isClassic(settings)) return {...common, baseUrl: `${root}/openai/v1`}
  // Also on the classic paths the Responses API finds its deployment in the body.
  if (wire === 'responses') return {...common, baseUrl: `${root}/openai`}
  if (deployment === undefined) throw missing(name, 'deployment')
  return {...common, baseUrl: `${root}/openai/deployments/${encodeURIComponent(deployment)}`}
}

function missing(provider: string, setting: string): CodexError {
  return new CodexError(`The Azure provider "${provider}" has no ${setting}, so nothing was sent.`, {
    code: 'AZURE_SETTINGS',
    exitCode: 3,
    suggestions: [`Set \`providers.${provider}.${setting}\` in the configuration.`],
  })
}
