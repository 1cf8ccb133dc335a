import {CodexError} from '@codex-host/plugin-api'
import {azureAddress, isClassic} from './azure-address.ts'
import type {AzureAddress, AzureSettings} from './azure-address.ts'
import type {ChatDialect} from './chat/build-chat-body.ts'
import {compatibleDialect, providers} from './providers.ts'
import type {ProviderPreset, ProviderWire} from './providers.ts'
import {isLoopbackUrl} from './to-base-url.ts'

/** What a user or a plugin says of a provider: a whole one, or corrections of a preset. */
export interface ProviderSettings extends AzureSettings {
  /** The preset it is like; left out, the one of its name, or else a server that is compatible with OpenAI's. */
  readonly kind?: string
  readonly baseUrl?: string
  readonly wire?: ProviderWire
  readonly apiKeyEnv?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** Lets the key travel unencrypted to another machine. */
  readonly allowHttp?: boolean
}

export interface ResolvedProvider {
  readonly name: string
  /** The preset it is like; its own name where it is like none. */
  readonly kind: string
  /** As it was written; checked where the key is sent. */
  readonly baseUrl: string
  readonly wire: ProviderWire
  /** Environment variables that may hold the key, in order. */
  readonly keyEnv: readonly string[]
  readonly needsKey: boolean
  /** The header that carries the key: as a bearer token, or as it is. */
  readonly keyHeader: 'authorization' | 'api-key'
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly allowHttp: boolean
  /** Sent in place of the model's name. */
  readonly modelName?: string
  /** Whether the server has the models of our catalogue, so that an alias can be replaced by its model. */
  readonly takesAliases: boolean
  readonly chat: ChatDialect
}

/**
 * Says how a provider is reached.
 * @throws CodexError with exit code 3 for a name that is not known, for settings that do not suffice, and for headers
 *   that cannot be sent.
 */
export function resolveProvider(name: string, settings: ProviderSettings = {}): ResolvedProvider {
  const kind = settings.kind ?? name
  const preset = Object.hasOwn(providers, kind) ? providers[kind] : undefined
  if (preset === undefined && settings.kind !== undefined) throw unknownKind(name, kind)
  checkHeaders(name, settings.headers ?? {})
  checkForeign({name, kind}, settings)

  const wire = settings.wire ?? defaultWire(kind, settings, preset)
  const keyEnv = keyVariables({name, kind}, settings, preset)
  const address = addressOf({name, kind, wire}, settings, preset)

  return {
    name,
    kind,
    wire,
    keyEnv,
    needsKey: keyEnv.length > 0 && !isLoopbackUrl(address.baseUrl),
    headers: {...settings.headers},
    allowHttp: settings.allowHttp ?? false,
    takesAliases: kind === 'openai' && address.baseUrl === preset?.baseUrl,
    chat: preset?.chat ?? compatibleDialect,
    ...address,
    query: {...address.query, ...settings.query},
  }
}

type Preset = ProviderPreset | undefined

/** The classic paths of Azure are older than the Responses API. */
function defaultWire(kind: string, settings: ProviderSettings, preset: Preset): ProviderWire {
  return kind === 'azure' && isClassic(settings) ? 'chat' : (preset?.wire ?? 'chat')
}

function keyVariables(
  {name, kind}: {readonly name: string; readonly kind: string},
  {apiKeyEnv, auth}: ProviderSettings,
  preset: Preset,
): readonly string[] {
  if (apiKeyEnv !== undefined) return [apiKeyEnv]
  if (kind === 'azure' && auth === 'token') return ['AZURE_OPENAI_AD_TOKEN']
  // OpenAI's key is in many environments. Another server of that kind gets it only where the user says so.
  return kind === 'openai' && name !== kind ? [] : (preset?.keyEnv ?? [])
}

function addressOf(
  {name, kind, wire}: {readonly name: string; readonly kind: string; readonly wire: ProviderWire},
  settings: ProviderSettings,
  preset: Preset,
): AzureAddress {
  if (kind === 'azure') {
    return azureAddress({name, wire}, {...settings, endpoint: settings.endpoint ?? settings.baseUrl})
  }
  const baseUrl = settings.baseUrl ?? preset?.baseUrl
  if (baseUrl === undefined) throw unknownProvider(name)
  return {baseUrl, query: {}, keyHeader: 'authorization'}
}

/** Left unread, a slip of the kind would send the request elsewhere. */
function checkForeign(
  {name, kind}: {readonly name: string; readonly kind: string},
  {endpoint, deployment, apiVersion, auth}: ProviderSettings,
): void {
  if (kind === 'azure') return
  const given = Object.entries({endpoint, deployment, api_version: apiVersion, auth})
  const [foreign] = given.filter(([, value]) => value !== undefined)
  if (foreign === undefined) return
  throw new CodexError(`The provider "${name}" has \`${foreign[0]}\`, which is for Azure, so nothing was sent.`, {
    code: 'PROVIDER_SETTINGS',
    exitCode: 3,
    suggestions: [`Set \`providers.${name}.kind: azure\`, or describe the server with \`base_url\`.`],
  })
}

function checkHeaders(provider: string, headers: Readonly<Record<string, string>>): void {
  for (const [header, value] of Object.entries(headers)) {
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(header) && /^[\t\x20-\x7e]*$/.test(value)) continue
    throw new CodexError(
      `The header "${header}" of the provider "${provider}" has characters no header can carry, so nothing was sent.`,
      {code: 'PROVIDER_HEADER', exitCode: 3, suggestions: ['Write it without line breaks and letters outside ASCII.']},
    )
  }
}

function unknownKind(name: string, kind: string): CodexError {
  return new CodexError(`The provider "${name}" is of the kind "${kind}", which is not known, so nothing was sent.`, {
    code: 'PROVIDER',
    exitCode: 3,
    suggestions: [`Known kinds are ${Object.keys(providers).join(', ')}; any other server needs none.`],
  })
}

function unknownProvider(name: string): CodexError {
  return new CodexError(`The provider "${name}" is not known and has no base URL, so nothing was sent.`, {
    code: 'PROVIDER',
    exitCode: 3,
    suggestions: [
      `Known are ${Object.keys(providers).join(', ')}.`,
      `Describe another one in the configuration, with \`providers.${name}.base_url\`.`,
    ],
  })
}
