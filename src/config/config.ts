import type {ApprovalMode} from '@codex-host/plugin-api'
import type {providerNames, SettingKey} from './settings.ts'

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

/** The configuration as the host uses it. */
export interface Config {
  readonly model: string
  readonly provider: (typeof providerNames)[number]
  /** How the server is spoken to; absent, as the provider does. */
  readonly wire?: 'responses' | 'chat'
  readonly apiKey?: string
  readonly baseUrl?: string
  readonly timeoutMs: number
  readonly temperature?: number
  readonly maxOutputTokens?: number
  readonly reasoning?: 'low' | 'medium' | 'high'
  readonly approvalMode: ApprovalMode
  readonly sandbox: boolean | 'bubblewrap' | 'namespaces' | 'none'
  readonly isolation: 'copy' | 'in-place'
  readonly verify: {readonly kind: 'off'} | {readonly kind: 'command'; readonly line: string}
  readonly budget: {
    readonly maxSteps: number
    readonly maxIterations: number
    readonly maxTokens: number
    readonly maxTimeMs: number
  }
  /** Rules of the user before rules of the project. */
  readonly rules: readonly Rule[]
}

/** Where a value came from. `place` is a file and line, the name of a variable, a flag, or `default`. */
export interface Origin {
  readonly kind: 'default' | 'user' | 'project' | 'environment' | 'flag'
  readonly place: string
}

export interface LoadedConfig {
  readonly config: Config
  /** For every key that has a value. */
  readonly origins: Readonly<Partial<Record<SettingKey, Origin>>>
  /** The files that were read, absolute. */
  readonly files: readonly string[]
  readonly notices: readonly {readonly code: string; readonly text: string}[]
}
