import type {CommandEnd} from '@codex-host/plugin-api'
import {endGroup, settlesWithin} from './end-group.ts'
import {createOutputCollector} from './output-collector.ts'
import {toEnd} from './run-process.ts'
import {spawn, type Spawned, type SpawnRequest} from './spawn.ts'

export interface RunningProcess {
  readonly pid: number
  /** The next line of its stdout; `undefined` when it ends, or is silent for `timeoutMs`, before one is complete. */
  firstLine(timeoutMs: number): Promise<string | undefined>
  /** The beginning and the end of what it wrote on stderr so far. */
  errors(): string
  /** Closes its stdin, then ends its process group. Safe to call twice. */
  stop(): Promise<void>
  readonly ended: Promise<CommandEnd>
  /** From now on it keeps this process waiting for nothing. */
  unref(): void
}

export type StartOutcome =
  | {readonly kind: 'started'; readonly process: RunningProcess}
  | {readonly kind: 'not-started'; readonly because: string}

const longestLineBytes = 64 * 1024
const politeMs = 300
const keptErrorBytes = 10_000

/**
 * Starts a program that lives until it is stopped. Its stdin stays open as a lifeline: a program that reads it sees
 * its end when this process dies, however it dies.
 */
export async function startProcess(request: SpawnRequest): Promise<StartOutcome> {
  const outcome = await spawn(request)
  if (outcome.kind === 'not-started') return outcome

  const spawned = outcome.process
  const line = readFirstLine(spawned)
  const errors = createOutputCollector(keptErrorBytes)
  spawned.stderr?.on('data', (chunk: Uint8Array) => errors.add(chunk))
  for (const capture of spawned.captures) capture.resume()
  return {
    kind: 'started',
    process: {
      pid: spawned.pid,
      async firstLine(timeoutMs) {
        return (await settlesWithin(line, timeoutMs)) ? line : undefined
      },
      errors: () => Buffer.from(errors.captured().bytes).toString(),
      stop: () => stop(spawned),
      ended: spawned.exited.then(toEnd),
      unref: spawned.unref,
    },
  }
}

/** Keeps reading after the line, so that the program never blocks on its output. */
function readFirstLine(spawned: Spawned): Promise<string | undefined> {
  const found = Promise.withResolvers<string | undefined>()
  let text: Buffer = Buffer.alloc(0)
  spawned.stdout?.on('data', (chunk: Uint8Array) => {
    if (text.byteLength > longestLineBytes) return
    text = Buffer.concat([text, chunk])
    const end = text.indexOf(0x0a)
    if (end >= 0) found.resolve(text.subarray(0, end).toString('utf8'))
  })
  spawned.stdout?.once('close', () => found.resolve(undefined))
  return found.promise
}

async function stop(spawned: Spawned): Promise<void> {
  spawned.stdin?.end()
  await settlesWithin(spawned.exited, politeMs)
  await endGroup(spawned)
  spawned.stdout?.destroy()
  spawned.stderr?.destroy()
}
