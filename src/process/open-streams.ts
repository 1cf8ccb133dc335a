import {closeSync, constants, openSync, writeFileSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {Socket} from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type {Readable} from 'node:stream'
import {execa} from 'execa'

/** Standard streams of a program that reads given bytes. */
export interface Streams {
  /** The program's stdin, stdout and stderr. */
  readonly inside: readonly [number, number, number]
  readonly stdout: Readable
  readonly stderr: Readable
  /** To be called when the program has its own copies, or did not start. */
  closeInside(): void
}

const {O_RDONLY, O_WRONLY, O_NONBLOCK} = constants

/**
 * Node connects children through sockets, and a socket cannot be opened by name: `echo oops > /dev/stderr` and
 * `cat /dev/stdin` would fail in every script. So input is a file, output are real pipes; neither keeps its name.
 */
export async function openStreams(input: Uint8Array | undefined): Promise<Streams | undefined> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'codex-streams-')).catch(() => undefined)
  if (folder === undefined) return undefined
  try {
    const names = ['out', 'err'].map((name) => path.join(folder, name))
    const made = await execa('/usr/bin/mkfifo', ['-m', '0600', ...names], {env: {}, extendEnv: false, reject: false})
    const [output, errors] = names
    if (made.failed || output === undefined || errors === undefined) return undefined

    const stdin = input === undefined ? openSync('/dev/null', O_RDONLY) : openInput(path.join(folder, 'in'), input)
    const stdout = openOutput(output)
    const stderr = openOutput(errors)
    const inside = [stdin, stdout.inside, stderr.inside] as const
    return {
      inside,
      stdout: stdout.outside,
      stderr: stderr.outside,
      closeInside: () => inside.forEach((descriptor) => closeSync(descriptor)),
    }
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

function openInput(name: string, input: Uint8Array): number {
  writeFileSync(name, input, {mode: 0o600})
  return openSync(name, O_RDONLY)
}

/** The program's end blocks, as programs expect it. Opening it waits for a reader, so that comes first. */
function openOutput(name: string): {readonly inside: number; readonly outside: Readable} {
  const reader = openSync(name, O_RDONLY | O_NONBLOCK)
  return {inside: openSync(name, O_WRONLY), outside: new Socket({fd: reader, readable: true, writable: false})}
}
