import {
  defineSandbox,
  type SandboxCapabilities,
  type SandboxCommand,
  type SandboxOutcome,
  type SandboxPolicy,
} from '@codex-host/plugin-api'
import {createContainerPool} from './container-pool.ts'
import {commandEnvironment} from './exec-arguments.ts'
import {engineMounts} from './mount-arguments.ts'
import {probe} from './probe.ts'
import {getReady, type NotReady, type Ready} from './readiness.ts'
import {runCommand} from './run-command.ts'

const capabilities: SandboxCapabilities = {
  readAllowList: true,
  writeRoots: true,
  protectedPaths: true,
  networkOff: true,
  networkAllowList: false,
  systemCallFilter: true,
  resourceLimits: true,
  killTree: true,
  diesWithHost: true,
  // The engine mounts, and it does not know the mounts of our process.
  entersNamespaces: false,
  remapsWorkspace: true,
  ownLoopback: true,
}

/** Runs commands in containers of docker or podman, made from an image that the user chose. */
export default defineSandbox((host) => {
  const pool = createContainerPool(host)
  let ready: Promise<Ready | NotReady> | undefined

  async function whenReady(signal: AbortSignal): Promise<Ready | NotReady> {
    ready ??= getReady(host, signal)
    const answer = await ready
    // What was missing may be there the next time.
    if (answer.kind === 'not-ready') ready = undefined
    return answer
  }

  async function run({command, policy, mayKeep}: DockerRun, signal: AbortSignal): Promise<SandboxOutcome> {
    const refusal = findRefusal(command, policy)
    if (refusal !== undefined) return {kind: 'not-started', because: refusal}
    const found = await whenReady(signal)
    if (found.kind === 'not-ready') return {kind: 'not-started', because: found.because}
    const files = await host.holdFiles(policy)
    if (files.kind === 'refused') return {kind: 'not-started', because: files.because}
    try {
      const mounts = engineMounts(files.mounts, policy.workspace.target)
      const taken = await pool.take({...found, imageId: found.image.id, mounts, limits: policy.limits}, signal)
      if (taken.kind === 'not-started') return taken
      const {container} = taken
      const environment = commandEnvironment(policy.environment, found.image.path)
      const {outcome, isCleared} = await runCommand(host, {container, command, policy, environment}, signal)
      if (isCleared && files.isLasting && mayKeep) pool.giveBack(container)
      else await pool.end(container)
      return outcome
    } finally {
      await files.release()
    }
  }

  return {
    name: 'docker',
    capabilities,
    async probe(signal) {
      const found = await whenReady(signal)
      if (found.kind === 'not-ready') return {kind: 'unavailable', because: found.because, remedy: found.remedy}
      // No other command works in the folder of a probe.
      return probe((command, policy) => run({command, policy, mayKeep: false}, signal), found)
    },
    run: (command, policy, signal) => run({command, policy, mayKeep: true}, signal),
  }
})

interface DockerRun {
  readonly command: SandboxCommand
  readonly policy: SandboxPolicy
  /** Whether a later command may run in the same container. */
  readonly mayKeep: boolean
}

function findRefusal({argv: [program]}: SandboxCommand, {workspace, network}: SandboxPolicy): string | undefined {
  if (workspace.source.kind === 'namespace') return 'an engine cannot mount what only another process has mounted'
  if (network.kind !== 'none') return 'it has no way to the allowed hosts'
  // `env` would take it for a variable.
  if (program === '' || program.includes('=')) return `a program cannot be called ${JSON.stringify(program)} here`
  return undefined
}
