import {closeSync, openSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {execa} from 'execa'

/** Pipes that nobody has opened yet, to be opened by their paths, and then released. */
export interface Pipes {
  readonly paths: readonly [string, string, string]
  release(): Promise<void>
}

export interface PipeSupply {
  /** Nothing where the system makes none. */
  take(): Promise<Pipes | undefined>
}

export interface PipeSupplyOptions {
  /** For how many programs pipes are made at once. */
  readonly programs?: number
  /** After this time without a taker nothing is kept. */
  readonly idleMs?: number
}

const perProgram = 3
/** Of Linux: the descriptor means the pipe and opens neither end. Node does not name it. */
const O_PATH = 0o10000000

/**
 * Keeps pipes for the next programs, so that not each of them waits for mkfifo, which takes as long as a whole sandbox. What
 * is kept has no name any more: Linux opens it through `/proc`. Elsewhere each program gets its own.
 */
export function createPipeSupply({programs = 8, idleMs = 30_000}: PipeSupplyOptions = {}): PipeSupply {
  const stock: number[] = []
  let refilling: Promise<boolean> | undefined
  let idle: NodeJS.Timeout | undefined

  async function refill(): Promise<boolean> {
    const made = await makeNameless(programs * perProgram)
    stock.push(...made)
    return made.length > 0
  }
  function restartIdle(): void {
    clearTimeout(idle)
    idle = setTimeout(() => stock.splice(0).forEach(closeSync), idleMs).unref()
  }

  return {
    async take() {
      if (process.platform !== 'linux') return makePipes()
      while (stock.length < perProgram) {
        refilling ??= refill().finally(() => (refilling = undefined))
        if (!(await refilling)) return undefined
      }
      restartIdle()
      const taken = stock.splice(0, perProgram)
      const [first, second, third] = taken.map((descriptor) => `/proc/self/fd/${descriptor}`)
      if (first === undefined || second === undefined || third === undefined) return undefined
      return {paths: [first, second, third], release: async () => taken.forEach(closeSync)}
    },
  }
}

/** Pipes for one program. They have names until they are released. */
export async function makePipes(): Promise<Pipes | undefined> {
  const made = await makeNamed(perProgram)
  if (made === undefined) return undefined
  const {folder, names} = made
  const [first, second, third] = names
  if (first === undefined || second === undefined || third === undefined) return undefined
  return {paths: [first, second, third], release: () => rm(folder, {recursive: true, force: true})}
}

async function makeNameless(count: number): Promise<readonly number[]> {
  const made = await makeNamed(count)
  if (made === undefined) return []
  try {
    return made.names.map((name) => openSync(name, O_PATH))
  } finally {
    await rm(made.folder, {recursive: true, force: true})
  }
}

async function makeNamed(count: number): Promise<{folder: string; names: readonly string[]} | undefined> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'codex-streams-')).catch(() => undefined)
  if (folder === undefined) return undefined
  const names = Array.from({length: count}, (_, index) => path.join(folder, String(index)))
  // The folder keeps others out. A program that runs as another user opens its own output by name, too.
  const made = await execa('/usr/bin/mkfifo', ['-m', '0666', ...names], {env: {}, extendEnv: false, reject: false})
  if (!made.failed) return {folder, names}
  await rm(folder, {recursive: true, force: true})
  return undefined
}
