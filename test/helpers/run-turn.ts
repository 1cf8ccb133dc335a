import {chown, mkdir, readdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {onTestFinished} from 'vitest'
import type {Decision, FlagValues, TurnEvent, TurnResult} from '@codex-host/plugin-api'
import type {Question} from '../../src/approval/approver.ts'
import {composeRuntime} from '../../src/cli/compose-runtime.ts'
import type {PluginPackage} from '../../src/cli/plugin-packages.ts'
import type {NetworkWays} from '../../src/cli/prepare-sandbox.ts'
import type {ModelScript} from '../../src/model/scripted/model-script.ts'
import type {RecordedRequest} from '../../src/model/scripted/start-scripted-server.ts'
import {type ConversationRuntime, createRuntime} from '../../src/runtime/create-runtime.ts'
import type {CopyMethod} from '../../src/workspace/open-view.ts'
import type {ViewSizeLimits} from '../../src/workspace/watch-view-size.ts'
import {scriptedModel} from './scripted-model.ts'
import {temporaryFolder} from './temporary-folder.ts'

export interface TurnOptions {
  readonly script: ModelScript
  /** Files of the workspace, by path. */
  readonly files?: Readonly<Record<string, string>>
  readonly flags?: FlagValues
  /** Config lines of the user's `config.yaml`. */
  readonly config?: string
  readonly prompt?: string
  /** Answers questions; without it nobody is there. */
  readonly answer?: (question: Question) => Decision
  readonly signal?: AbortSignal
  /** How names are looked up and addresses dialled, for hosts that commands may reach. */
  readonly networkWays?: NetworkWays
  /** How much a turn may write into its copy. */
  readonly viewSize?: ViewSizeLimits
  /** None unless given. */
  readonly plugins?: readonly PluginPackage[]
  /** How the view is made. */
  readonly isolationMethods?: readonly CopyMethod[]
  /** User who owns the workspace; needs root. */
  readonly owner?: number
  /** Called when the files stand, before anything of codex looks at them. */
  readonly beforeStart?: (workspace: string) => Promise<void>
  readonly onEvent?: (event: TurnEvent, workspace: string) => unknown
}

type SessionOptions = Omit<TurnOptions, 'prompt' | 'signal' | 'onEvent'>

interface SessionFacts {
  readonly workspace: string
  readonly codexHome: string
  readonly questions: readonly Question[]
  readonly requests: readonly RecordedRequest[]
}

interface TurnEnd {
  readonly events: readonly TurnEvent[]
  readonly result: TurnResult
}

export type TurnRun = SessionFacts & TurnEnd

export interface TestSession extends SessionFacts {
  readonly runtime: ConversationRuntime
  turn(prompt: string, options?: Pick<TurnOptions, 'signal' | 'onEvent'>): Promise<TurnEnd>
}

/** One turn on real parts: view, sandbox, change store and client; only the model and the person are played. */
export async function runTurn(options: TurnOptions): Promise<TurnRun> {
  const session = await openSession(options)
  return {...session, ...(await session.turn(options.prompt ?? 'Do it.', options))}
}

/** The same for several turns of one runtime. */
export async function openSession(options: SessionOptions): Promise<TestSession> {
  const {workspace, codexHome, home} = await places(options)
  const model = await scriptedModel(options.script)
  const questions: Question[] = []
  const {answer} = options

  const parts = await composeRuntime(
    {
      context: {
        cwd: workspace,
        plugins: options.plugins ?? [],
        now: Date.now,
        onExit: onTestFinished,
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          CODEX_HOME: codexHome,
          OPENAI_API_KEY: 'sk-test-0000',
          OPENAI_BASE_URL: model.baseUrl,
        },
      },
      flags: {sandbox: 'namespaces', ...options.flags},
      ...(options.networkWays !== undefined && {networkWays: options.networkWays}),
      ...(options.viewSize !== undefined && {viewSize: options.viewSize}),
      ...(options.isolationMethods !== undefined && {isolationMethods: options.isolationMethods}),
      ...(answer === undefined
        ? {}
        : {
            askUser: async (question: Question) => {
              questions.push(question)
              return answer(question)
            },
          }),
    },
    new AbortController().signal,
  )
  const runtime = createRuntime(parts)
  return {
    workspace,
    codexHome,
    questions,
    requests: model.requests,
    runtime,
    async turn(prompt, {signal = new AbortController().signal, onEvent} = {}) {
      const events: TurnEvent[] = []
      for await (const event of runtime.runTurn({prompt}, signal)) {
        events.push(event)
        await onEvent?.(event, workspace)
      }
      const last = events.at(-1)
      if (last?.type !== 'turn.end') throw new Error('The turn did not end with turn.end.')
      return {events, result: last.result}
    },
  }
}

async function places(options: SessionOptions) {
  const folder = await temporaryFolder()
  const workspace = path.join(folder, 'workspace')
  const home = path.join(folder, 'home')
  const codexHome = path.join(home, '.codex')
  await mkdir(workspace)
  await mkdir(codexHome, {recursive: true})
  for (const [name, text] of Object.entries(options.files ?? {})) {
    await mkdir(path.dirname(path.join(workspace, name)), {recursive: true})
    await writeFile(path.join(workspace, name), text)
  }
  if (options.owner !== undefined) await giveAway(workspace, options.owner)
  await options.beforeStart?.(workspace)
  if (options.config !== undefined) await writeFile(path.join(codexHome, 'config.yaml'), options.config)
  return {workspace, codexHome, home}
}

async function giveAway(folder: string, owner: number): Promise<void> {
  for (const name of ['.', ...(await readdir(folder, {recursive: true}))]) {
    await chown(path.join(folder, name), owner, owner)
  }
}
