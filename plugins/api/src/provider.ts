/** How a provider answers: the Responses API, chat completions, or completions of a text. */
export type ProviderWire = 'responses' | 'chat' | 'completions'

/**
 * A provider of models, as data: the settings that a user writes below `providers`, in camel case. A plugin names the
 * module that exports it by default in its package.json, as `"codex": {"providers": {"acme": "./dist/acme.js"}}`; the
 * module is loaded when somebody chooses `acme`, and what the user writes below `providers.acme` corrects it.
 */
export interface ProviderDefinition {
  /** A provider codex knows, which this one is like; left out, any server that is compatible with OpenAI's. */
  readonly kind?: string
  /** With `/v1` where the server has it. */
  readonly baseUrl?: string
  readonly wire?: ProviderWire
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** The environment variable that holds the key. A key itself has no place in a plugin. */
  readonly apiKeyEnv?: string
  /** Prints the key: text is for the shell, a list is a program and its arguments. */
  readonly apiKeyCommand?: string | readonly string[]
  /** Absolute, or below `~/`: certificates to trust beside those of the system. */
  readonly caFile?: string
  /** Lets the key travel unencrypted to another machine. */
  readonly allowHttp?: boolean
  /** For the kind `azure`, as are the next three. */
  readonly endpoint?: string
  readonly deployment?: string
  readonly apiVersion?: string
  readonly auth?: 'key' | 'token'
  /** What is to know of its models, by name. It holds while this provider is chosen. */
  readonly models?: Readonly<Record<string, ModelDefinition>>
}

/** `prefix + <text before> + suffix + <text behind> + middle`, after which the model writes what stands between. */
export interface FillTokens {
  readonly prefix: string
  readonly suffix: string
  readonly middle: string
}

export interface ModelDefinition {
  /** Tokens of input and output together. */
  readonly contextWindow?: number
  readonly wire?: ProviderWire
  /** Whether it fills in between a prefix and a suffix on the wire `completions`. */
  readonly fillsInMiddle?: boolean
  readonly fillTokens?: FillTokens
  readonly callsTools?: boolean
  readonly reasons?: boolean
  /** USD per million tokens. */
  readonly price?: {readonly input: number; readonly cachedInput?: number; readonly output: number}
}

/** Checks the types of a definition where it is written. */
export function defineProvider(definition: ProviderDefinition): ProviderDefinition {
  return definition
}
