import {access, constants, mkdir, mkdtemp, realpath, writeFile} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type {
  SandboxBackend,
  SandboxCapabilities,
  SandboxCommand,
  SandboxOutcome,
  SandboxPolicy,
} from '@codex-host/plugin-api'
import {removeWorkFolder} from '../workspace/work-folder.ts'
import {lastLine, launch, type FinishedProcess, type LaunchStatus} from './launch.ts'
import type {LaunchPlan} from './launch-plan.ts'
import {noCapabilities} from './no-capabilities.ts'
import {createPlaceholders, type Placeholders} from './placeholders.ts'
import {planSeatbelt} from './plan-seatbelt.ts'
import {probeSeatbelt} from './probe-seatbelt.ts'
import {type ProxyRelay, relayToProxy} from './relay-to-proxy.ts'
import {readSeatbeltFacts, realPolicy} from './seatbelt-facts.ts'
import type {IsPlaceholder} from './workspace-places.ts'

/**
 * The rest is what macOS does not give: a process that leaves its group is not ended, no limit holds for all processes
 * of a command, there is no loopback of its own, and files are shown where they lie.
 */
const capabilities: SandboxCapabilities = {
  ...noCapabilities,
  readAllowList: true,
  writeRoots: true,
  protectedPaths: true,
  networkOff: true,
  networkAllowList: true,
}

interface SeatbeltSettings {
  readonly recordFolder?: string
  readonly program?: string
  readonly platform?: NodeJS.Platform
}

/** Runs commands under a profile of macOS' own sandbox. */
export function createSeatbeltBackend({
  recordFolder,
  program = '/usr/bin/sandbox-exec',
  platform = process.platform,
}: SeatbeltSettings = {}): SandboxBackend {
  const placeholders = createPlaceholders(recordFolder)
  const backend: SandboxBackend = {
    name: 'seatbelt',
    capabilities,
    async probe(signal) {
      if (platform !== 'darwin') {
        return {kind: 'unavailable', because: 'seatbelt exists on macOS only', remedy: 'Choose another backend.'}
      }
      const isThere = await access(program, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (isThere) return probeSeatbelt(backend, signal)
      const remedy = 'It is part of macOS: choose another backend, such as docker.'
      return {kind: 'unavailable', because: `there is no ${program}`, remedy}
    },
    run: (command, policy, signal) => run({command, policy, program, placeholders}, signal),
  }
  return backend
}

interface SeatbeltRun {
  readonly command: SandboxCommand
  readonly policy: SandboxPolicy
  readonly program: string
  readonly placeholders: Placeholders
}

async function run(
  {command, policy, program, placeholders}: SeatbeltRun,
  signal: AbortSignal,
): Promise<SandboxOutcome> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'codex-seatbelt-')))
  let relay: ProxyRelay | undefined
  try {
    if (policy.network.kind === 'allow-list') relay = await relayToProxy(policy.network.proxySocket)
    const real = await realPolicy(policy)
    const place = {program, folder, ...(relay !== undefined && {proxyPort: relay.port})}
    const makePlan = async (isPlaceholder: IsPlaceholder): Promise<LaunchPlan> => {
      const plan = planSeatbelt(command, await readSeatbeltFacts(real, isPlaceholder), place)
      if (plan.kind === 'refused') return plan
      await mkdir(plan.temporaryFolder, {mode: 0o700})
      await writeFile(plan.profileFile, plan.profile, {mode: 0o600})
      return plan.launch
    }
    return await launch({makePlan, command, policy: real.policy, placeholders, readStatus}, signal)
  } finally {
    await relay?.close()
    await removeWorkFolder(folder)
  }
}

/** Written inside, just before the command: without it sandbox-exec itself failed. */
function readStatus({captures: [status], stderr}: FinishedProcess): LaunchStatus {
  if (Buffer.from(status?.bytes ?? []).toString() === 'started\n') return {kind: 'started'}
  return {kind: 'not-started', because: `the profile could not be applied: ${lastLine(stderr)}`}
}
