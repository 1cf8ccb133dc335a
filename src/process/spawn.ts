import type {ChildProcess} from 'node:child_process'
import {closeSync, openSync} from 'node:fs'
import {Socket} from 'node:net'
import type {Readable, Writable} from 'node:stream'
import {execa, type ResultPromise} from 'execa'

export interface SpawnRequest {
  readonly argv: readonly [string, ...string[]]
  readonly cwd?: string
  /** The complete environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>
  /** Descriptors from 3 on. */
  readonly descriptors?: readonly Descriptor[]
}

/** Bytes or a file of the host that the process can read, or `capture` for what it writes there. */
export type Descriptor = Uint8Array | 'capture' | {readonly file: string}

export interface Spawned {
  readonly pid: number
  /** Null where the caller brought its own. */
  readonly stdin: Writable | null
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  /** One per descriptor that is captured, in order. */
  readonly captures: readonly Readable[]
  /** Settles when the process itself has ended, whoever still holds its output open. */
  readonly exited: Promise<ExitStatus>
  /** From now on neither it nor its streams keep this process waiting. */
  unref(): void
}

export interface ExitStatus {
  readonly exitCode: number | null
  readonly signal: string | null
}

export type SpawnOutcome =
  | {readonly kind: 'spawned'; readonly process: Spawned}
  | {readonly kind: 'not-started'; readonly because: string}

type StandardStreams = readonly [number, number, number] | readonly ['pipe', 'pipe', 'pipe']

/** Starts a program without a shell, as the leader of its own process group. */
export async function spawn(
  request: SpawnRequest,
  streams: StandardStreams = ['pipe', 'pipe', 'pipe'],
): Promise<SpawnOutcome> {
  const child = start(request, streams)
  if (child instanceof Error) return {kind: 'not-started', because: child.message}

  const node: ChildProcess = child.nodeChildProcess
  const exited = new Promise<ExitStatus>((resolve) => {
    node.once('exit', (exitCode, signal) => resolve({exitCode, signal}))
  })
  void child.catch(() => {})
  if (node.pid === undefined) {
    const result = await child
    return {kind: 'not-started', because: result.originalMessage ?? result.shortMessage ?? 'it could not be started'}
  }
  // The program may end, or close its input, before it has read everything.
  for (const stream of node.stdio) stream?.on('error', () => {})
  const captures = (request.descriptors ?? []).flatMap((kind, index) =>
    kind === 'capture' ? [node.stdio[index + 3] as Readable] : [],
  )
  return {
    kind: 'spawned',
    process: {
      pid: node.pid,
      stdin: node.stdin,
      stdout: node.stdout,
      stderr: node.stderr,
      captures,
      exited,
      unref: () => unref(node),
    },
  }
}

function unref(node: ChildProcess): void {
  node.unref()
  for (const stream of node.stdio) if (stream instanceof Socket) stream.unref()
}

/** execa reports what the system refuses as a result, and throws for what it refuses itself: a NUL in an argument. */
function start({argv, cwd, environment, descriptors = []}: SpawnRequest, streams: StandardStreams): Started | Error {
  const [program, ...args] = argv
  const opened: number[] = []
  const open = (file: string): number => {
    const descriptor = openSync(file, 'r')
    opened.push(descriptor)
    return descriptor
  }
  try {
    return execa(program, args, {
      env: {...environment},
      extendEnv: false,
      stdio: [...streams, ...descriptors.map((kind) => toStream(kind, open))] as ['pipe', 'pipe', 'pipe'],
      detached: true,
      cleanup: false,
      buffer: false,
      reject: false,
      encoding: 'buffer',
      stripFinalNewline: false,
      ...(cwd === undefined ? {} : {cwd}),
    })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    opened.forEach(closeSync)
  }
}

function toStream(kind: Descriptor, open: (file: string) => number): Uint8Array | 'pipe' | number {
  if (kind === 'capture') return 'pipe'
  return kind instanceof Uint8Array ? kind : open(kind.file)
}

type Started = ResultPromise<{stdio: ['pipe', 'pipe', 'pipe']; reject: false; buffer: false; encoding: 'buffer'}>
