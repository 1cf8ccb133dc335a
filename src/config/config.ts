import type {ApprovalMode, FillTokens} from '@codex-host/plugin-api'
import type {SettingKey} from './settings.ts'
import type {ProjectFile} from './trust-store.ts'

/** One line of `permissions`. */
export interface Rule {
  readonly effect: 'allow' | 'ask' | 'deny'
  readonly tool: 'shell' | 'apply_patch' | 'network'
  /** `*` stands for any text. A rule without a pattern has `*`. */
  readonly pattern: string
  readonly from: 'user' | 'project'
  /** Such as `~/.codex/config.yaml:12`. */
  readonly place: string
}

/** How the key is fetched: text is for the shell, a list is a program and its arguments. */
export type KeyCommand = string | readonly string[]

/** What the user says of a provider: a whole one, or corrections of a known one. */
export interface ProviderConfig {
  readonly kind?: string
  readonly baseUrl?: string
  readonly wire?: 'responses' | 'chat' | 'completions'
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly apiKeyEnv?: string
  readonly apiKeyCommand?: KeyCommand
  readonly apiKey?: string
  /** Absolute. */
  readonly caFile?: string
  readonly allowHttp?: boolean
  readonly endpoint?: string
  readonly deployment?: string
  readonly apiVersion?: string
  readonly auth?: 'key' | 'token'
}

/** What the user says of a model. */
export interface ModelConfig {
  readonly contextWindow?: number
  readonly wire?: 'responses' | 'chat' | 'completions'
  readonly fillsInMiddle?: boolean
  readonly fillTokens?: FillTokens
  readonly callsTools?: boolean
  readonly reasons?: boolean
  /** USD per million tokens. */
  readonly price?: {readonly input: number; readonly cachedInput?: number; readonly output: number}
}

/** The configuration as the host uses it. */
export interface Config {
  readonly model: string
  /** A known provider, one of `providers`, or one of a plugin. */
  readonly provider: string
  readonly providers: Readonly<Record<string, ProviderConfig>>
  readonly models: Readonly<Record<string, ModelConfig>>
  /** How the server is spoken to; absent, as the provider does. */
  readonly wire?: 'responses' | 'chat'
  readonly apiKey?: string
  readonly apiKeyCommand?: KeyCommand
  readonly baseUrl?: string
  /** Absolute: certificates to trust beside those of the system. */
  readonly caFile?: string
  /** In place of the proxy that the environment names. */
  readonly proxy?: string
  readonly timeoutMs: number
  readonly temperature?: number
  readonly maxOutputTokens?: number
  /** Texts at which the model stops. */
  readonly stop?: readonly string[]
  /** Whether answers come piece by piece. */
  readonly stream: boolean
  /** Whether the provider may keep the state of the conversation. */
  readonly keepsState: boolean
  readonly cache: 'on' | 'off' | 'refresh' | 'only'
  readonly memory: {readonly mode: 'last' | 'auto'; readonly messages: number}
  readonly reasoning?: 'low' | 'medium' | 'high'
  readonly approvalMode: ApprovalMode
  /** A name is that of a backend, which may come from a plugin. */
  readonly sandbox: boolean | string
  readonly isolation: 'copy' | 'in-place'
  /** The only folders that may be written, as they were named. */
  readonly writable?: readonly string[]
  /** Hosts that commands may reach, as the user wrote them. */
  readonly allowHosts: readonly string[]
  readonly verify: {readonly kind: 'off'} | {readonly kind: 'command'; readonly line: string}
  readonly budget: {
    readonly maxSteps: number
    readonly maxIterations: number
    readonly maxTokens: number
    readonly maxTimeMs: number
    readonly maxCostUsd?: number
  }
  /** Rules of the user before rules of the project. */
  readonly rules: readonly Rule[]
}

/** Where a value came from. `place` is a file and line, the name of a variable, a flag, or `default`. */
export interface Origin {
  readonly kind: 'default' | 'user' | 'project' | 'environment' | 'flag'
  readonly place: string
}

/** A value below `providers` or `models`, with where it stands. */
export interface MapValue {
  /** `providers.acme.base_url`. */
  readonly key: string
  readonly value: unknown
  /** Whether the value may be a secret. */
  readonly isSecret: boolean
  readonly origin: Origin
}

export interface LoadedConfig {
  readonly config: Config
  readonly mapValues: readonly MapValue[]
  /** For every key that has a value. */
  readonly origins: Readonly<Partial<Record<SettingKey, Origin>>>
  /** The project's file. */
  readonly projectFile?: ProjectFile
  /** The files that were read, absolute. */
  readonly files: readonly string[]
  readonly notices: readonly {readonly code: string; readonly text: string}[]
}
