import os from 'node:os'
import path from 'node:path'
import type {Decision, FlagValues} from '@codex-host/plugin-api'
import type {Approver, Question} from '../approval/approver.ts'
import {createApprover} from '../approval/create-approver.ts'
import type {KnownModel} from '../model/catalogue.ts'
import type {ModelClient} from '../model/model-client.ts'
import type {RuntimeParts} from '../runtime/runtime-parts.ts'
import {defaultLimits} from '../sandbox/default-policy.ts'
import {applyPatchTool} from '../tools/apply-patch.ts'
import {createToolRegistry} from '../tools/registry.ts'
import {shellTool} from '../tools/shell.ts'
import {createChangeStore} from '../workspace/change-store.ts'
import {type CopyMethod, openView} from '../workspace/open-view.ts'
import type {ViewSizeLimits} from '../workspace/watch-view-size.ts'
import {reportBug} from './bug-log.ts'
import type {HostContext} from './host-context.ts'
import {openCache} from './model/open-cache.ts'
import {openModel} from './model/open-model.ts'
import {openUserState} from './open-user-state.ts'
import {type NetworkWays, type PreparedSandbox, prepareSandbox} from './prepare-sandbox.ts'
import {expiryNotice, recoveryNotice} from './recovery-notice.ts'
import {refuseSetup} from './refuse-setup.ts'
import {type AskTrust, requireTrust} from './require-trust.ts'
import {resolveSetup, type Setup} from './resolve-setup.ts'
import {stateNotices} from './state-notices.ts'
import {turnAssessments} from './turn-assessments.ts'
import {turnFigures} from './model/turn-figures.ts'
import {configSecrets, createTurnSecrets, type TurnSecrets} from './turn-secrets.ts'
import type {WatchedModel} from './model/watch-server.ts'
import {withAudit} from './with-audit.ts'
import {withPluginProvider} from './model/with-plugin-provider.ts'
import {workFolders} from './work-folders.ts'

export interface ComposeOptions {
  /** Resolved from the context and the flags when absent. */
  readonly setup?: Setup
  readonly context: Pick<HostContext, 'env' | 'cwd' | 'now' | 'onExit' | 'plugins'>
  readonly flags: FlagValues
  /** For tests: how names are looked up, and how addresses are dialled. */
  readonly networkWays?: NetworkWays
  /** For tests: how much a turn may write into its copy. */
  readonly viewSize?: ViewSizeLimits
  /** For tests: how the view is made. */
  readonly isolationMethods?: readonly CopyMethod[]
  /** Opened as the configuration says when absent. */
  readonly model?: ModelClient
  /** Hears of every secret; of no use to others when absent. */
  readonly secrets?: TurnSecrets
  /** Absent where nobody can answer. */
  readonly askUser?: (question: Question, signal: AbortSignal) => Promise<Decision>
  readonly askTrust?: AskTrust
  /** Prepared as the configuration says when absent. One that is given remembers which hosts were allowed. */
  readonly sandbox?: PreparedSandbox
  /** Made when absent. One that is given remembers what was allowed for the session. */
  readonly approver?: Approver
}

/**
 * The composition root of a turn: configuration, model, sandbox, workspace and approval are made here and nowhere else.
 * @throws CodexError with exit code 2, 3, 4, 6, 11 or 12.
 */
export async function composeRuntime(options: ComposeOptions, signal: AbortSignal): Promise<RuntimeParts> {
  const {context, flags} = options
  const resolved = options.setup ?? (await resolveSetup(context, flags))
  const setup = await withPluginProvider(resolved, context.plugins)
  await refuseSetup(setup)
  const trusted = await requireTrust(setup, options, signal)
  const {config} = setup.loaded
  const figures = turnFigures(config)
  const state = openUserState(context, setup.codexHome)
  const secrets = options.secrets ?? createTurnSecrets(context)
  secrets.note(...configSecrets(config))
  const cache = config.cache === 'off' ? {} : {cache: openCache(state, {now: context.now, secrets})}
  const asked = options.model
    ? {model: options.model}
    : await openModel({context, setup, figures, secrets, ...cache}, signal)
  const changes = createChangeStore({folder: path.join(setup.codexHome, 'changes')})
  const [sandbox, recoveries, opened] = await Promise.all([
    options.sandbox ?? prepareSandbox({...context, ...forTests(options)}, setup, signal),
    changes.recover(),
    state,
  ])
  const expired = await changes.prune(context.now())
  const parts = turnParts(options, {setup, figures, asked, sandbox})
  const redactor = secrets.redactor()

  const whole: RuntimeParts = {
    ...parts,
    notices: [
      ...parts.notices,
      ...recoveries.map(recoveryNotice),
      ...expired.map(expiryNotice),
      ...stateNotices(opened),
    ],
    changes,
    tools: createToolRegistry([shellTool, applyPatchTool]),
    openView: (stop) =>
      openView(
        {
          root: setup.root,
          shownAt: sandbox.shownAt,
          ...(sandbox.viewFolder !== undefined && {workFolder: sandbox.viewFolder}),
          isolation: setup.loaded.config.isolation,
          workFolders: workFolders(setup.codexHome),
          entersNamespaces: sandbox.entersNamespaces,
          writeJournaled: changes.writeJournaled,
          ...(options.isolationMethods !== undefined && {methods: options.isolationMethods}),
          now: context.now,
          random: Math.random,
        },
        stop,
      ),
    reportBug: (error) => reportBug(error, {codexHome: setup.codexHome, nowMs: context.now(), redactor}),
  }
  return withAudit(whole, {context, setup, opened, redactor, ...(trusted !== undefined && {trusted})})
}

function forTests({networkWays, viewSize}: ComposeOptions): Pick<ComposeOptions, 'networkWays' | 'viewSize'> {
  return {...(networkWays !== undefined && {networkWays}), ...(viewSize !== undefined && {viewSize})}
}

function turnParts(
  {context, askUser, approver}: ComposeOptions,
  made: {
    setup: Setup
    figures: KnownModel
    asked: WatchedModel
    sandbox: PreparedSandbox
  },
): Omit<RuntimeParts, 'changes' | 'tools' | 'openView' | 'reportBug'> {
  const {setup, figures, asked, sandbox} = made
  const {config, notices} = setup.loaded
  const {isSandboxed} = sandbox

  return {
    settings: turnSettings(setup),
    figures,
    commandTimeoutMs: defaultLimits.timeoutMs,
    budgets: config.budget,
    notices: [...notices, ...sandbox.notices],
    root: sandbox.shownAt,
    cwd: path.join(sandbox.shownAt, path.relative(setup.root, setup.cwd)),
    hostRoot: setup.root,
    ...(sandbox.viewFolder !== undefined && {copyOf: setup.root}),
    os: `${os.type()} ${os.machine()}`,
    ...asked,
    approver:
      approver ??
      createApprover({
        ...(askUser === undefined ? {} : {askUser}),
        isSandboxed,
        configPath: path.join(setup.codexHome, 'config.yaml'),
      }),
    ...turnAssessments(setup, {isSandboxed}),
    sandbox,
    now: context.now,
    newId: () => crypto.randomUUID(),
  }
}

function turnSettings({loaded}: Setup): RuntimeParts['settings'] {
  const {config} = loaded
  const {model, provider, approvalMode, isolation, memory, temperature, maxOutputTokens, reasoning, verify, stop} =
    config
  return {
    model,
    provider,
    approvalMode,
    isolation,
    memory,
    verifyIsProjects: loaded.origins.verify?.kind === 'project',
    ...(verify.kind === 'command' && {verifyCommand: verify.line}),
    ...(temperature !== undefined && {temperature}),
    ...(maxOutputTokens !== undefined && {maxOutputTokens}),
    ...(reasoning !== undefined && {reasoning}),
    ...(stop !== undefined && {stop}),
    stream: config.stream,
  }
}
