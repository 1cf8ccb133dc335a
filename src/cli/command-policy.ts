import {createHash} from 'node:crypto'
import path from 'node:path'
import type {NetworkPolicy, SandboxPolicy} from '@codex-host/plugin-api'
import {commandEnvironment} from '../sandbox/command-environment.ts'
import {createDefaultPolicy} from '../sandbox/default-policy.ts'
import type {findHiddenPaths} from '../sandbox/find-hidden-paths.ts'
import type {probeReadPaths} from '../sandbox/probe-read-paths.ts'
import {protectedPaths} from '../sandbox/protected-paths.ts'
import {proxyEnvironment} from '../sandbox/proxy-environment.ts'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import type {View} from '../workspace/view.ts'
import type {HostContext} from './host-context.ts'
import type {PreparedNetwork} from './prepare-network.ts'
import type {Setup} from './resolve-setup.ts'

/** What a policy must know of a view. */
export type ShownView = Pick<View, 'root' | 'source' | 'method'>

export interface PolicyTerms {
  readonly access: 'read' | 'write'
  readonly timeoutMs: number
  /** None unless given. */
  readonly network?: NetworkPolicy
}

export interface PolicyFacts {
  readonly setup: Setup
  readonly env: HostContext['env']
  readonly allowed: Awaited<ReturnType<typeof probeReadPaths>>
  readonly hidden: Awaited<ReturnType<typeof findHiddenPaths>>
  readonly network: PreparedNetwork | undefined
  /** In place: sockets of the host in the workspace, which no command may reach. */
  readonly hostSockets?: () => readonly string[]
}

/** What every command on a view may read, write and use. */
export function createCommandPolicy({setup, env, allowed, hidden, network, hostSockets}: PolicyFacts) {
  const {root, writable} = setup

  return (view: ShownView, {access, timeoutMs, network: open = noNetwork}: PolicyTerms): SandboxPolicy => {
    const seen = (place: string): string => path.join(view.root, path.relative(root, place))
    const programPath = allowed.programPath.map((folder) => (isAtOrBelow(root, folder) ? seen(folder) : folder))
    const environment = commandEnvironment({hostEnv: env, allowed: {...allowed, programPath}})
    const writableRoots = writable?.map((folder) => path.join(view.root, folder))
    return createDefaultPolicy({
      workspace: {source: view.source, target: view.root, access, ...(writableRoots !== undefined && {writableRoots})},
      readPaths: allowed.readPaths,
      hiddenPaths: [...hidden.paths, ...(hostSockets?.() ?? [])].map(seen),
      protectedPaths: view.method === 'in-place' ? protectedPaths(view.root, mapObeyed(hidden.obeyed, seen)) : [],
      environment: {...environment, ...proxyEnvironment(open, network?.addresses)},
      limits: {timeoutMs},
      network: open,
    })
  }
}

const noNetwork: NetworkPolicy = {kind: 'none'}

type Obeyed = NonNullable<Parameters<typeof protectedPaths>[1]>

function mapObeyed({repositories, settings, rootLinks}: Obeyed, seen: (place: string) => string): Obeyed {
  return {repositories: repositories.map(seen), settings: settings.map(seen), rootLinks: rootLinks.map(seen)}
}

/** SHA-256 in hex. Where a view lies differs each time, and says nothing of what may be done. */
export function hashPolicy({workspace, ...policy}: SandboxPolicy, hosts: readonly string[]): string {
  const {source: _, ...place} = workspace
  return createHash('sha256')
    .update(JSON.stringify({...policy, workspace: place, hosts}))
    .digest('hex')
}
