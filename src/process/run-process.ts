import type {CapturedOutput, CommandEnd} from '@codex-host/plugin-api'
import {once} from 'node:events'
import type {Readable, Writable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {endGroup, settlesWithin, signalGroup} from './end-group.ts'
import {createOutputCollector, type OutputCollector} from './output-collector.ts'
import {type Input, openStreams, type Streams} from './open-streams.ts'
import type {PipeSupply} from './pipe-supply.ts'
import {spawn, type ExitStatus, type Spawned, type SpawnRequest} from './spawn.ts'

export interface ProcessRequest extends SpawnRequest {
  readonly stdin?: Input
  /** Told what the program writes, as it writes it; more is read when it has settled. */
  readonly onOutput?: (output: 'stdout' | 'stderr', chunk: Uint8Array) => void | Promise<void>
  readonly timeoutMs: number
  /** Kept per stream, half from its head and half from its tail. The rest is read and counted. */
  readonly outputBytes: number
  /** Of whoever starts many programs; each gets its own pipes when left out. */
  readonly pipes?: PipeSupply
}

export type ProcessOutcome =
  | {
      readonly kind: 'finished'
      readonly end: CommandEnd
      readonly stdout: CapturedOutput
      readonly stderr: CapturedOutput
      /** One per descriptor that was asked for as `capture`, in order. */
      readonly captures: readonly CapturedOutput[]
      readonly durationMs: number
    }
  /** The system did not start the program: not found, not executable, no such folder. */
  | {readonly kind: 'not-started'; readonly because: string}

/** How long output may still arrive after the process has ended and its group was killed. */
const drainMs = 1000

/**
 * Runs a program to its end and keeps what it wrote. Its whole process group ends with it: also what it left in the
 * background, also on time-out and abort. Never throws for what the program does.
 */
export async function runProcess(request: ProcessRequest, signal: AbortSignal): Promise<ProcessOutcome> {
  if (signal.aborted) return {kind: 'not-started', because: 'it was cancelled before it started'}
  const startedAt = performance.now()
  const streams = await openStreams(request.stdin, request.pipes)
  const outcome = await spawn(request, streams?.inside)
  streams?.closeInside()
  if (outcome.kind === 'not-started') {
    streams?.stdout.destroy()
    streams?.stderr.destroy()
    return outcome
  }

  const spawned = outcome.process
  const {input, outputs} = streamsOf(spawned, streams)
  const collected = outputs.map((stream, index) => collect(stream, request, outputNames[index]))
  feed(input, request.stdin)
  const end = await waitForEnd(spawned, request.timeoutMs, signal)
  input?.destroy()
  await drain(collected)
  const [stdout, stderr, ...captures] = collected.map((stream) => stream.collector.captured())
  if (stdout === undefined || stderr === undefined) throw new Error('A process has two output streams.')
  return {kind: 'finished', end, stdout, stderr, captures, durationMs: performance.now() - startedAt}
}

interface Collected {
  readonly stream: Readable
  readonly collector: OutputCollector
  readonly closed: Promise<unknown>
}

/** stdout and stderr come first. */
function streamsOf(spawned: Spawned, streams: Streams | undefined) {
  const {captures} = spawned
  return streams === undefined
    ? {input: spawned.stdin, outputs: [spawned.stdout, spawned.stderr, ...captures]}
    : {input: streams.stdin ?? null, outputs: [streams.stdout, streams.stderr, ...captures]}
}

const outputNames = ['stdout', 'stderr'] as const

/** Input that never ends is no reason to wait: whoever starts a program may hold its own open for ever. */
function feed(stream: Writable | null, input: Input | undefined): void {
  if (stream === null) return
  stream.on('error', () => {})
  if (input === undefined || input instanceof Uint8Array) stream.end(input)
  else void pipeline(input, stream).catch(() => {})
}

function collect(
  stream: Readable | null,
  {outputBytes, onOutput}: ProcessRequest,
  name: (typeof outputNames)[number] | undefined,
): Collected {
  if (stream === null) throw new Error('The output of a process can be read.')
  const collector = createOutputCollector(outputBytes)
  stream.on('error', () => {})
  stream.on('data', (chunk: Uint8Array) => {
    collector.add(chunk)
    const told = name === undefined ? undefined : onOutput?.(name, chunk)
    if (told === undefined) return
    stream.pause()
    void told.then(() => stream.resume())
  })
  return {stream, collector, closed: once(stream, 'close').catch(() => undefined)}
}

async function waitForEnd(spawned: Spawned, timeoutMs: number, signal: AbortSignal): Promise<CommandEnd> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const stop = AbortSignal.any([timeout, signal])
  const stopped = Promise.withResolvers<undefined>()
  const onStop = (): void => stopped.resolve(undefined)
  stop.addEventListener('abort', onStop)
  if (stop.aborted) onStop()
  const status = await Promise.race([spawned.exited, stopped.promise])
  stop.removeEventListener('abort', onStop)
  if (status !== undefined) {
    signalGroup(spawned.pid, 'SIGKILL')
    return toEnd(status)
  }
  await endGroup(spawned)
  return signal.aborted ? {kind: 'cancelled'} : {kind: 'timed-out'}
}

/** A process outside the group may hold the output open for ever, so the wait is bounded and the streams are closed. */
async function drain(collected: readonly Collected[]): Promise<void> {
  await settlesWithin(Promise.all(collected.map(({closed}) => closed)), drainMs)
  for (const {stream} of collected) stream.destroy()
}

export function toEnd(status: ExitStatus): CommandEnd {
  if (status.signal !== null) return {kind: 'signalled', signal: status.signal}
  return {kind: 'exited', exitCode: status.exitCode ?? 0}
}
