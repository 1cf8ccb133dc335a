import type {ApprovalMode, Assessment, ChangeSetSummary, Decision, FileConflict, TurnEvent} from './events.ts'
import type {FlagValues, Runtime} from './runtime.ts'

/** What will happen if the answer is yes, as final text. All texts are untrusted: show control characters as escapes. */
export type Question =
  | {readonly kind: 'command'; readonly line: string; readonly cwd: string; readonly assessment: Assessment}
  | {
      readonly kind: 'patch' | 'change-set'
      readonly diff: string
      /** Relative to the workspace. */
      readonly paths?: readonly string[]
      readonly assessment: Assessment
    }
  /** A command wanted to reach the host and was refused. */
  | {readonly kind: 'network'; readonly host: string; readonly port: number; readonly assessment: Assessment}

export interface ConversationOptions {
  /**
   * Answers questions, one at a time. When `signal` is aborted nobody waits for the answer any more. Without it nobody
   * is there, and what needs an answer is denied.
   */
  readonly askUser?: (question: Question, signal: AbortSignal) => Promise<Decision>
  /** Goes on with a recorded conversation: the beginning of its id, or `last` for the newest of the workspace. */
  readonly resume?: string
  /** With `resume`: the recorded one stays as it is, and a new one begins with what was said in it. */
  readonly fork?: boolean
}

/** Under which terms the next turn runs. */
export interface ConversationTerms {
  readonly model: string
  readonly provider: string
  readonly approvalMode: ApprovalMode
  readonly reasoning?: 'low' | 'medium' | 'high'
  /** The sandbox backend; `none` where commands run without one. */
  readonly sandbox: string
  readonly isolation: 'copy' | 'in-place'
  /** The workspace, and the folder in it that the user is in. */
  readonly root: string
  readonly cwd: string
  readonly verifyCommand?: string
}

/** What may be changed between two turns. */
export type TermsChange = Partial<Pick<ConversationTerms, 'model' | 'provider' | 'approvalMode' | 'reasoning'>>

/** What fills the window of the model, in estimated tokens. */
export interface ContextFigures {
  readonly windowTokens: number
  /** In the order in which the model reads them, such as `instructions`, `tools`, `conversation`. */
  readonly parts: readonly {readonly name: string; readonly tokens: number}[]
  readonly memory: {readonly mode: 'last' | 'auto'; readonly messages: number}
  /** Messages of the conversation, and how many of the newest the model still knows. */
  readonly messages: number
  readonly rememberedMessages: number
}

/** One thing that was said or done before, for showing a resumed conversation. Texts are untrusted. */
export type HistoryEntry =
  | {readonly kind: 'prompt'; readonly text: string; readonly atMs: number}
  | {readonly kind: 'events'; readonly events: readonly TurnEvent[]}

/** Several turns of one person with one model. Turns are recorded as a session each, all under one id. */
export interface Conversation extends Runtime {
  readonly id: string
  terms(): ConversationTerms
  /** What was said before it was resumed; empty for a new one. */
  history(): readonly HistoryEntry[]
  /** Says something while a turn works: the model reads it with its next request. False where no turn takes it any more. */
  steer(text: string): boolean
  /**
   * For the turns that follow.
   * @throws CodexError with exit code 2, 3, 4, 6 or 11; then all is as before.
   */
  change(terms: TermsChange): Promise<void>
  context(): ContextFigures
  /** Puts a summary in the place of the older part of the conversation. Ends with `turn.end`, as a turn does. */
  compact(signal: AbortSignal): AsyncIterable<TurnEvent>
  /** The model forgets everything; what was recorded stays. */
  clear(): void
  /** Runs the verify command, or another one, on the workspace as it is now. Ends with `turn.end`. */
  verify(command: string | undefined, signal: AbortSignal): AsyncIterable<TurnEvent>
}

/** A change set as it is kept. */
export interface KeptChangeSet extends Pick<ChangeSetSummary, 'id' | 'files' | 'diff'> {
  readonly status: 'pending' | 'landed' | 'undone'
  /** ISO 8601. */
  readonly createdAt: string
}

export type Settled =
  | {readonly kind: 'done'; readonly changeSet: KeptChangeSet}
  /** Nothing was written: somebody changed the files meanwhile. */
  | {readonly kind: 'conflict'; readonly id: string; readonly conflicts: readonly FileConflict[]}
  /** `because` is a clause: "no change set is pending". */
  | {readonly kind: 'nothing'; readonly because: string}

/**
 * The change sets of the workspace. Without an id the newest one that fits is meant; `redo` takes the one that was taken
 * back last.
 * @throws CodexError with exit code 8 where nothing could be written.
 */
export interface ChangeSets {
  /** Newest first. Those that are made after `since` (ISO 8601), all that are kept when it is left out. */
  list(since?: string): Promise<readonly KeptChangeSet[]>
  apply(id?: string): Promise<Settled>
  undo(id?: string): Promise<Settled>
  redo(id?: string): Promise<Settled>
}

/** What a person typed before, newest last; secrets are left out when it is written. */
export interface InputHistory {
  read(): Promise<readonly string[]>
  add(text: string): Promise<void>
}

/** A plugin as a user knows it. */
export interface PluginFacts {
  readonly name: string
  readonly version: string
  readonly isFirstParty: boolean
  readonly commands: readonly string[]
}

/** What a slash command may do. */
export interface SlashContext {
  /** Behind the name, without blanks around it. */
  readonly argument: string
  readonly conversation: Conversation
  readonly signal: AbortSignal
  /** Shows text to the person; control characters are shown as escapes. */
  say(text: string): void
  /** Runs a turn with this prompt, as if the person had typed it. */
  prompt(text: string): Promise<void>
}

/**
 * A command of the chat. A plugin names the module that exports it by default in its package.json, as
 * `"codex": {"slash_commands": {"jira": "./dist/jira.js"}}`; it is loaded when it is first typed.
 */
export interface SlashCommand {
  /** One line for `/help`. */
  readonly summary: string
  run(context: SlashContext): Promise<void>
}

/** Checks the types of a slash command where it is written. */
export function defineSlashCommand(command: SlashCommand): SlashCommand {
  return command
}

/** A slash command of a plugin, not yet loaded. */
export interface DeclaredSlashCommand {
  readonly name: string
  readonly plugin: string
  /** @throws CodexError with exit code 11 for a plugin that does not fit or is broken. */
  load(): Promise<SlashCommand>
}

/** What an interactive verb gets of its host. */
export interface ChatHost {
  openConversation(flags: FlagValues, options: ConversationOptions): Promise<Conversation>
  openChangeSets(flags: FlagValues): Promise<ChangeSets>
  /** Of all conversations of this user. */
  readonly inputHistory: InputHistory
  plugins(): Promise<readonly PluginFacts[]>
  slashCommands(): Promise<readonly DeclaredSlashCommand[]>
  /** Writes a conversation to a file, as Markdown, JSON or one HTML page. Returns the absolute path. */
  exportConversation(id: string, file: string): Promise<string>
}
