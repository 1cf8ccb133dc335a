import type {ApprovalMode, Assessment, ErrorSummary} from '@codex-host/plugin-api'
import type {Approver} from '../approval/approver.ts'
import type {KnownModel} from '../model/catalogue.ts'
import type {ModelClient} from '../model/model-client.ts'
import type {ObeyedWatch} from '../sandbox/watch-obeyed.ts'
import type {RunInSandbox, ToolAction} from '../tools/tool.ts'
import type {ToolRegistry} from '../tools/registry.ts'
import type {ChangeSet} from '../workspace/change-set.ts'
import type {ChangeStore} from '../workspace/change-store.ts'
import type {View} from '../workspace/view.ts'
import type {Budgets} from './budgets.ts'
import type {Memory} from './session.ts'

/** What the assessment of an action says, and with which access it then runs. */
export interface AssessedAction {
  readonly assessment: Assessment
  /** `read` where the command only reads: the workspace is then mounted read-only. */
  readonly access: 'read' | 'write'
}

/** Everything a turn needs, made by the composition root. */
export interface RuntimeParts {
  readonly settings: {
    readonly model: string
    readonly provider: string
    readonly approvalMode: ApprovalMode
    readonly isolation: 'copy' | 'in-place'
    readonly verifyCommand?: string
    /** Whether the verify command comes from a file of the project. */
    readonly verifyIsProjects: boolean
    readonly temperature?: number
    readonly maxOutputTokens?: number
    readonly reasoning?: 'low' | 'medium' | 'high'
    /** Texts at which the model stops. */
    readonly stop?: readonly string[]
    /** Whether answers come piece by piece, which they do when this is left out. */
    readonly stream?: boolean
    readonly memory: Memory
  }
  /** What is known of the model. */
  readonly figures: Pick<KnownModel, 'contextWindow' | 'price'>
  /** What the server gives the model, where it said so: then that counts. Never waits. */
  readonly servedWindow?: () => number | undefined
  readonly commandTimeoutMs: number
  readonly budgets: Budgets
  /** What the user should know before the turn starts. */
  readonly notices: readonly {readonly code: string; readonly text: string}[]
  /** The workspace, and the folder in it that the user is in: as commands see them. */
  readonly root: string
  readonly cwd: string
  /** Where the files of the workspace lie on this machine: `root`, except in a replay. */
  readonly hostRoot: string
  /** Where the user has the workspace, if commands see a copy of it at another path. */
  readonly copyOf?: string
  /** The system, as the model is told. */
  readonly os: string
  readonly model: ModelClient
  readonly tools: ToolRegistry
  readonly approver: Approver
  readonly assessAction: (action: ToolAction) => AssessedAction
  readonly assessChangeSet: (changeSet: ChangeSet) => Assessment
  readonly sandbox: {
    readonly name: string
    /** False only where the user named the backend `none`. */
    readonly isSandboxed: boolean
    /** Whether commands see a path of the workspace empty, because it may hold secrets. */
    readonly isHidden: (path: string) => boolean
    readonly runnerFor: (view: View) => RunInSandbox
    /** What a command on the view may do, in hex. */
    readonly policyHash: (view: View, access: 'read' | 'write') => string
    /** Only where commands work on the user's own files, and a sandbox protects what is obeyed there. */
    readonly obeyed?: ObeyedWatch
    /** Absent where commands have no network. */
    readonly network?: {
      /** What the model is told it may reach. */
      readonly hosts: readonly string[]
      readonly grant: (
        host: {readonly host: string; readonly port: number},
        grant: 'next-command' | 'session' | 'refused',
      ) => void
    }
  }
  /** What the user says while a turn works, asked for once behind each step. In place of `steer` where it is given. */
  readonly messages?: () => readonly string[]
  readonly openView: (signal: AbortSignal) => Promise<View>
  readonly changes: ChangeStore
  readonly reportBug: (error: unknown) => ErrorSummary
  readonly now: () => number
  readonly newId: () => string
}
