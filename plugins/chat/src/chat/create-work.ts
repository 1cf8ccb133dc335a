import {readSlash, runsAtOnce, runSlash, type SlashLine, type SlashRunner} from '../slash/run-slash.ts'
import type {ChatState} from './chat-state.ts'
import type {ChatHandlers, ChatUi, SentText} from './chat-ui.ts'
import type {Mentions} from './mentions.ts'
import {openConversation} from './open-conversation.ts'
import {replayHistory} from './replay-history.ts'
import {measureWindow} from './status-parts.ts'
import {runPrompt, showEvents, stopReason} from './run-prompt.ts'
import {commandNames} from './command-names.ts'

/** What is done with what was typed, one thing after the other. */
export interface Work {
  readonly handlers: ChatHandlers
  /** Resolves when the person has quit and nothing runs any more. */
  readonly ended: Promise<void>
}

export interface WorkParts {
  readonly state: ChatState
  readonly mentions: Mentions
  /** It exists as soon as anything can be typed. */
  ui(): ChatUi
}

const longestHistoryText = 10_000

export function createWork(parts: WorkParts): Work {
  const {state} = parts
  const end = Promise.withResolvers<void>()
  const runner = slashRunner(parts, quit)

  return {
    ended: end.promise,
    handlers: {
      send,
      interrupt,
      quit,
      inputEnded: quit,
      openNewest: () => void runSlash({name: 'open', argument: ''}, runner()),
    },
  }

  function send(sent: SentText, isForLater: boolean): void {
    remember(sent, state)
    const line = readSlash(sent.text)
    if (line !== undefined && runsAtOnce(line) && state.conversation !== undefined) return void runLine(line, sent)
    if (line === undefined && !isForLater && steer(sent, parts)) return
    state.queue.push(sent)
    void pump()
  }

  async function runLine(line: SlashLine, {shown}: SentText): Promise<void> {
    parts.ui().echo(shown)
    await runSlash(line, runner())
    measureWindow(state)
    parts.ui().refresh()
  }

  async function pump(): Promise<void> {
    if (state.isWorking || state.conversation === undefined) return
    state.isWorking = true
    for (let sent = next(); sent !== undefined; sent = next()) {
      const line = readSlash(sent.text)
      if (line === undefined) await runPrompt(sent, {state, mentions: parts.mentions, ui: parts.ui()})
      else await runLine(line, sent)
    }
    state.isWorking = false
    if (state.isQuitting) end.resolve()
    else parts.ui().idle()
  }

  function next(): SentText | undefined {
    return state.isQuitting ? undefined : state.queue.shift()
  }

  /** The first one stops what runs, and gives back what was to follow; the second one quits. */
  function interrupt(): void {
    const {running} = state
    // What cannot be stopped, such as landing a change set, is over soon.
    if (running === undefined) return state.isWorking ? undefined : quit()
    if (running.stop.signal.aborted) return quit()
    running.stop.abort('SIGINT')
    const waiting = state.queue.splice(0).map(({text}) => text)
    if (waiting.length > 0) parts.ui().putBack(waiting.join('\n'))
  }

  function quit(): void {
    state.isQuitting = true
    state.running?.stop.abort(stopReason(state))
    if (!state.isWorking) end.resolve()
  }
}

/** Says it to the model that works; false where nobody takes it. */
function steer({text, shown}: SentText, {state, ui}: WorkParts): boolean {
  if (state.running?.takesWords !== true || state.conversation?.steer(text) !== true) return false
  ui().echo(shown, 'the model reads it with its next step')
  return true
}

function remember({text, shown}: SentText, {history, parts}: ChatState): void {
  const kept = text.length <= longestHistoryText ? text : shown
  if (history.at(-1) === kept) return
  history.push(kept)
  // A history that cannot be written is no reason to stop: it is said at the start, when it cannot be read.
  parts.host.inputHistory.add(kept).catch(() => undefined)
}

function slashRunner({state, mentions, ui}: WorkParts, quit: () => void): () => SlashRunner {
  const conversation = () => {
    if (state.conversation === undefined) throw new Error('a command ran before there was a conversation')
    return state.conversation
  }
  return () => ({
    host: state.parts.host,
    ui: ui(),
    kept: state.kept,
    conversation,
    log: () => state.log,
    changeSets: () => state.parts.host.openChangeSets(state.parts.flags),
    names: () => commandNames(state.declared),
    runEvents: (events) => showEvents({state, ui: ui(), takesWords: false}, events),
    async resume(id, isFork) {
      await ui().aside(() => openConversation(state, ui, {resume: id, fork: isFork}))
      replayHistory(state, ui())
    },
    quit,
    startedAtMs: state.startedAtMs,
    signal: state.running?.stop.signal ?? state.parts.signal,
    prompt: (text) => runPrompt({text, shown: text}, {state, mentions, ui: ui()}),
  })
}
