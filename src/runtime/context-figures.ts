import type {ContextFigures} from '@codex-host/plugin-api'
import {modelRequest} from './model-request.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import type {Session} from './session.ts'
import {countMessages, type Entry} from './transcript.ts'

/** What the next request would take of the window of the model. */
export function contextFigures(parts: RuntimeParts, session: Session): ContextFigures {
  const {window} = session
  const entries = session.entries()
  const frame = modelRequest(parts, {input: [], outputSchema: undefined})
  const tokensOf = (kind: Entry['kind']) =>
    window.likelyItems(entries.filter((entry) => entry.kind === kind).map(({item}) => item))
  return {
    windowTokens: window.tokens(),
    parts: [
      {name: 'instructions and tools', tokens: window.likelyInput(frame)},
      {name: 'facts and AGENTS.md', tokens: tokensOf('context')},
      {name: 'your messages', tokens: tokensOf('prompt')},
      {name: 'answers and tool results', tokens: tokensOf('work')},
    ],
    memory: parts.settings.memory,
    messages: session.messages(),
    rememberedMessages: countMessages(entries),
  }
}
