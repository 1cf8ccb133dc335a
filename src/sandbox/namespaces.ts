import {access, constants} from 'node:fs/promises'
import type {SandboxBackend, SandboxCapabilities} from '@codex-host/plugin-api'
import {createPipeSupply} from '../process/pipe-supply.ts'
import {readHostFacts} from './host-facts.ts'
import {lastLine, launch, type FinishedProcess, type LaunchStatus} from './launch.ts'
import {createPlaceholders} from './placeholders.ts'
import {bridgeGap} from './plan-bridge.ts'
import {planNamespaces} from './plan-namespaces.ts'
import {probeBackend} from './probe-backend.ts'
import type {IsPlaceholder} from './workspace-places.ts'

const capabilities: SandboxCapabilities = {
  readAllowList: true,
  writeRoots: true,
  protectedPaths: true,
  networkOff: true,
  networkAllowList: true,
  // util-linux can load no program of ours: the kernel's own checks are what stands.
  systemCallFilter: false,
  resourceLimits: true,
  killTree: true,
  diesWithHost: true,
  entersNamespaces: true,
  remapsWorkspace: true,
  ownLoopback: true,
}

const programs = ['unshare', 'setpriv', 'prlimit', 'nsenter', 'env'].map((name) => `/usr/bin/${name}`)

interface NamespacesSettings {
  readonly recordFolder?: string
  readonly plan?: typeof planNamespaces
}

/** Runs commands in namespaces made with util-linux alone, which every Linux distribution has. */
export function createNamespacesBackend({
  recordFolder,
  plan: makePlan = planNamespaces,
}: NamespacesSettings = {}): SandboxBackend {
  const placeholders = createPlaceholders(recordFolder)
  const pipes = createPipeSupply()
  const backend: SandboxBackend = {
    name: 'namespaces',
    capabilities,
    async probe(signal) {
      if (process.platform !== 'linux') {
        return {kind: 'unavailable', because: 'namespaces exist on Linux only', remedy: 'Use WSL2 or a Linux machine.'}
      }
      for (const program of programs) {
        const isThere = await access(program, constants.X_OK).then(
          () => true,
          () => false,
        )
        const remedy = 'Install util-linux 2.36 or newer, or bubblewrap.'
        if (!isThere) return {kind: 'unavailable', because: `there is no ${program}`, remedy}
      }
      return probeBackend(backend, signal)
    },
    async run(command, policy, signal) {
      const plan = async (isPlaceholder: IsPlaceholder) =>
        makePlan(command, policy, await readHostFacts(policy, isPlaceholder))
      return launch({makePlan: plan, command, policy, placeholders, pipes, readStatus}, signal)
    },
  }
  return backend
}

/** The first descriptor carries `started` and `exit N`, the second what the tools complained about. */
function readStatus({captures: [status, complaints, bridge], stderr}: FinishedProcess): LaunchStatus {
  const [started, exit] = Buffer.from(status?.bytes ?? [])
    .toString()
    .split('\n')
  if (started !== 'started') {
    const reason = complaints !== undefined && complaints.totalBytes > 0 ? complaints : stderr
    return {kind: 'not-started', because: `the namespaces could not be made: ${lastLine(reason)}`}
  }
  const gap = bridgeGap(bridge)
  if (gap !== undefined) return {kind: 'not-started', because: gap}
  const exitCode = /^exit (\d+)$/.exec(exit ?? '')?.[1]
  return exitCode === undefined ? {kind: 'started'} : {kind: 'started', exitCode: Number(exitCode)}
}
