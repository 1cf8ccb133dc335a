import {mkdir, mkdtemp, realpath, writeFile} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type {ProbeResult, SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import {removeWorkFolder} from '../workspace/work-folder.ts'

const remedy = 'Run `/usr/bin/sandbox-exec -p "(version 1)(allow default)" /usr/bin/true`, or choose another backend.'

const detail = 'neither memory nor processes are limited, and a process that leaves its group is not ended'

/** What may be done works, and what may not does not: a profile that the system reads differently is no sandbox. */
const script = `
echo inside > file && cat file > /dev/null || exit 3
if cat ../outside/secret > /dev/null 2>&1; then exit 4; fi
if (echo written > ../outside/file) 2> /dev/null; then exit 5; fi
exit 0
`

const meanings: Readonly<Record<number, string>> = {
  3: 'a command could not write in its workspace',
  4: 'a command could read outside its workspace',
  5: 'a command could write outside its workspace',
}

export async function probeSeatbelt(backend: SandboxBackend, signal: AbortSignal): Promise<ProbeResult> {
  try {
    const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'codex-probe-')))
    try {
      const workspace = path.join(folder, 'workspace')
      await Promise.all([mkdir(workspace), mkdir(path.join(folder, 'outside'))])
      await writeFile(path.join(folder, 'outside', 'secret'), 'secret')
      const command = {argv: ['/bin/sh', '-c', script], cwd: workspace} as const
      const outcome = await backend.run(command, probePolicy(workspace), signal)
      if (outcome.kind === 'not-started') return {kind: 'unavailable', because: outcome.because, remedy}
      const {end} = outcome
      if (end.kind === 'exited' && end.exitCode === 0) return {kind: 'works', detail}
      const known = end.kind === 'exited' ? meanings[end.exitCode] : undefined
      return {kind: 'unavailable', because: known ?? `a small command ended with ${JSON.stringify(end)}`, remedy}
    } finally {
      await removeWorkFolder(folder)
    }
  } catch (error) {
    return {kind: 'unavailable', because: error instanceof Error ? error.message : String(error), remedy}
  }
}

function probePolicy(workspace: string): SandboxPolicy {
  return {
    workspace: {source: {kind: 'directory', path: workspace}, target: workspace, access: 'write'},
    readPaths: ['/usr/bin', '/bin'],
    hiddenPaths: [],
    protectedPaths: [],
    network: {kind: 'none'},
    environment: {PATH: '/usr/bin:/bin'},
    limits: {timeoutMs: 10_000, outputBytes: 10_000, processes: 64, dataBytes: 1024 ** 3, fileBytes: 1024 ** 2},
  }
}
