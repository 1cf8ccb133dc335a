import {readdir, readFile} from 'node:fs/promises'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync} from 'node:zlib'

/** Secrets by name, which are looked for in every artefact. */
export type Canaries = Readonly<Record<string, string>>

/** The names of the canaries that are in these bytes, in whatever spelling, packed or not. */
export function canariesIn(content: string | Uint8Array, canaries: Canaries): readonly string[] {
  const bytes = Buffer.from(content)
  const texts = [bytes, ...unpacked(bytes)].map((part) => part.toString('latin1'))
  return Object.entries(canaries)
    .filter(([, secret]) => spellings(secret).some((spelling) => texts.some((text) => text.includes(spelling))))
    .map(([name]) => name)
}

/** Where canaries are below a folder: `file: name`. The rows of databases are read as well, and the names of files. */
export async function canariesBelow(folder: string, canaries: Canaries): Promise<readonly string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true})
  const found = await Promise.all(
    entries.map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name)
      const name = path.relative(folder, file)
      const content = entry.isFile() ? await readFile(file) : Buffer.alloc(0)
      const rows = content.subarray(0, 15).toString() === 'SQLite format 3' ? rowsOf(file) : []
      const all = [name, content, ...rows].flatMap((part) => canariesIn(part, canaries))
      return [...new Set(all)].map((canary) => `${name}: ${canary}`)
    }),
  )
  return found.flat().toSorted()
}

/** As it is, and in all ways in which a program writes text down. */
function spellings(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  const twice = JSON.stringify(inJson).slice(1, -1)
  const bytes = Buffer.from(secret)
  const plain = [secret, inJson, twice, encodeURIComponent(secret), [...secret].toReversed().join('')]
  const encoded = [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64s(bytes)]
  return [...plain, ...encoded, Buffer.from(secret, 'utf16le').toString('latin1')]
}

/** In base64 a text looks different at each of three offsets; what its neighbours decide is left out. */
function base64s(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/.?=+$/, '')
    const sure = padded.slice(offset === 0 ? 0 : 4, -1)
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** What was packed, at any place of the bytes. */
function unpacked(bytes: Buffer): readonly Buffer[] {
  const starts: number[] = []
  for (let at = bytes.indexOf(0x1f); at !== -1; at = bytes.indexOf(0x1f, at + 1)) {
    if (bytes[at + 1] === 0x8b) starts.push(at)
  }
  for (let at = bytes.indexOf(0x78); at !== -1; at = bytes.indexOf(0x78, at + 1)) {
    if ([0x01, 0x5e, 0x9c, 0xda].includes(bytes[at + 1] ?? 0)) starts.push(at)
  }
  const found = starts.flatMap((start) => {
    const rest = bytes.subarray(start)
    return [gunzipSync, inflateSync].flatMap((unpack) => attempt(() => unpack(rest)))
  })
  return [...found, ...[brotliDecompressSync, inflateRawSync].flatMap((unpack) => attempt(() => unpack(bytes)))]
}

function attempt(unpack: () => Buffer): readonly Buffer[] {
  try {
    return [unpack()]
  } catch {
    return []
  }
}

/** In the file itself a long value lies in several pages, with other bytes between. */
function rowsOf(file: string): readonly Uint8Array[] {
  const database = new DatabaseSync(file, {readOnly: true})
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    return tables.flatMap(({name}) =>
      database
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .flatMap((row) => Object.values(row))
        .flatMap((value) => (typeof value === 'string' || value instanceof Uint8Array ? [Buffer.from(value)] : [])),
    )
  } finally {
    database.close()
  }
}
