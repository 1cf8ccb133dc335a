import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type {ProbeResult, SandboxCommand, SandboxOutcome, SandboxPolicy} from '@codex-host/plugin-api'
import type {Ready} from './readiness.ts'

const remedy = 'See what `docker info` or `podman info` says, and that the image has sh, env and cat.'

type RunForProbe = (command: SandboxCommand, policy: SandboxPolicy) => Promise<SandboxOutcome>

/** Reads a file of this machine in a container: an engine elsewhere would show another one, or none. */
export async function probe(run: RunForProbe, {engine, image}: Ready): Promise<ProbeResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'codex-probe-'))
  try {
    const word = crypto.randomUUID()
    await writeFile(path.join(folder, 'word'), word)
    const outcome = await run({argv: ['cat', 'word'], cwd: folder}, probePolicy(folder))
    if (outcome.kind === 'not-started') return {kind: 'unavailable', because: outcome.because, remedy}
    if (Buffer.from(outcome.stdout.bytes).toString() !== word) {
      const because = `${engine.kind} does not show the files of this machine in a container`
      return {kind: 'unavailable', because, remedy}
    }
    const shown = `${image.name} (${image.id.slice(0, 'sha256:'.length + 12)})`
    const limited = 'memory is limited per process and per container, the number of processes per container'
    return {kind: 'works', detail: `${engine.kind} ${engine.version}, image ${shown}; ${limited}`}
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

function probePolicy(folder: string): SandboxPolicy {
  return {
    workspace: {source: {kind: 'directory', path: folder}, target: folder, access: 'read'},
    readPaths: [],
    hiddenPaths: [],
    protectedPaths: [],
    network: {kind: 'none'},
    environment: {PATH: '/usr/bin:/bin'},
    limits: {timeoutMs: 60_000, outputBytes: 10_000, processes: 64, dataBytes: 1024 ** 3, fileBytes: 1024 ** 2},
  }
}
