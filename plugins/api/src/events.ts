import type {CommandEnd} from './sandbox.ts'

export type ApprovalMode = 'suggest' | 'auto-edit' | 'full-auto'

/** Why something may or may not happen. `rule` names the deciding rule and where it stands. */
export interface Assessment {
  readonly kind: 'allow' | 'ask' | 'deny'
  readonly because: string
  readonly rule?: string
}

export type Decision =
  | {readonly kind: 'yes'}
  | {readonly kind: 'yes-for-session'}
  /** To a question about a command: this line runs in its place. In answer to other questions it is a no. */
  | {readonly kind: 'yes-edited'; readonly line: string}
  | {readonly kind: 'no'; readonly because: string}
  | {readonly kind: 'stop'}

/** Tokens. `inputTokens` includes `cachedInputTokens`, `outputTokens` includes `reasoningTokens`. */
export interface Usage {
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
}

/** An answer that came from the local cache: nothing was sent and nothing was paid. */
export interface CacheHit {
  /** What the answer used when it was first given. */
  readonly savedUsage: Usage
  /** Absent where the price of the model is not known. */
  readonly savedUsd?: number
}

/** USD. Absent where the price of the model is not known: never 0 for "unknown". */
export interface Cost {
  readonly costUsd?: number
  /** What the provider's own cache saved: what its cached tokens cost less than others. */
  readonly providerSavedUsd?: number
}

export interface FileSummary {
  readonly path: string
  readonly kind: 'add' | 'modify' | 'delete'
  readonly addedLines: number
  readonly removedLines: number
  /** Set where the file is run by something outside the sandbox later. */
  readonly runsLater?: string
}

export interface ChangeSetSummary {
  readonly id: string
  readonly status: 'landed' | 'pending' | 'conflict'
  readonly because?: string
  readonly files: readonly FileSummary[]
  /** Files that git ignores; they stayed in the copy. */
  readonly ignoredFiles: number
  /** Unified diff of the whole change set. */
  readonly diff: string
  /** With status `conflict`: both sides of every path that kept it from landing. */
  readonly conflicts?: readonly FileConflict[]
  /** Commits that the turn made in its copy. The refs exist once the change set has landed. */
  readonly commits?: readonly OfferedRef[]
  /** Why the commits of a landed change set could not be put under their refs. */
  readonly commitsKept?: string
}

/** A ref in the user's repository under which commits of a turn are found. It moves no branch of the user's. */
export interface OfferedRef {
  /** Such as `refs/codex/<change set>`. */
  readonly ref: string
  /** Where the commit was made, in full, such as `refs/heads/main`; `HEAD` where no branch was checked out. Untrusted. */
  readonly branch: string
  /** What the ref points to. */
  readonly commit: string
  /** How many commits lead to it that the repository did not have. */
  readonly newCommits: number
}

/** A path that is not as a change set expects it. Nothing was written, there or elsewhere. All texts are untrusted. */
export interface FileConflict {
  readonly path: string
  /** A clause: "it was changed since". */
  readonly because: string
  /** What the change set expected, in words; absent where that is not known. */
  readonly expected?: string
  /** What is there now, in words. */
  readonly found: string
  /** What the change set would make of it, in words. */
  readonly wanted: string
  /** Hunks that lead from what was expected to what is there now, where both are text; long ones are cut and say so. */
  readonly diff?: string
}

export interface VerifyReport {
  readonly command: string
  readonly passed: boolean
  readonly end: CommandEnd
  readonly output: string
  readonly durationMs: number
}

/** What a command wanted of one host, and what the rules say about it. `ask` is a host that was refused until asked about. */
export interface HostContact {
  /** Canonical, in ASCII. Without a port it is what was asked for and could not be read. */
  readonly host: string
  readonly port?: number
  readonly assessment: Assessment
  /** Connections and requests. */
  readonly connections: number
  /** Why an allowed host could not be reached. */
  readonly failure?: string
}

/** Why a turn did not simply complete. One turn may have several. */
export type Outcome =
  | 'interrupted'
  | 'terminated'
  | 'usage'
  | 'configuration'
  | 'credentials'
  | 'untrusted'
  | 'sandbox-unavailable'
  | 'plugin-failed'
  | 'model-failed'
  | 'model-silent'
  | 'not-applied'
  | 'budget-ended'
  | 'tests-fail'
  | 'denied'
  | 'bug'

export interface ErrorSummary {
  readonly code: string
  readonly message: string
  readonly suggestions: readonly string[]
}

/** Under which terms a turn ran. */
export interface TurnTerms {
  readonly turnId: string
  readonly model: string
  readonly provider: string
  readonly approvalMode: ApprovalMode
  /** The sandbox backend; `none` where commands ran without one. */
  readonly sandbox: string
  /** How the workspace was isolated: the method, or `in-place`. */
  readonly isolation: string
  readonly cwd: string
}

export interface Notice {
  /** `SCREAMING_SNAKE`, stable. */
  readonly code: string
  readonly text: string
}

export interface TurnResult extends Cost {
  /** Absent when the turn could not start. */
  readonly terms?: TurnTerms
  readonly notices: readonly Notice[]
  readonly answer: string
  readonly outcomes: readonly Outcome[]
  readonly errors: readonly ErrorSummary[]
  /** What was refused and why, a sentence each. */
  readonly denials: readonly string[]
  readonly steps: number
  readonly usage: Usage
  /** Absent where no answer came from the local cache. */
  readonly cacheHits?: {readonly count: number} & CacheHit
  readonly changeSet?: ChangeSetSummary
  readonly verify?: VerifyReport
  readonly durationMs: number
}

/** What a running turn emits. `version` rises when a reader of version 1 would misread an event. */
export type TurnEvent =
  | ({readonly type: 'turn.start'; readonly version: 1} & TurnTerms)
  | {readonly type: 'step.start'; readonly step: number}
  | {readonly type: 'text.delta'; readonly step: number; readonly text: string}
  | {readonly type: 'reasoning.delta'; readonly step: number; readonly text: string}
  | {
      readonly type: 'step.retry'
      readonly step: number
      readonly attempt: number
      readonly because: string
      readonly delayMs: number
    }
  /** `text` is the whole text of the step: what was streamed of a retried attempt does not count. */
  | ({
      readonly type: 'step.end'
      readonly step: number
      readonly text: string
      /** Zero where the answer came from the local cache. */
      readonly usage: Usage
      readonly cacheHit?: CacheHit
    } & Cost)
  /** The oldest part of the conversation was replaced by a summary, because it does not fit the model's window. */
  | ({
      readonly type: 'compaction.end'
      /** The step whose request it was made for. */
      readonly step: number
      /** Why, as a sentence. */
      readonly because: string
      /** Items of the conversation that are gone. */
      readonly removedItems: number
      /** Estimates of the input. */
      readonly tokensBefore: number
      readonly tokensAfter: number
      /** Of the request for the summary; zero where none was answered. */
      readonly usage: Usage
      readonly cacheHit?: CacheHit
    } & Cost)
  /** The user said something while the turn worked; the model reads it with the next step. */
  | {readonly type: 'message.added'; readonly text: string}
  /** `title` is one line for people: the command, or the files of the patch. */
  | {readonly type: 'tool_call.start'; readonly callId: string; readonly tool: string; readonly title: string}
  | {readonly type: 'tool_call.assessed'; readonly callId: string; readonly assessment: Assessment}
  | {readonly type: 'tool_call.decided'; readonly callId: string; readonly decision: Decision}
  | {
      readonly type: 'tool_call.end'
      readonly callId: string
      readonly tool: string
      readonly status: 'ok' | 'failed' | 'denied'
      /** What the model is told. */
      readonly output: string
      readonly durationMs: number
    }
  /** Told when the command has ended; `callId` is absent for the verify command. */
  | ({readonly type: 'network.assessed'; readonly callId?: string} & HostContact)
  | {
      readonly type: 'network.decided'
      readonly callId?: string
      readonly host: string
      readonly port: number
      readonly decision: Decision
    }
  | {readonly type: 'verify.start'; readonly command: string}
  | {readonly type: 'verify.end'; readonly report: VerifyReport}
  | ({readonly type: 'notice'} & Notice)
  | {
      readonly type: 'change_set.ready'
      readonly id: string
      readonly files: readonly FileSummary[]
      readonly diff: string
    }
  | {readonly type: 'change_set.assessed'; readonly id: string; readonly assessment: Assessment}
  | {readonly type: 'change_set.decided'; readonly id: string; readonly decision: Decision}
  | {readonly type: 'change_set.end'; readonly changeSet: ChangeSetSummary}
  | {readonly type: 'turn.end'; readonly result: TurnResult}
