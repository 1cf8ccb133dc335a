import {closeSync, constants, openSync} from 'node:fs'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {Socket} from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type {Readable, Writable} from 'node:stream'
import {makePipes, type PipeSupply} from './pipe-supply.ts'

/** What a program reads: all of it at once, or bit by bit. */
export type Input = Uint8Array | AsyncIterable<Uint8Array>

/** Standard streams of a program that reads given bytes. */
export interface Streams {
  /** The program's stdin, stdout and stderr. */
  readonly inside: readonly [number, number, number]
  readonly stdout: Readable
  readonly stderr: Readable
  /** Where input that comes bit by bit is written. */
  readonly stdin?: Writable
  /** To be called when the program has its own copies, or did not start. */
  closeInside(): void
}

const {O_RDONLY, O_WRONLY, O_NONBLOCK} = constants

/**
 * Node connects children through sockets, and a socket cannot be opened by name: `echo oops > /dev/stderr` and
 * `cat /dev/stdin` would fail in every script. So input is a file, output are real pipes; neither keeps its name.
 */
export async function openStreams(input: Input | undefined, supply?: PipeSupply): Promise<Streams | undefined> {
  const pipes = await (supply === undefined ? makePipes() : supply.take())
  if (pipes === undefined) return undefined
  try {
    const [output, errors, spare] = pipes.paths
    const stdin = input instanceof Uint8Array ? await openInputFile(input) : openInput(input, spare)
    const stdout = openOutput(output)
    const stderr = openOutput(errors)
    const inside = [stdin.inside, stdout.inside, stderr.inside] as const
    return {
      inside,
      stdout: stdout.outside,
      stderr: stderr.outside,
      ...(stdin.outside !== undefined && {stdin: stdin.outside}),
      closeInside: () => inside.forEach((descriptor) => closeSync(descriptor)),
    }
  } finally {
    await pipes.release()
  }
}

interface InputEnds {
  readonly inside: number
  readonly outside?: Writable
}

async function openInputFile(input: Uint8Array): Promise<InputEnds> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'codex-streams-'))
  try {
    const file = path.join(folder, 'in')
    await writeFile(file, input, {mode: 0o644})
    return {inside: openSync(file, O_RDONLY)}
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

function openInput(input: AsyncIterable<Uint8Array> | undefined, pipe: string): InputEnds {
  return input === undefined ? {inside: openSync('/dev/null', O_RDONLY)} : openInputPipe(pipe)
}

/** Opening either end of a pipe waits for the other, so a reader that does not wait comes first, for a moment. */
function openInputPipe(name: string): InputEnds {
  const first = openSync(name, O_RDONLY | O_NONBLOCK)
  const writer = openSync(name, O_WRONLY | O_NONBLOCK)
  const inside = openSync(name, O_RDONLY)
  closeSync(first)
  return {inside, outside: new Socket({fd: writer, readable: false, writable: true})}
}

/** The program's end blocks, as programs expect it. Opening it waits for a reader, so that comes first. */
function openOutput(name: string): {readonly inside: number; readonly outside: Readable} {
  const reader = openSync(name, O_RDONLY | O_NONBLOCK)
  return {inside: openSync(name, O_WRONLY), outside: new Socket({fd: reader, readable: true, writable: false})}
}
