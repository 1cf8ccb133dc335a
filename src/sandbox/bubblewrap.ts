import {accessSync, constants} from 'node:fs'
import type {SandboxBackend, SandboxCapabilities} from '@codex-host/plugin-api'
import {createPipeSupply} from '../process/pipe-supply.ts'
import {readHostFacts} from './host-facts.ts'
import {lastLine, launch, type FinishedProcess, type LaunchStatus} from './launch.ts'
import {createPlaceholders} from './placeholders.ts'
import {planBubblewrap} from './plan-bubblewrap.ts'
import {bridgeGap} from './plan-bridge.ts'
import {probeBackend} from './probe-backend.ts'
import {buildSeccompProgram} from './seccomp-program.ts'
import type {IsPlaceholder} from './workspace-places.ts'

const capabilities: SandboxCapabilities = {
  readAllowList: true,
  writeRoots: true,
  protectedPaths: true,
  networkOff: true,
  networkAllowList: true,
  systemCallFilter: true,
  resourceLimits: true,
  killTree: true,
  diesWithHost: true,
  entersNamespaces: true,
  remapsWorkspace: true,
  ownLoopback: true,
}

/** Where a system installs it. The user's PATH could name a program that only claims to be a sandbox. */
const programs = ['/usr/bin/bwrap', '/bin/bwrap', '/usr/local/bin/bwrap', '/run/current-system/sw/bin/bwrap']

interface BubblewrapSettings {
  readonly recordFolder?: string
  readonly plan?: typeof planBubblewrap
}

/** Runs commands through the system's bubblewrap, called directly. */
export function createBubblewrapBackend({
  recordFolder,
  plan: makePlan = planBubblewrap,
}: BubblewrapSettings = {}): SandboxBackend {
  const placeholders = createPlaceholders(recordFolder)
  const pipes = createPipeSupply()
  const backend: SandboxBackend = {
    name: 'bubblewrap',
    capabilities,
    async probe(signal) {
      if (process.platform !== 'linux') {
        return {kind: 'unavailable', because: 'bubblewrap exists on Linux only', remedy: 'Use WSL2 or a Linux machine.'}
      }
      if (findProgram() === undefined) {
        const remedy = 'Install it, for example with `apt-get install bubblewrap` or `dnf install bubblewrap`.'
        return {kind: 'unavailable', because: `there is no ${programs.slice(0, 2).join(' or ')}`, remedy}
      }
      return probeBackend(backend, signal)
    },
    async run(command, policy, signal) {
      const program = findProgram()
      if (program === undefined) return {kind: 'not-started', because: 'bubblewrap is not installed'}
      const {arch} = process
      if (arch !== 'x64' && arch !== 'arm64') {
        return {kind: 'not-started', because: `there is no system call filter for ${arch}`}
      }
      const options = {program, systemCallFilter: buildSeccompProgram(arch)}
      const plan = async (isPlaceholder: IsPlaceholder) =>
        makePlan({command, policy}, await readHostFacts(policy, isPlaceholder), options)
      return launch({makePlan: plan, command, policy, placeholders, pipes, readStatus}, signal)
    },
  }
  return backend
}

function findProgram(): string | undefined {
  for (const program of programs) {
    try {
      accessSync(program, constants.X_OK)
      return program
    } catch {
      continue
    }
  }
  return undefined
}

/** bubblewrap's own failures exit with 1 as well: only `exit-code` among its status lines proves that the command ran. */
function readStatus({end, stderr, captures: [status, bridge]}: FinishedProcess): LaunchStatus {
  const gap = bridgeGap(bridge)
  const text = Buffer.from(status?.bytes ?? []).toString()
  if (gap !== undefined && text.includes('"child-pid"')) return {kind: 'not-started', because: gap}
  const exitCode = /"exit-code": (\d+)/.exec(text)?.[1]
  if (exitCode !== undefined) return {kind: 'started', exitCode: Number(exitCode)}
  // Ended from outside after the sandbox stood: a time-out, an abort, a kill.
  if (end.kind !== 'exited' && text.includes('"child-pid"')) return {kind: 'started'}
  return {kind: 'not-started', because: `bubblewrap failed: ${lastLine(stderr)}`}
}
