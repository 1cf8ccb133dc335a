import type {
  ChatHost,
  Conversation,
  ConversationOptions,
  ConversationTerms,
  Decision,
  HistoryEntry,
  ProjectFiles,
  Question,
  TurnEvent,
  TurnRequest,
  TurnResult,
} from '@codex-host/plugin-api'

export type TurnScript = (turn: {
  readonly request: TurnRequest
  readonly signal: AbortSignal
  /** What was said while the turn worked. */
  readonly steered: readonly string[]
  ask(question: Question): Promise<Decision>
}) => AsyncIterable<TurnEvent>

export interface FakeHostOptions {
  readonly turn?: TurnScript
  readonly history?: readonly HistoryEntry[]
  readonly typedBefore?: readonly string[]
  readonly declared?: Awaited<ReturnType<ChatHost['slashCommands']>>
  readonly canSteer?: boolean
  /** Replaces parts of the host. */
  readonly over?: Partial<ChatHost>
}

const usage = {inputTokens: 900, cachedInputTokens: 100, outputTokens: 100, reasoningTokens: 0}

export function turnEnd(over: Partial<TurnResult> = {}): TurnEvent {
  return {
    type: 'turn.end',
    result: {
      notices: [],
      answer: '',
      outcomes: [],
      errors: [],
      denials: [],
      steps: 1,
      usage,
      costUsd: 0.01,
      durationMs: 1200,
      ...over,
    },
  }
}

/** The events of an answer that comes in these pieces. */
export async function* answers(...pieces: readonly string[]): AsyncIterable<TurnEvent> {
  yield {type: 'step.start', step: 1}
  for (const text of pieces) yield {type: 'text.delta', step: 1, text}
  yield {type: 'step.end', step: 1, text: pieces.join(''), usage}
  yield turnEnd()
}

/** A host that does what a script says, and remembers what it was asked for. */
export function fakeChatHost(options: FakeHostOptions = {}) {
  const requests: TurnRequest[] = []
  const steered: string[] = []
  const typed: string[] = []
  const done: string[] = []
  const measured: string[] = []
  const opened: Pick<ConversationOptions, 'resume' | 'fork'>[] = []
  let terms: ConversationTerms = {
    model: 'model-1',
    provider: 'openai',
    approvalMode: 'suggest',
    sandbox: 'bubblewrap',
    isolation: 'copy',
    root: '/project',
    cwd: '/project',
  }

  function conversation(given: ConversationOptions): Conversation {
    return {
      id: 'c1234',
      terms: () => terms,
      history: () => options.history ?? [],
      steer(text) {
        if (options.canSteer !== true) return false
        steered.push(text)
        return true
      },
      async change(change) {
        terms = {...terms, ...change}
      },
      context() {
        measured.push('context')
        return {
          windowTokens: 100_000,
          parts: [
            {name: 'instructions', tokens: 2000},
            {name: 'conversation', tokens: 10_000},
          ],
          memory: {mode: 'last', messages: 2},
          messages: 4,
          rememberedMessages: 2,
        }
      },
      compact: () => answers('compacted'),
      clear: () => void done.push('clear'),
      verify: (command) => answers(`verified ${command ?? 'by default'}`),
      async *runTurn(request, signal) {
        requests.push(request)
        const ask = (question: Question) => given.askUser?.(question, signal) ?? Promise.reject(new Error('nobody'))
        yield* (options.turn ?? (() => answers('An answer.')))({request, signal, steered, ask})
      },
    }
  }

  const host: ChatHost = {
    async openConversation(_flags, given) {
      opened.push({
        ...(given.resume !== undefined && {resume: given.resume}),
        ...(given.fork !== undefined && {fork: given.fork}),
      })
      return conversation(given)
    },
    openChangeSets: () => Promise.reject(new Error('no change sets here')),
    inputHistory: {
      read: async () => options.typedBefore ?? [],
      add: async (text) => void typed.push(text),
    },
    plugins: async () => [{name: '@codex-host/plugin-chat', version: '0.1.0', isFirstParty: true, commands: ['chat']}],
    slashCommands: async () => options.declared ?? [],
    exportConversation: async (id, file) => `/project/${file} of ${id}`,
    ...options.over,
  }
  return {host, requests, steered, typed, done, opened, measured}
}

/** Files of a project in memory. */
export function fakeProjectFiles(texts: Readonly<Record<string, string | Uint8Array>>): ProjectFiles {
  return {
    root: '/project',
    cwd: '/project',
    listFiles: async () => ({paths: Object.keys(texts).map((name) => `/project/${name}`), isComplete: true}),
    async readFile(path) {
      const content = texts[path.replace('/project/', '')]
      if (content === undefined) return {kind: 'absent'}
      return {kind: 'file', bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content}
    },
    land: () => Promise.reject(new Error('nothing lands here')),
  }
}
