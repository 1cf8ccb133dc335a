import path from 'node:path'
import type {HostProgram, SandboxHost} from '@codex-host/plugin-api'
import {runProcess} from '../process/run-process.ts'
import {startProcess} from '../process/start-process.ts'
import {createFileHolder} from '../sandbox/hold-files.ts'
import {placeholderRecords} from './work-folders.ts'

export interface SandboxHostOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly codexHome: string
  /** Of the backend. */
  readonly name: string
}

/** What the backend of a plugin gets from us, because it cannot import it. */
export function createSandboxHost({env, codexHome, name}: SandboxHostOptions): SandboxHost {
  return {
    env,
    stateFolder: path.join(codexHome, 'sandboxes', name),
    holdFiles: createFileHolder(placeholderRecords(codexHome)),
    async run({stdin, onOutput, ...program}, {timeoutMs, outputBytes}, signal) {
      const request = {
        ...spawnRequest(program),
        timeoutMs,
        outputBytes,
        ...(stdin !== undefined && {stdin}),
        ...(onOutput !== undefined && {onOutput}),
      }
      const outcome = await runProcess(request, signal)
      if (outcome.kind === 'not-started') return outcome
      const {kind, end, stdout, stderr, durationMs} = outcome
      return {kind, end, stdout, stderr, durationMs}
    },
    async keep(program) {
      const outcome = await startProcess(spawnRequest(program))
      if (outcome.kind === 'not-started') return outcome
      const {firstLine, errors, ended, stop, unref} = outcome.process
      unref()
      return {kind: 'kept', program: {firstLine, errors, ended, stop}}
    },
  }
}

function spawnRequest({argv, environment}: HostProgram) {
  return {argv, environment, cwd: '/'}
}
