import type {Notice} from '@codex-host/plugin-api'
import type {Truncation} from './find-truncation.ts'

/** Says that the model did not see all of the request, and what to do at that kind of server. */
export function contextTruncated(
  {sentTokens, readTokens}: Truncation,
  {kind, model, window}: {readonly kind: string; readonly model: string; readonly window: number | undefined},
): Notice {
  const size = window === undefined ? '' : ` Its context window there is ${count(window)} tokens.`
  return {
    code: 'CONTEXT_TRUNCATED',
    text:
      `The server left out a part of the request and did not say so: about ${count(sentTokens)} tokens were sent, and ` +
      `the model "${model}" read ${count(readTokens)}.${size} ${remedyFor(kind)}`,
  }
}

function remedyFor(kind: string): string {
  if (kind === 'lmstudio') return 'Load the model again with a longer context.'
  const ollama =
    'start it with `OLLAMA_CONTEXT_LENGTH=32768 ollama serve`, or give the model `PARAMETER num_ctx 32768` in a Modelfile'
  if (kind === 'ollama') return `Ollama takes more when you ${ollama}.`
  return `Start the server with a longer context; if it is Ollama, ${ollama}.`
}

function count(tokens: number): string {
  return tokens.toLocaleString('en-US')
}
