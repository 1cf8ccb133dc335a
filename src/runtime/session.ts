import type {TurnResult} from '@codex-host/plugin-api'
import type {InputItem} from '../model/model-client.ts'
import {type ContextWindow, createContextWindow} from './context-window.ts'
import {toolResult} from './first-request.ts'
import {countMessages, type Entry, lastMessages, openCalls, withoutReasoning} from './transcript.ts'

export interface Memory {
  /** `last`: between turns only the last messages are kept. `auto`: all is, and summed up near the model's window. */
  readonly mode: 'last' | 'auto'
  /** How many messages `last` keeps. */
  readonly messages: number
}

/** What a runtime remembers from turn to turn. One turn at a time writes to it. */
export interface Session {
  readonly window: ContextWindow
  entries(): readonly Entry[]
  input(): readonly InputItem[]
  /** What the model has to be told of the end of the last turn; empty where it need not know anything. */
  lastTurnNote(): string
  /** Whether the conversation still holds exactly these facts and instructions. */
  hasSaid(context: string): boolean
  /** Opens a turn. The last of `items` is the prompt; `context` is what they say of facts and instructions, if anything. */
  begin(items: readonly InputItem[], context?: string): void
  add(items: readonly InputItem[]): void
  replace(entries: readonly Entry[]): void
  /** For another model. What only the last one can read goes. */
  useModel(contextWindow: number, servedTokens: (() => number | undefined) | undefined): void
  /** Forgets everything. */
  clear(): void
  /** Messages of the user and the model, those that were forgotten included. */
  messages(): number
  /** Closes the turn: whatever broke it off, every call of the model has a result afterwards. */
  end(result: TurnResult): void
}

const unfinished = 'The turn was ended before this call had a result. Whether it had an effect is not known.'

export interface SessionStart {
  readonly memory: Memory
  /** Tokens. */
  readonly contextWindow: number
  /** What the server gives the model, as soon as that is known. */
  readonly servedTokens?: (() => number | undefined) | undefined
  /** What was said in a conversation that goes on. */
  readonly entries?: readonly Entry[]
  readonly lastTurn?: LastTurn
}

/** What the model has to know of the turn before. */
export interface LastTurn {
  readonly end: 'whole' | 'interrupted' | 'killed'
  /** Whether it had changes that are not in the files of the user. */
  readonly hasUnlandedChanges: boolean
}

export function createSession(start: SessionStart): Session {
  const {memory, contextWindow, servedTokens, entries: before = [], lastTurn} = start
  let entries = remembered(before, memory)
  let beforeTurn = entries
  let window = createContextWindow(contextWindow, servedTokens)
  let forgotten = countMessages(before) - countMessages(entries)
  let said: {readonly context: string; readonly entry: Entry | undefined} = {context: '', entry: undefined}
  let note = lastTurn === undefined ? '' : noteOf(lastTurn)

  return {
    get window() {
      return window
    },
    entries: () => entries,
    input: () => entries.map(({item}) => item),
    lastTurnNote: () => note,
    hasSaid: (context) => said.context === context && said.entry !== undefined && entries.includes(said.entry),
    begin(items, context) {
      const opening = items.map((item, index) => entry(item, index === items.length - 1 ? 'prompt' : 'context'))
      if (context !== undefined) said = {context, entry: opening[0]}
      entries = [...entries, ...opening]
    },
    add(items) {
      entries = [...entries, ...items.map((item) => entry(item, 'work'))]
    },
    replace(next) {
      forgotten += countMessages(entries) - countMessages(next)
      entries = next
    },
    useModel(nextWindow, nextServed) {
      window = createContextWindow(nextWindow, nextServed)
      entries = withoutReasoning(entries)
      beforeTurn = entries
    },
    clear() {
      entries = []
      beforeTurn = []
      said = {context: '', entry: undefined}
      note = ''
      forgotten = 0
    },
    messages: () => forgotten + countMessages(entries),
    end(result) {
      // What never fitted would make every later turn fail as well.
      const isTooLong = result.errors.some(({code}) => code === 'MODEL_CONTEXT_LENGTH')
      const whole = isTooLong ? beforeTurn : entries
      entries = remembered(whole, memory)
      forgotten += countMessages(whole) - countMessages(entries)
      beforeTurn = entries
      note = noteOf(lastTurnOf(result))
    },
  }
}

/** What is left of a conversation between two turns. Every call of the model has a result afterwards. */
function remembered(entries: readonly Entry[], {mode, messages}: Memory): readonly Entry[] {
  const results = openCalls(entries).map((callId) => entry(toolResult(callId, unfinished), 'work'))
  const whole = [...entries, ...results]
  return mode === 'last' ? lastMessages(whole, messages) : whole
}

function entry(item: InputItem, kind: Entry['kind']): Entry {
  return {item, kind}
}

/** As far as its result says. */
export function lastTurnOf({changeSet, outcomes}: TurnResult): LastTurn {
  return {
    end: outcomes.includes('interrupted') ? 'interrupted' : 'whole',
    hasUnlandedChanges: changeSet !== undefined && changeSet.status !== 'landed',
  }
}

function noteOf({end, hasUnlandedChanges}: LastTurn): string {
  const sentences = [...endSentences[end], ...(hasUnlandedChanges ? [notLanded] : [])]
  return sentences.length === 0 ? '' : `<previous_turn>\n${sentences.join('\n')}\n</previous_turn>`
}

const endSentences: Readonly<Record<LastTurn['end'], readonly string[]>> = {
  whole: [],
  interrupted: ['The user interrupted it.'],
  killed: ['It broke off before its end.'],
}

const notLanded = 'Its changes were not applied: the files are as they were before it.'
