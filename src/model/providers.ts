import type {ChatDialect} from './chat/build-chat-body.ts'

export type ProviderWire = 'responses' | 'chat' | 'completions'

export interface ProviderPreset {
  /** Undefined where every account has its own. */
  readonly baseUrl: string | undefined
  readonly wire: ProviderWire
  /** Environment variables that may hold the key, in order; none where the server asks for no key. */
  readonly keyEnv: readonly string[]
  readonly chat: ChatDialect
}

const openaiDialect: ChatDialect = {tokenLimitName: 'max_completion_tokens', asksForUsage: true}

/** What most servers of other makers read. */
export const compatibleDialect: ChatDialect = {tokenLimitName: 'max_tokens', asksForUsage: true}

/** The providers that are known by name. */
export const providers: Readonly<Record<string, ProviderPreset>> = {
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    wire: 'responses',
    keyEnv: ['OPENAI_API_KEY'],
    chat: openaiDialect,
  },
  azure: {baseUrl: undefined, wire: 'responses', keyEnv: ['AZURE_OPENAI_API_KEY'], chat: openaiDialect},
  ollama: {baseUrl: 'http://127.0.0.1:11434/v1', wire: 'chat', keyEnv: [], chat: compatibleDialect},
  lmstudio: {baseUrl: 'http://127.0.0.1:1234/v1', wire: 'chat', keyEnv: [], chat: compatibleDialect},
  openrouter: compatible('https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'),
  groq: compatible('https://api.groq.com/openai/v1', 'GROQ_API_KEY'),
  // Answers 422 to `stream_options`, and gives the usage unasked.
  mistral: {
    ...compatible('https://api.mistral.ai/v1', 'MISTRAL_API_KEY'),
    chat: {...compatibleDialect, asksForUsage: false},
  },
  deepseek: compatible('https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY'),
  together: compatible('https://api.together.xyz/v1', 'TOGETHER_API_KEY'),
}

function compatible(baseUrl: string, keyEnv: string): ProviderPreset {
  return {baseUrl, wire: 'chat', keyEnv: [keyEnv], chat: compatibleDialect}
}
