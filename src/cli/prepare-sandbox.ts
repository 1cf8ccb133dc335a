import path from 'node:path'
import type {NetworkPolicy, SandboxBackend, SandboxCapabilities, SandboxPolicy} from '@codex-host/plugin-api'
import {findHiddenPaths} from '../sandbox/find-hidden-paths.ts'
import {removeStalePlaceholders} from '../sandbox/placeholder-records.ts'
import {probeReadPaths} from '../sandbox/probe-read-paths.ts'
import {inWords, mayLeaveProcesses, requiredCapabilities, selectBackend} from '../sandbox/select-backend.ts'
import {createObeyedWatch, type ObeyedWatch} from '../sandbox/watch-obeyed.ts'
import type {CommandOutcome, RunInSandbox} from '../tools/tool.ts'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {treeIn} from '../workspace/copy-tree.ts'
import type {View} from '../workspace/view.ts'
import {viewSizeLimits, whileSmall, type ViewSizeLimits} from '../workspace/watch-view-size.ts'
import {chooseWorkFolder} from '../workspace/work-folder.ts'
import {createCommandPolicy, hashPolicy, type PolicyTerms, type ShownView} from './command-policy.ts'
import type {HostContext} from './host-context.ts'
import {noticeOfForeignFiles} from './notice-of-foreign-files.ts'
import {type NetworkRequest, type PreparedNetwork, prepareNetwork} from './prepare-network.ts'
import {type Setup, shownAt} from './resolve-setup.ts'
import {backendCandidates} from './sandbox-backends.ts'
import {placeholderRecords, workFolders} from './work-folders.ts'

export interface PreparedSandbox {
  readonly name: string
  readonly detail: string
  /** False only where the user named the backend `none`. */
  readonly isSandboxed: boolean
  readonly entersNamespaces: boolean
  /** The path at which commands see the view of a turn. */
  readonly shownAt: string
  /** The folder that the view must be made in, because the backend shows files where they lie. */
  readonly viewFolder?: string
  /** Whether a path of the workspace is shown empty, because it may hold secrets. */
  readonly isHidden: (file: string) => boolean
  readonly notices: readonly {readonly code: string; readonly text: string}[]
  readonly backend: SandboxBackend
  /** What every command on a view may read, write and use. */
  readonly policyFor: (view: ShownView, terms: PolicyTerms) => SandboxPolicy
  /** Only in place, and in a sandbox. */
  readonly obeyed?: ObeyedWatch
  /** Absent where commands have no network. */
  readonly network?: PreparedNetwork
  /** Runs lines of bash on a view. */
  readonly runnerFor: (view: View) => RunInSandbox
  /** What a command on the view may do, in hex. */
  readonly policyHash: (view: ShownView, access: 'read' | 'write') => string
}

const secretsMayShow = {
  code: 'SECRETS_NOT_ALL_HIDDEN',
  text: 'The workspace is too large to look everywhere for secret files (.env, keys): those deep in it are not hidden.',
}

export const networkNotLimited = 'NETWORK_NOT_LIMITED'

export const sandboxDegraded = 'SANDBOX_DEGRADED'

const networkIsOpen = {
  code: networkNotLimited,
  text: 'Without a sandbox the list of allowed hosts limits nothing: commands have the network that you have.',
}

interface SandboxRequest extends Pick<HostContext, 'env' | 'plugins'> {
  readonly networkWays?: NetworkWays
  /** For tests: how much a turn may write into its copy. */
  readonly viewSize?: ViewSizeLimits
}

/** Chooses the backend and finds out what commands may see. @throws CodexError with exit code 2, 3, 6 or 11. */
export async function prepareSandbox(
  {env, plugins, networkWays, viewSize = viewSizeLimits}: SandboxRequest,
  setup: Setup,
  signal: AbortSignal,
): Promise<PreparedSandbox> {
  const {home, codexHome, root, loaded} = setup
  // Before anybody looks at what stands in the workspace.
  await removeStalePlaceholders(placeholderRecords(codexHome))
  const network = prepareNetwork(loaded, {workFolders: workFolders(codexHome), ...networkWays})
  const required = requiredOf(setup, network !== undefined)
  const candidates = await backendCandidates(loaded, {env, plugins, codexHome})
  const machine = {nodeExecutable: process.execPath, platform: process.platform}
  const selection = {requested: loaded.config.sandbox, candidates, required}
  const [{backend, detail}, allowed, hidden] = await Promise.all([
    selectBackend(selection, signal),
    probeReadPaths({hostEnv: env, ...machine, home, codexHome, workspace: shownAt(setup)}),
    findHiddenPaths({root, codexHome}, signal),
  ])
  const shown = await viewPlace(setup, backend)
  const isSandboxed = backend.name !== 'none'
  const obeyed =
    isSandboxed && loaded.config.isolation === 'in-place'
      ? createObeyedWatch({root, codexHome, recordFolder: placeholderRecords(codexHome)}, hidden)
      : undefined
  const hostSockets = obeyed?.hostSockets
  const policyFor = createCommandPolicy({setup, env, allowed, hidden, network, ...(hostSockets && {hostSockets})})
  // A backend that cannot give the hosts gives nothing, where the user accepts that.
  const limited = backend.capabilities.networkAllowList ? network : undefined

  return {
    name: backend.name,
    detail,
    isSandboxed,
    entersNamespaces: backend.capabilities.entersNamespaces,
    ...shown,
    isHidden: (file) => hidden.paths.some((place) => isAtOrBelow(place, path.join(root, file))),
    notices: [
      ...(hidden.isComplete ? [] : [secretsMayShow]),
      ...(isSandboxed ? await noticeOfForeignFiles(root, backend.name) : []),
      ...(network === undefined || isSandboxed ? [] : [networkIsOpen]),
      ...(mayLeaveProcesses(backend) ? [processesMayRemain] : []),
      ...degradedNotice(backend, setup.degraded ?? []),
    ],
    ...(obeyed !== undefined && {obeyed}),
    ...(limited !== undefined && {network: limited}),
    backend,
    policyFor,
    policyHash: (view, access) => {
      // Where a copy lies says nothing of what may be done in it.
      const named = shown.viewFolder === undefined ? view : {...view, root}
      return hashPolicy(policyFor(named, {access, timeoutMs: 0}), limited?.hosts ?? [])
    },
    runnerFor: (view) => {
      const run = createRunner(limited, ({line, cwd, timeoutMs, access, open}, stop) => {
        const terms = {access, timeoutMs, ...(open !== undefined && {network: open})}
        return backend.run({argv: ['bash', '-c', line], cwd}, policyFor(view, terms), stop)
      })
      return withinSize(run, view, viewSize)
    },
  }
}

/** The same for all turns of a conversation: what the model has read names it. */
async function viewPlace(
  setup: Setup,
  {capabilities}: SandboxBackend,
): Promise<Pick<PreparedSandbox, 'shownAt' | 'viewFolder'>> {
  const {root, codexHome, loaded} = setup
  const lies = !capabilities.remapsWorkspace && loaded.config.isolation === 'copy'
  if (!lies) return {shownAt: shownAt(setup)}
  const parents = workFolders(codexHome).filter((folder) => !isAtOrBelow(root, folder))
  const viewFolder = setup.viewFolder ?? (await chooseWorkFolder(parents))
  // Without a folder no view can be opened, which is said when one is.
  return viewFolder === undefined ? {shownAt: shownAt(setup)} : {shownAt: treeIn(viewFolder), viewFolder}
}

function requiredOf({loaded, degraded = []}: Setup, hasNetwork: boolean): readonly (keyof SandboxCapabilities)[] {
  const all = [
    ...requiredCapabilities,
    ...(hasNetwork ? ['networkAllowList' as const] : []),
    ...(loaded.config.isolation === 'in-place' ? ['protectedPaths' as const] : []),
  ]
  return all.filter((capability) => !degraded.includes(capability))
}

const processesMayRemain = {
  code: 'PROCESSES_MAY_REMAIN',
  text: 'On macOS a process that leaves the group of its command is not ended with it. It stays in its sandbox.',
}

/** Says which of the protections that the user can do without are really missing. */
function degradedNotice(
  {name, capabilities}: SandboxBackend,
  degraded: readonly (keyof SandboxCapabilities)[],
): PreparedSandbox['notices'] {
  const missing = degraded.filter((capability) => !capabilities[capability])
  if (missing.length === 0 || name === 'none') return []
  const text = `The sandbox backend "${name}" works without ${missing.map(inWords).join(', ')}, as --degrade accepts.`
  return [{code: sandboxDegraded, text}]
}

/** A command that fills the disk is ended, and the turn with it. */
function withinSize(run: RunInSandbox, {growing}: View, limits: ViewSizeLimits): RunInSandbox {
  if (growing === undefined) return run
  return (action, access, signal) => {
    if (access === 'read') return run(action, access, signal)
    return whileSmall({folder: growing, limits}, (stop) => run(action, access, stop), signal)
  }
}

type RunLine = (
  line: Parameters<RunInSandbox>[0] & {readonly access: 'read' | 'write'; readonly open?: NetworkPolicy},
  stop: AbortSignal,
) => Promise<CommandOutcome>

/** What only reads files needs no network, and starts faster without. */
function createRunner(network: PreparedNetwork | undefined, runLine: RunLine): RunInSandbox {
  return (action, access, stop) => {
    if (network === undefined || access === 'read') return runLine({...action, access}, stop)
    return throughProxy(network, (open) => runLine({...action, access, open}, stop))
  }
}

/** For tests: how names are looked up, and how addresses are dialled. */
export type NetworkWays = Pick<NetworkRequest, 'resolve' | 'connect'>

/** Runs a command with a way out of its own, and says what it wanted. */
export async function throughProxy(
  network: PreparedNetwork,
  run: (open: NetworkPolicy) => Promise<CommandOutcome>,
): Promise<CommandOutcome> {
  const outcome = await network.whileOpen(run)
  switch (outcome.kind) {
    case 'ran':
      return {...outcome.result, contacts: outcome.contacts}
    case 'not-opened':
      return {kind: 'not-started', because: outcome.because}
  }
}
