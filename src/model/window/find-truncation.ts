import type {ModelRequest} from '../model-client.ts'

export interface Truncation {
  /** What was sent, estimated. */
  readonly sentTokens: number
  /** What the server says it read. */
  readonly readTokens: number
}

export interface ReadRequest {
  readonly request: ModelRequest
  /** What the server says it read; 0 where it says nothing. */
  readonly readTokens: number
  /** What it gives the model, where that is known. */
  readonly window: number | undefined
}

/** English and code have three to five characters to a token. */
const usualCharacters = 4
/** No tokenizer makes so few tokens of a text that people or programs wrote. */
const mostCharacters = 9

/**
 * Whether a server left out a part of the request and answered the rest as if it were the whole. Then it says that it
 * read far less than any count of the text can be, or as much as its window holds (Ollama: a half of it, too) where
 * clearly more was sent.
 */
export function findTruncation({request, readTokens, window}: ReadRequest): Truncation | undefined {
  if (readTokens === 0) return undefined
  const {instructions, input, tools} = request
  const characters = countCharacters([instructions, input]) + (tools.length === 0 ? 0 : JSON.stringify(tools).length)
  const sentTokens = Math.round(characters / usualCharacters)
  const isFarLess = readTokens < characters / mostCharacters
  const isAtBorder = window !== undefined && sentTokens > readTokens * 1.5 && isBorder(readTokens, window)
  return isFarLess || isAtBorder ? {sentTokens, readTokens} : undefined
}

/** The prompt fills the window; or half of it, and the few tokens that Ollama keeps from the beginning. */
function isBorder(readTokens: number, window: number): boolean {
  return readTokens >= window * 0.98 || Math.abs(readTokens - window / 2) <= 16
}

/** Not text that the model reads, or not by its length. */
const silentKeys: ReadonlySet<string> = new Set(['image_url', 'encrypted_content', 'id', 'call_id', 'type', 'status'])

function countCharacters(value: unknown): number {
  if (typeof value === 'string') return withoutRuns(value).length
  if (typeof value !== 'object' || value === null || isReasoning(value)) return 0
  const inner: readonly unknown[] = Array.isArray(value)
    ? value
    : Object.entries(value).flatMap(([key, entry]: [string, unknown]) => (silentKeys.has(key) ? [] : [entry]))
  return inner.reduce<number>((sum, entry) => sum + countCharacters(entry), 0)
}

/** A template may leave out what the model thought before. */
function isReasoning(value: object): boolean {
  return 'type' in value && value.type === 'reasoning'
}

/** A rule of dashes or a deep indentation is a token or two, however long it is. */
function withoutRuns(text: string): string {
  return text.replace(/([^a-zA-Z])\1{3,}/g, '$1')
}
