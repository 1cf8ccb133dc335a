import {constants} from 'node:fs'
import {open, readFile, readdir, type FileHandle} from 'node:fs/promises'
import path from 'node:path'
import {stampOf} from '../open-inside.ts'

/** Which objects a repository has. Only looks: packs by their indexes, and what `alternates` names. Close it. */
export interface KnownObjects {
  has(id: string): Promise<boolean>
  close(): Promise<void>
}

const deepestAlternates = 5

export async function openKnownObjects(objects: string): Promise<KnownObjects> {
  const folders = await withAlternates(objects)
  const indexes = (await Promise.all(folders.map(openIndexes))).flat()
  const answers = new Map<string, boolean>()

  async function look(id: string): Promise<boolean> {
    for (const folder of folders) {
      const stamp = await stampOf(path.join(folder, id.slice(0, 2), id.slice(2))).catch(() => undefined)
      if (stamp?.kind === 'file') return true
    }
    for (const index of indexes) if (await index.has(id)) return true
    return false
  }

  return {
    async has(id) {
      const answer = answers.get(id) ?? (await look(id))
      answers.set(id, answer)
      return answer
    },
    async close() {
      await Promise.all(indexes.map(({close}) => close()))
    },
  }
}

async function withAlternates(objects: string): Promise<readonly string[]> {
  const folders = new Set([objects])
  let level = [objects]
  for (let depth = 0; depth < deepestAlternates && level.length > 0; depth++) {
    const texts = await Promise.all(level.map((folder) => readText(path.join(folder, 'info', 'alternates'))))
    level = texts.flatMap((text, index) =>
      text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => path.resolve(level[index] ?? '', line)),
    )
    for (const folder of level) folders.add(folder)
  }
  return [...folders]
}

async function readText(location: string): Promise<string> {
  const stamp = await stampOf(location).catch(() => undefined)
  return stamp?.kind === 'file' ? readFile(location, 'utf8').catch(() => '') : ''
}

interface PackIndex {
  has(id: string): Promise<boolean>
  close(): Promise<void>
}

async function openIndexes(objects: string): Promise<readonly PackIndex[]> {
  const folder = path.join(objects, 'pack')
  const names = await readdir(folder).catch((): string[] => [])
  const packs = names.filter((name) => name.endsWith('.idx') && names.includes(`${name.slice(0, -4)}.pack`))
  const opened = await Promise.all(packs.map((name) => openIndex(path.join(folder, name)).catch(() => undefined)))
  return opened.filter((index) => index !== undefined)
}

const headerBytes = 8
const fanoutBytes = 256 * 4

/** An index of version 2: a table of 256 counts by first byte, then all names in their order. */
async function openIndex(location: string): Promise<PackIndex | undefined> {
  const handle = await open(location, constants.O_RDONLY | constants.O_NONBLOCK)
  const head = await readAt(handle, 0, headerBytes + fanoutBytes)
  const isReadable = (await handle.stat()).isFile() && head.toString('latin1', 0, 4) === '\u00fftOc' && head[7] === 2
  if (!isReadable) {
    await handle.close()
    return undefined
  }
  const countBelow = (first: number): number => (first < 0 ? 0 : head.readUInt32BE(headerBytes + first * 4))
  const buckets = new Map<number, Promise<ReadonlySet<string>>>()

  async function readBucket(first: number, idBytes: number): Promise<ReadonlySet<string>> {
    const start = countBelow(first - 1)
    const count = countBelow(first) - start
    const names = await readAt(handle, headerBytes + fanoutBytes + start * idBytes, count * idBytes)
    return new Set(
      Array.from({length: count}, (_, index) => names.toString('hex', index * idBytes, (index + 1) * idBytes)),
    )
  }

  return {
    async has(id) {
      const first = Number.parseInt(id.slice(0, 2), 16)
      const bucket = buckets.get(first) ?? readBucket(first, id.length / 2)
      buckets.set(first, bucket)
      return (await bucket).has(id)
    },
    close: () => handle.close(),
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const {size} = await handle.stat()
  if (length < 0 || position + length > size) throw new Error('The index of a pack is cut off.')
  const buffer = Buffer.alloc(length)
  await handle.read(buffer, 0, length, position)
  return buffer
}
