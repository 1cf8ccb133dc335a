import type {KeyCommand, LoadedConfig} from '../../config/config.ts'
import type {ResolvedProvider} from '../../model/resolve-provider.ts'
import type {ChosenSettings} from './provider-settings.ts'

/** Where the key is. `origin` says it as the user would, `setting` is the full name of the key of the configuration. */
export type KeySource =
  | {readonly kind: 'none'}
  | {readonly kind: 'key'; readonly apiKey: string; readonly origin: string}
  | {readonly kind: 'command'; readonly command: KeyCommand; readonly setting: string; readonly origin: string}

interface Asked {
  readonly loaded: LoadedConfig
  readonly provider: Pick<ResolvedProvider, 'keyEnv'>
  readonly settings: Pick<ChosenSettings, 'apiKeyCommand' | 'apiKey'>
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Finds the key of the chosen provider: its variable, its command, its key, and only then what is said for all
 * providers, so that the key of one does not reach another that has its own.
 */
export function findKey(asked: Asked, env: Environment): KeySource {
  const sources = [ownVariable(asked, env), ownCommand(asked), ownKey(asked), ...general(asked)]
  return sources.find((source) => source.kind !== 'none') ?? {kind: 'none'}
}

const none: KeySource = {kind: 'none'}

function ownVariable({loaded, provider}: Asked, env: Environment): KeySource {
  const {config, origins} = loaded
  // OpenAI's own variable is read with the configuration, where CODEX_API_KEY goes before it.
  const isOpenai = config.provider === 'openai'
  const names = provider.keyEnv.filter((name) => !(isOpenai && name === 'OPENAI_API_KEY'))
  for (const name of names) {
    const apiKey = env[name]
    if (apiKey !== undefined && apiKey !== '') return {kind: 'key', apiKey, origin: name}
  }
  const isInEnvironment = isOpenai && origins.api_key?.kind === 'environment'
  return isInEnvironment ? generalKey(loaded) : none
}

function ownCommand({loaded, settings: {apiKeyCommand}}: Asked): KeySource {
  if (apiKeyCommand === undefined) return none
  const setting = `providers.${loaded.config.provider}.api_key_command`
  return {kind: 'command', command: apiKeyCommand, setting, origin: placeOf(loaded, setting)}
}

function ownKey({loaded, settings: {apiKey}}: Asked): KeySource {
  if (apiKey === undefined) return none
  return {kind: 'key', apiKey, origin: placeOf(loaded, `providers.${loaded.config.provider}.api_key`)}
}

function placeOf({mapValues}: LoadedConfig, setting: string): string {
  return mapValues.find(({key}) => key === setting)?.origin.place ?? setting
}

/** `CODEX_API_KEY` is for this run, so it goes before a command in a file. */
function general({loaded}: Asked): readonly KeySource[] {
  const {config, origins} = loaded
  const {apiKeyCommand} = config
  const key = generalKey(loaded)
  if (apiKeyCommand === undefined) return [key]
  const origin = origins.api_key_command?.place ?? 'api_key_command'
  const command: KeySource = {kind: 'command', command: apiKeyCommand, setting: 'api_key_command', origin}
  return origins.api_key?.kind === 'environment' ? [key, command] : [command, key]
}

function generalKey({config, origins}: LoadedConfig): KeySource {
  if (config.apiKey === undefined) return none
  return {kind: 'key', apiKey: config.apiKey, origin: origins.api_key?.place ?? 'api_key'}
}
