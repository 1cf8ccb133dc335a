import path from 'node:path'
import type {SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import {createBubblewrapBackend} from '../sandbox/bubblewrap.ts'
import {commandEnvironment} from '../sandbox/command-environment.ts'
import {createDefaultPolicy} from '../sandbox/default-policy.ts'
import {findHiddenPaths} from '../sandbox/find-hidden-paths.ts'
import {createNamespacesBackend} from '../sandbox/namespaces.ts'
import {createNoneBackend} from '../sandbox/none.ts'
import {probeReadPaths} from '../sandbox/probe-read-paths.ts'
import {protectedPaths} from '../sandbox/protected-paths.ts'
import {requiredCapabilities, selectBackend} from '../sandbox/select-backend.ts'
import type {RunInSandbox} from '../tools/tool.ts'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import type {View} from '../workspace/view.ts'
import type {HostContext} from './host-context.ts'
import {type Setup, shownAt} from './resolve-setup.ts'

export interface PreparedSandbox {
  readonly name: string
  readonly detail: string
  /** False only where the user named the backend `none`. */
  readonly isSandboxed: boolean
  readonly entersNamespaces: boolean
  /** Whether a path of the workspace is shown empty, because it may hold secrets. */
  readonly isHidden: (file: string) => boolean
  readonly notices: readonly {readonly code: string; readonly text: string}[]
  readonly backend: SandboxBackend
  /** What every command on a view may read, write and use. */
  readonly policyFor: (view: ShownView, terms: PolicyTerms) => SandboxPolicy
  /** Runs lines of bash on a view. */
  readonly runnerFor: (view: View) => RunInSandbox
}

/** What a policy must know of a view. */
export type ShownView = Pick<View, 'root' | 'source' | 'method'>

export interface PolicyTerms {
  readonly access: 'read' | 'write'
  readonly timeoutMs: number
  /** Absolute folders of the workspace: nothing else of it may be written. */
  readonly writableRoots?: readonly string[]
}

const secretsMayShow = {
  code: 'SECRETS_NOT_ALL_HIDDEN',
  text: 'The workspace is too large to look everywhere for secret files (.env, keys): those deep in it are not hidden.',
}

/** In the order in which they are tried. */
export function sandboxBackends(): readonly SandboxBackend[] {
  return [createBubblewrapBackend(), createNamespacesBackend(), createNoneBackend()]
}

/** Chooses the backend and finds out what commands may see. @throws CodexError with exit code 6. */
export async function prepareSandbox(
  {env}: Pick<HostContext, 'env'>,
  setup: Setup,
  signal: AbortSignal,
): Promise<PreparedSandbox> {
  const {home, codexHome, root, loaded, writable} = setup
  const selection = {requested: loaded.config.sandbox, candidates: sandboxBackends(), required: requiredCapabilities}
  const [{backend, detail}, allowed, hidden] = await Promise.all([
    selectBackend(selection, signal),
    probeReadPaths({hostEnv: env, nodeExecutable: process.execPath, home, codexHome, workspace: shownAt(setup)}),
    findHiddenPaths({root, codexHome}, signal),
  ])
  const seen = (place: string): string => path.join(shownAt(setup), path.relative(root, place))
  const obeyed = {
    repositories: hidden.obeyed.repositories.map(seen),
    settings: hidden.obeyed.settings.map(seen),
    rootLinks: hidden.obeyed.rootLinks.map(seen),
  }
  const strict = writable !== undefined && {
    writableRoots: writable.map((folder) => path.join(shownAt(setup), folder)),
  }
  const environment = commandEnvironment({hostEnv: env, allowed})

  const policyFor: PreparedSandbox['policyFor'] = (view, {access, timeoutMs, writableRoots}) =>
    createDefaultPolicy({
      workspace: {
        source: view.source,
        target: view.root,
        access,
        ...(writableRoots !== undefined && {writableRoots}),
      },
      readPaths: allowed.readPaths,
      hiddenPaths: hidden.paths.map(seen),
      protectedPaths: view.method === 'in-place' ? protectedPaths(view.root, obeyed) : [],
      environment,
      limits: {timeoutMs},
    })

  return {
    name: backend.name,
    detail,
    isSandboxed: backend.name !== 'none',
    entersNamespaces: backend.capabilities.entersNamespaces,
    isHidden: (file) => hidden.paths.some((place) => isAtOrBelow(place, path.join(root, file))),
    notices: hidden.isComplete ? [] : [secretsMayShow],
    backend,
    policyFor,
    runnerFor:
      (view) =>
      ({line, cwd, timeoutMs}, access, stop) =>
        backend.run({argv: ['bash', '-c', line], cwd}, policyFor(view, {access, timeoutMs, ...strict}), stop),
  }
}
