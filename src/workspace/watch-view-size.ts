import {CodexError} from '@codex-host/plugin-api'
import {statfs} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'
import {runProcess} from '../process/run-process.ts'

export interface ViewSizeLimits {
  /** What a turn may write into its copy. */
  readonly mostBytes: number
  /** What must stay free where the copy lies: nobody is helped by a full disk. */
  readonly leastFreeBytes: number
  /** Between two looks; longer where a look itself takes long. */
  readonly everyMs: number
}

export const viewSizeLimits: ViewSizeLimits = {
  mostBytes: 10 * 1024 ** 3,
  leastFreeBytes: 512 * 1024 ** 2,
  everyMs: 2000,
}

/** The folder that grows, what it held when the turn began, and what was free on its disk then. */
export interface GrowingFolder {
  readonly path: string
  readonly baseBytes: number
  readonly freeBytes: number
}

/** To be called when the turn begins. An upper layer holds nothing then, and a plain copy little. */
export async function growingFolder(folder: string, isLarge = false): Promise<GrowingFolder> {
  const baseBytes = isLarge ? await diskBytes(folder) : 0
  return {path: folder, baseBytes: baseBytes ?? 0, freeBytes: await freeBytes(folder)}
}

const longestLookMs = 60_000
const lookShare = 10

/**
 * Runs `act`, and aborts it when the folder has grown beyond the limit or the disk is nearly full.
 * @throws CodexError with exit code 10.
 */
export async function whileSmall<Result>(
  {folder, limits}: {readonly folder: GrowingFolder; readonly limits: ViewSizeLimits},
  act: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const stop = new AbortController()
  const done = new AbortController()
  const watching = watch(folder, limits, done.signal).then((refusal) => {
    if (refusal !== undefined) stop.abort()
    return refusal
  })
  const acted = await act(AbortSignal.any([signal, stop.signal])).finally(() => done.abort())
  const refusal = (await watching) ?? (signal.aborted ? undefined : await findSuddenExcess(folder, limits))
  if (refusal !== undefined) throw refusal
  return acted
}

async function watch(
  folder: GrowingFolder,
  limits: ViewSizeLimits,
  signal: AbortSignal,
): Promise<CodexError | undefined> {
  let waitMs = limits.everyMs
  while (await wait(waitMs, signal)) {
    const startedAt = performance.now()
    const refusal = await findExcess(folder, limits)
    if (refusal !== undefined) return refusal
    waitMs = Math.max(limits.everyMs, (performance.now() - startedAt) * lookShare)
  }
  return undefined
}

function wait(ms: number, signal: AbortSignal): Promise<boolean> {
  return delay(ms, true, {signal}).catch(() => false)
}

/** After each command, also the shortest: counting files is only worth it where the disk has become fuller. */
async function findSuddenExcess(folder: GrowingFolder, limits: ViewSizeLimits): Promise<CodexError | undefined> {
  const mayHaveGrown = folder.freeBytes - (await freeBytes(folder.path)) > limits.mostBytes / 2
  return mayHaveGrown ? findExcess(folder, limits) : undefined
}

async function freeBytes(folder: string): Promise<number> {
  return statfs(folder).then(
    ({bavail, bsize}) => bavail * bsize,
    () => Infinity,
  )
}

async function findExcess(folder: GrowingFolder, limits: ViewSizeLimits): Promise<CodexError | undefined> {
  if ((await freeBytes(folder.path)) < limits.leastFreeBytes) {
    return tooLarge(`The disk under ${folder.path} has less than ${inMegabytes(limits.leastFreeBytes)} left`)
  }
  const grownBytes = ((await diskBytes(folder.path)) ?? 0) - folder.baseBytes
  if (grownBytes <= limits.mostBytes) return undefined
  return tooLarge(
    `The turn has written ${inMegabytes(grownBytes)} into its copy, more than ${inMegabytes(limits.mostBytes)}`,
  )
}

/** What a folder takes on its disk. `undefined` where that cannot be found out. What cannot be read does not count. */
export async function diskBytes(folder: string): Promise<number | undefined> {
  const argv = ['/usr/bin/du', '-s', '-x', '-k', '--', folder] as const
  const outcome = await runProcess(
    {argv, environment: {}, timeoutMs: longestLookMs, outputBytes: 4096},
    AbortSignal.timeout(longestLookMs),
  )
  if (outcome.kind === 'not-started') return undefined
  const size = /^(\d+)\t/.exec(Buffer.from(outcome.stdout.bytes).toString('latin1'))?.[1]
  return size === undefined ? undefined : Number(size) * 1024
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`
}

function tooLarge(what: string): CodexError {
  return new CodexError(`${what}, so it was stopped. No file of yours was changed.`, {
    code: 'COPY_TOO_LARGE',
    exitCode: 10,
    suggestions: ['Let commands write large files below /tmp, which is theirs alone and is gone after each command.'],
  })
}
