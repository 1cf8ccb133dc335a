import type {Notice} from '@codex-host/plugin-api'
import type {KnownModel} from '../catalogue.ts'

/** What was assumed of a model nobody knows, and how to say what is true. */
export function unknownModel(asked: string, {contextWindow, callsTools}: KnownModel): Notice {
  const key = /^[a-zA-Z_][\w.-]*$/.test(asked) ? asked : JSON.stringify(asked)
  return {
    code: 'UNKNOWN_MODEL',
    text:
      `The model "${asked}" is not in the catalogue, so this was assumed: a context window of ` +
      `${contextWindow.toLocaleString('en-US')} tokens, ${callsTools ? 'tools' : 'no tools'}, and a price nobody ` +
      `knows. Correct it in your configuration: \`models: {${key}: {context_window: 128000}}\`.`,
  }
}
