import {lstat, mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {isProcessAlive, thisProcess} from '../workspace/process-identity.ts'
import {withFileLock} from '../workspace/with-file-lock.ts'
import {removePlaceholder} from './remove-placeholder.ts'

export interface PlaceholderRecords {
  /**
   * Runs `act` while nobody else makes or removes a placeholder: neither another part of this process, nor another
   * process with the same folder. `others` are the places that those hold. What killed processes left is gone by then.
   */
  whileLocked<Result>(act: (others: ReadonlySet<string>) => Promise<Result>): Promise<Result>
  /** All that is held here from now on. To be called under the lock, before a placeholder is made. */
  write(places: readonly string[]): Promise<void>
}

const waitMs = 10_000
const stepMs = 5

/**
 * Notes in `folder` which placeholders are held here, for other processes that hold the same ones, and for whoever comes
 * after a kill. Without a folder nobody else is known.
 */
export function createPlaceholderRecords(folder: string | undefined): PlaceholderRecords {
  const own = `${crypto.randomUUID()}.json`
  let written = ''
  let last: Promise<unknown> = Promise.resolve()

  return {
    whileLocked(act) {
      const next = last.then(async () => {
        if (folder === undefined) return act(new Set())
        await mkdir(folder, {recursive: true, mode: 0o700})
        return withFileLock({lock: path.join(folder, 'lock'), waitMs, stepMs, busy: () => isBusy(folder)}, async () =>
          act(await heldByOthers(folder, own)),
        )
      })
      last = next.catch(() => undefined)
      return next
    },
    async write(places) {
      if (folder === undefined) return
      const text =
        places.length === 0 ? '' : JSON.stringify({owner: JSON.stringify(await thisProcess()), places: [...places]})
      if (text === written) return
      const file = path.join(folder, own)
      if (text === '') await rm(file, {force: true})
      else await replace(file, text)
      written = text
    },
  }
}

/** Removes the placeholders of processes that were killed, where they are still as they were made. */
export async function removeStalePlaceholders(folder: string): Promise<void> {
  const isThere = (await readdir(folder).catch(() => [])).some(isRecord)
  if (isThere) await createPlaceholderRecords(folder).whileLocked(async () => undefined)
}

/** Those of the `places` that stand, and are not placeholders of a process that runs. */
export async function withoutPlaceholders(folder: string, places: readonly string[]): Promise<readonly string[]> {
  if (places.length === 0) return []
  return createPlaceholderRecords(folder).whileLocked(async (held) => {
    const areThere = await Promise.all(
      places.map(async (place) => (await lstat(place).catch(() => undefined)) !== undefined),
    )
    return places.filter((place, index) => areThere[index] === true && !held.has(place))
  })
}

/** Sweeps on the way, so that nobody takes what a dead process left for something of the user. */
async function heldByOthers(folder: string, own: string): Promise<ReadonlySet<string>> {
  const names = (await readdir(folder)).filter(isRecord)
  const records = await Promise.all(names.map(async (name) => readRecord(path.join(folder, name))))
  const known = records.filter((record) => record !== undefined)
  const held = new Set(known.filter(({isLive}) => isLive).flatMap(({places}) => places))
  for (const {file, places} of known.filter(({isLive}) => !isLive)) {
    for (const place of places.toReversed()) if (!held.has(place)) removePlaceholder(place)
    await rm(file, {force: true})
  }
  return new Set(known.filter(({file, isLive}) => isLive && path.basename(file) !== own).flatMap(({places}) => places))
}

interface PlaceholderRecord {
  readonly file: string
  readonly isLive: boolean
  readonly places: readonly string[]
}

async function readRecord(file: string): Promise<PlaceholderRecord | undefined> {
  try {
    const {owner, places} = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
    if (typeof owner !== 'string' || !Array.isArray(places)) return undefined
    const absolute = places.filter((place) => typeof place === 'string' && path.isAbsolute(place))
    return {file, isLive: await isProcessAlive(owner), places: absolute}
  } catch {
    return undefined
  }
}

/** Read by others at any time, and a kill must not leave half of it. */
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, {mode: 0o600})
  await rename(`${file}.new`, file)
}

function isRecord(name: string): boolean {
  return name.endsWith('.json')
}

function isBusy(folder: string): Error {
  return new Error(`${path.join(folder, 'lock')} is not released: if no codex is running, delete it`)
}
