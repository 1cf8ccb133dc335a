import type {SandboxBackend} from '@codex-host/plugin-api'
import {runProcess} from '../process/run-process.ts'
import {noCapabilities} from './no-capabilities.ts'

/** No sandbox: the command runs as the user. Only the environment, the time and the kept output are the policy's. */
export function createNoneBackend(): SandboxBackend {
  return {
    name: 'none',
    // `killTree` too: the process group is ended, but not a process that left it, for example through setsid.
    capabilities: noCapabilities,
    probe: () => Promise.resolve({kind: 'works', detail: 'no protection at all'}),
    async run(command, policy, signal) {
      const {source, target} = policy.workspace
      if (source.kind !== 'directory' || source.path !== target) {
        return {kind: 'not-started', because: 'without a sandbox the workspace cannot be shown in another place'}
      }
      const outcome = await runProcess(
        {
          argv: command.argv,
          cwd: command.cwd,
          environment: policy.environment,
          timeoutMs: policy.limits.timeoutMs,
          outputBytes: policy.limits.outputBytes,
          ...(command.stdin !== undefined && {stdin: command.stdin}),
          ...(command.onOutput !== undefined && {onOutput: command.onOutput}),
        },
        signal,
      )
      if (outcome.kind === 'not-started') return outcome
      const {end, stdout, stderr, durationMs} = outcome
      return {kind: 'finished', end, stdout, stderr, durationMs}
    },
  }
}
