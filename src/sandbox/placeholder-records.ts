import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {isProcessAlive, thisProcess} from '../workspace/process-identity.ts'
import {removePlaceholder} from './remove-placeholder.ts'

/** Notes which placeholders this process holds, so that a kill does not leave them for ever. */
export function createPlaceholderRecords(folder: string | undefined) {
  const file = folder === undefined ? undefined : path.join(folder, `${crypto.randomUUID()}.json`)
  let isThere = false
  let last: Promise<void> = Promise.resolve()

  /** A record that cannot be written only means that nobody tidies up after a kill. */
  async function replace(places: readonly string[]): Promise<void> {
    if (file === undefined || folder === undefined || (places.length === 0 && !isThere)) return
    isThere = places.length > 0
    if (!isThere) return rm(file, {force: true}).catch(() => {})
    const text = JSON.stringify({owner: JSON.stringify(await thisProcess()), places})
    await mkdir(folder, {recursive: true, mode: 0o700})
      .then(() => writeFile(file, text, {mode: 0o600}))
      .catch(() => {})
  }

  return {
    /** All that is held now, or is about to be. */
    write(places: readonly string[]): Promise<void> {
      last = last.then(() => replace(places))
      return last
    },
  }
}

/** Removes the placeholders of processes that were killed, where they are still as they were made. */
export async function removeStalePlaceholders(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((candidate) => candidate.endsWith('.json'))) {
    const file = path.join(folder, name)
    const record = parseRecord(await readFile(file, 'utf8').catch(() => ''))
    if (record === undefined || (await isProcessAlive(record.owner))) continue
    for (const place of record.places.toReversed()) await removePlaceholder(place).catch(() => {})
    await rm(file, {force: true})
  }
}

interface PlaceholderRecord {
  readonly owner: string
  readonly places: readonly string[]
}

function parseRecord(text: string): PlaceholderRecord | undefined {
  try {
    const {owner, places} = JSON.parse(text) as Record<string, unknown>
    if (typeof owner !== 'string' || !Array.isArray(places)) return undefined
    return {owner, places: places.filter((place) => typeof place === 'string' && path.isAbsolute(place))}
  } catch {
    return undefined
  }
}
