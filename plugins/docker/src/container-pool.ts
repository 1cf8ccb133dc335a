import {stat} from 'node:fs/promises'
import type {KeptProgram, SandboxHost} from '@codex-host/plugin-api'
import {type ContainerTerms, createArguments} from './create-arguments.ts'
import {askEngine, engineEnvironment, lastLine} from './engine.ts'
import {processOwner} from './owner.ts'
import {removal} from './sweep.ts'

export interface Container {
  readonly name: string
  readonly terms: ContainerTerms
  /** What was mounted: a file that was replaced since then is another one. */
  readonly key: string
  readonly holder: KeptProgram
}

export type Taken =
  | {readonly kind: 'taken'; readonly container: Container}
  | {readonly kind: 'not-started'; readonly because: string}

export interface ContainerPool {
  /** A container on these terms in which nothing runs: one that is there, or a new one. */
  take(terms: ContainerTerms, signal: AbortSignal): Promise<Taken>
  /** Keeps it for the next command on the same terms, if nothing of the last one is left in it. */
  giveBack(container: Container): void
  /** Ends everything in it. When this has settled nothing runs there any more, or the engine does not answer. */
  end(container: Container): Promise<void>
}

/** Commands that read and commands that write have different mounts. */
const mostIdle = 2

const startMs = 30_000

/** One command at a time runs in a container, so that what it leaves can be told from what another one does. */
export function createContainerPool(host: SandboxHost): ContainerPool {
  const idle: Container[] = []

  async function take(terms: ContainerTerms, signal: AbortSignal): Promise<Taken> {
    const key = await keyOf(terms)
    const index = idle.findIndex((container) => container.key === key)
    const [known] = index === -1 ? [] : idle.splice(index, 1)
    return known === undefined ? start(host, {terms, key}, signal) : {kind: 'taken', container: known}
  }

  async function end(container: Container): Promise<void> {
    const {program, kind} = container.terms.engine
    const never = new AbortController().signal
    await askEngine(host, {program, args: removal({kind}, container.name), timeoutMs: startMs}, never)
    await container.holder.stop()
  }

  async function keep(container: Container): Promise<void> {
    if (!(await holdsNothing(host, container))) return end(container)
    idle.push(container)
    void container.holder.ended.then(() => {
      const index = idle.indexOf(container)
      if (index !== -1) idle.splice(index, 1)
    })
    const oldest = idle.length > mostIdle ? idle.shift() : undefined
    if (oldest !== undefined) await end(oldest)
  }

  return {
    take,
    end,
    giveBack: (container) => void keep(container).catch(() => end(container)),
  }
}

async function start(
  host: SandboxHost,
  {terms, key}: {readonly terms: ContainerTerms; readonly key: string},
  signal: AbortSignal,
): Promise<Taken> {
  const {program} = terms.engine
  const name = `codex-${process.pid}-${crypto.randomUUID().slice(0, 8)}`
  const args = createArguments(terms, {name, owner: await processOwner()})
  const created = await askEngine(host, {program, args}, signal)
  if (created.kind === 'failed') return {kind: 'not-started', because: created.because}

  const argv = [program, 'start', '--attach', '--interactive', name] as const
  const kept = await host.keep({argv, environment: engineEnvironment(host.env)})
  if (kept.kind === 'not-started') return {kind: 'not-started', because: kept.because}
  const line = await kept.program.firstLine(startMs)
  if (line === 'ready') return {kind: 'taken', container: {name, terms, key, holder: kept.program}}

  const because = lastLine(kept.program.errors()) || 'the container did not start'
  await askEngine(host, {program, args: removal(terms.engine, name)}, new AbortController().signal)
  await kept.program.stop()
  return {kind: 'not-started', because}
}

/** A mount shows the file that was there when it was made. */
async function keyOf({mounts, limits, user, imageId}: ContainerTerms): Promise<string> {
  const files = await Promise.all(
    mounts.map(async (mount) => {
      if (mount.kind === 'empty') return [mount]
      const found = await stat(mount.source, {bigint: true}).catch(() => undefined)
      return [mount, String(found?.dev), String(found?.ino)]
    }),
  )
  const {processes, dataBytes, fileBytes} = limits
  return JSON.stringify({files, user, imageId, limits: {processes, dataBytes, fileBytes}})
}

/** Init and what it started. */
const ownProcesses = 2

/** What the engine sees counts: a command could have stopped the launcher from killing what it left. */
async function holdsNothing(host: SandboxHost, {name, terms}: Container): Promise<boolean> {
  const {program} = terms.engine
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await askEngine(host, {program, args: ['top', name]}, new AbortController().signal)
    if (answer.kind === 'failed') return false
    const [, ...processes] = answer.text.trim().split('\n')
    if (processes.length <= ownProcesses) return true
  }
  return false
}
