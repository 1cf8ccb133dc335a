import {createHash} from 'node:crypto'
import {readInside} from './read-inside.ts'
import type {WorkspacePath} from './workspace-path.ts'

export type GitIndex =
  /** Paths of files and links, as far as they are in the index. Where it is split there may be more than it holds now. */
  {readonly kind: 'read'; readonly names: readonly string[]} | {readonly kind: 'unreadable'; readonly because: string}

const maxBytes = 512 * 1024 * 1024
const kinds = {link: 0o12, submodule: 0o16, folder: 0o04}

/**
 * What git tracks in the repository at `root`, read from the file itself: git would obey the configuration of the repository
 * on the way, which can name programs. Versions 2 to 4, split and sparse ones, SHA-1 and SHA-256.
 */
export async function readGitIndex(root: string, file = 'index'): Promise<GitIndex> {
  const found = await readInside(root, `.git/${file}` as WorkspacePath, maxBytes)
  if (found.kind === 'found' && found.entry.kind === 'absent') return {kind: 'read', names: []}
  if (found.kind !== 'found' || found.entry.kind !== 'file') return unreadable(file)
  const bytes = Buffer.from(found.entry.bytes)
  try {
    const hashBytes = bytes.subarray(-32).equals(createHash('sha256').update(bytes.subarray(0, -32)).digest()) ? 32 : 20
    const {names, shared} = parse(bytes, hashBytes)
    if (shared === undefined) return {kind: 'read', names}
    if (file !== 'index') return unreadable(file)
    const base = await readGitIndex(root, `sharedindex.${shared}`)
    return base.kind === 'read' ? {kind: 'read', names: [...new Set([...names, ...base.names])]} : base
  } catch (error) {
    // Reading beyond the end of the buffer.
    if (error instanceof RangeError) return unreadable(file)
    throw error
  }
}

function unreadable(file: string): GitIndex {
  return {kind: 'unreadable', because: `.git/${file} cannot be read as an index of git`}
}

interface Entry {
  readonly name: Buffer
  readonly mode: number
  readonly end: number
}

/** Throws a RangeError where it is no index. */
function parse(bytes: Buffer, hashBytes: number): {names: readonly string[]; shared: string | undefined} {
  const version = bytes.readUInt32BE(4)
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) throw new RangeError('no index')
  const names: string[] = []
  let position = 12
  let previous: Buffer = Buffer.alloc(0)
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const entry = readEntry(bytes, position, {version, hashBytes, previous})
    const kind = entry.mode >> 12
    // An entry without a name only says what replaces one of the shared index.
    if (entry.name.length > 0 && kind !== kinds.submodule && kind !== kinds.folder) names.push(entry.name.toString())
    previous = entry.name
    position = entry.end
  }
  return {names, shared: sharedIndex(bytes, position, hashBytes)}
}

function readEntry(
  bytes: Buffer,
  start: number,
  {version, hashBytes, previous}: {version: number; hashBytes: number; previous: Buffer},
): Entry {
  const mode = bytes.readUInt32BE(start + 24)
  const flagsAt = start + 40 + hashBytes
  const isExtended = (bytes.readUInt16BE(flagsAt) & 0x4000) !== 0
  const nameAt = flagsAt + (isExtended ? 4 : 2)
  if (version < 4) {
    const nameEnd = endOfName(bytes, nameAt)
    // Padded with one to eight NULs.
    return {name: bytes.subarray(nameAt, nameEnd), mode, end: start + ((nameEnd - start + 8) & ~7)}
  }
  const {value: dropped, end: suffixAt} = readOffset(bytes, nameAt)
  const nameEnd = endOfName(bytes, suffixAt)
  const kept = previous.subarray(0, Math.max(0, previous.length - dropped))
  return {name: Buffer.concat([kept, bytes.subarray(suffixAt, nameEnd)]), mode, end: nameEnd + 1}
}

function endOfName(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(0, start)
  if (end === -1) throw new RangeError('a name does not end')
  return end
}

/** The variable length of git's pack files, where each further byte counts one more. */
function readOffset(bytes: Buffer, start: number): {value: number; end: number} {
  let byte = bytes.readUInt8(start)
  let value = byte & 0x7f
  let end = start + 1
  while ((byte & 0x80) !== 0) {
    byte = bytes.readUInt8(end)
    value = (value + 1) * 128 + (byte & 0x7f)
    end += 1
    if (value > 2 ** 31) throw new RangeError('a length is too large')
  }
  return {value, end}
}

/** The hash in the extension `link`, which names the index that this one only changes. */
function sharedIndex(bytes: Buffer, start: number, hashBytes: number): string | undefined {
  for (let position = start; position + 8 <= bytes.length - hashBytes;) {
    const size = bytes.readUInt32BE(position + 4)
    if (bytes.toString('latin1', position, position + 4) === 'link' && size >= hashBytes) {
      const hash = bytes.subarray(position + 8, position + 8 + hashBytes)
      return hash.every((byte) => byte === 0) ? undefined : hash.toString('hex')
    }
    position += 8 + size
  }
  return undefined
}
