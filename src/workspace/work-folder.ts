import {lstat, mkdir, mkdtemp, readFile, readdir, realpath, rename, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {geteuid} from 'node:process'
import {runProcess} from '../process/run-process.ts'
import {isProcessAlive, thisProcess} from './process-identity.ts'
import {refuseWorkParent} from './refuse-work-parent.ts'

export interface WorkFolder {
  readonly path: string
  /** By the clock of the kernel, as files get it. */
  readonly madeAtNs: bigint
}

const prefix = 'codex-view-'
const ownerFile = 'owner'
const timeoutMs = 120_000

/** Makes one with a name of its own, or `chosen`. Returns why there is none. */
export async function makeWorkFolder(parent: string, chosen?: string): Promise<WorkFolder | string> {
  try {
    await mkdir(parent, {recursive: true, mode: 0o700})
    const refusal = refuseWorkParent(await lstat(parent), geteuid?.())
    if (refusal !== undefined) return refusal
    if (chosen !== undefined) {
      // Of the turn before, where it could not be removed.
      await removeWorkFolder(chosen)
      await mkdir(chosen, {mode: 0o700})
    }
    const folder = chosen ?? (await mkdtemp(path.join(await realpath(parent), prefix)))
    // Renamed when it is whole: whoever reads half of it takes this folder for one that a killed process left.
    await writeFile(path.join(folder, `${ownerFile}.new`), JSON.stringify(await thisProcess()), {mode: 0o600})
    await rename(path.join(folder, `${ownerFile}.new`), path.join(folder, ownerFile))
    const {ctimeNs} = await lstat(path.join(folder, ownerFile), {bigint: true})
    return {path: folder, madeAtNs: ctimeNs}
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A real path at which `makeWorkFolder` can make one again and again, below the first of `parents` that can hold one. */
export async function chooseWorkFolder(parents: readonly string[]): Promise<string | undefined> {
  for (const parent of parents) {
    const made = await makeWorkFolder(parent)
    if (typeof made === 'string') continue
    await removeWorkFolder(made.path)
    return made.path
  }
  return undefined
}

/** Removes what a killed process left in `parent`. Views that somebody works in stay. */
export async function removeStaleWork(parent: string): Promise<void> {
  const stats = await lstat(parent).catch(() => undefined)
  if (stats === undefined || refuseWorkParent(stats, geteuid?.()) !== undefined) return
  const names = await readdir(parent).catch(() => [])
  for (const name of names.filter((candidate) => candidate.startsWith(prefix))) {
    const folder = path.join(parent, name)
    const owner = await readFile(path.join(folder, ownerFile), 'utf8').catch(() => undefined)
    if (owner !== undefined && !(await isProcessAlive(owner))) await removeWorkFolder(folder)
  }
}

/** Folders without permissions are part of every overlay, and of what a turn may leave. */
export async function removeWorkFolder(folder: string): Promise<void> {
  const script = '/bin/chmod -R u+rwx -- "$1"; exec /bin/rm -rf -- "$1"'
  const argv = ['/bin/sh', '-c', script, 'codex-view', folder] as const
  await runProcess({argv, environment: {}, timeoutMs, outputBytes: 1024}, AbortSignal.timeout(timeoutMs))
}
