import {mkdtemp, rm} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {geteuid} from 'node:process'
import type {ProbeResult, SandboxBackend, SandboxCommand, SandboxPolicy} from '@codex-host/plugin-api'
import {limitsProcessIds} from './limits-process-ids.ts'

/** Runs a command that does nothing, with a real folder as its workspace. */
export async function probeBackend(backend: SandboxBackend, signal: AbortSignal): Promise<ProbeResult> {
  const remedy =
    'Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces, ' +
    'kernel.apparmor_restrict_unprivileged_userns), or choose another backend.'
  try {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'codex-probe-'))
    try {
      const command: SandboxCommand = {argv: ['/usr/bin/env', 'true'], cwd: folder}
      const outcome = await backend.run(command, probePolicy(folder), signal)
      if (outcome.kind === 'not-started') return {kind: 'unavailable', because: outcome.because, remedy}
      const {end} = outcome
      if (end.kind === 'exited' && end.exitCode === 0) return {kind: 'works', detail: limitsDetail()}
      return {kind: 'unavailable', because: `a command that does nothing ended with ${JSON.stringify(end)}`, remedy}
    } finally {
      await rm(folder, {recursive: true, force: true})
    }
  } catch (error) {
    return {kind: 'unavailable', because: error instanceof Error ? error.message : String(error), remedy}
  }
}

function probePolicy(folder: string): SandboxPolicy {
  return {
    workspace: {source: {kind: 'directory', path: folder}, target: folder, access: 'write'},
    readPaths: ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/etc/ld.so.cache', '/nix/store', '/gnu/store'],
    hiddenPaths: [],
    protectedPaths: [],
    network: {kind: 'none'},
    environment: {PATH: '/usr/bin:/bin'},
    limits: {timeoutMs: 10_000, outputBytes: 10_000, processes: 64, dataBytes: 1024 ** 3, fileBytes: 1024 ** 2},
  }
}

function limitsDetail(): string {
  const isRoot = geteuid?.() === 0
  return isRoot && !limitsProcessIds()
    ? 'memory is limited per process; the number of processes is not limited, because codex runs as root'
    : 'memory is limited per process, the number of processes per command'
}
