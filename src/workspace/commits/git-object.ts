import {createHash} from 'node:crypto'
import {promisify} from 'node:util'
import zlib from 'node:zlib'
import {isGitPath} from '../landing-rules.ts'
import type {GitObject} from './commit-set.ts'

export interface ObjectLink {
  readonly id: string
  readonly type: GitObject['type']
}

const maxObjectBytes = 64 * 1024 * 1024
const inflate = promisify(zlib.inflate)
const deflate = promisify(zlib.deflate)

/**
 * Reads an object as git keeps it in a file of its own. `undefined`: it is damaged, too large, of another type, or
 * is not what its name says.
 */
export async function unpackObject(id: string, compressed: Uint8Array): Promise<GitObject | undefined> {
  const whole = await inflate(compressed, {maxOutputLength: maxObjectBytes}).catch(() => undefined)
  if (whole === undefined || hashOf(whole, id) !== id) return undefined
  const end = whole.indexOf(0)
  const header = /^(commit|tree|blob) (\d+)$/.exec(whole.subarray(0, Math.max(end, 0)).toString('latin1'))
  if (header === null || Number(header[2]) !== whole.length - end - 1) return undefined
  return {id, type: header[1] as GitObject['type'], bytes: new Uint8Array(whole.subarray(end + 1))}
}

/** The opposite of `unpackObject`. */
export async function packObject({type, bytes}: Pick<GitObject, 'type' | 'bytes'>): Promise<Uint8Array> {
  return deflate(withHeader({type, bytes}))
}

/** Whether the object is what its id says. */
export function isGenuine(object: GitObject): boolean {
  return hashOf(withHeader(object), object.id) === object.id
}

/** What the object needs, or, as a text, why it must not come into a repository. */
export function linksOf(object: GitObject): readonly ObjectLink[] | string {
  switch (object.type) {
    case 'blob':
      return []
    case 'commit':
      return commitLinks(object)
    case 'tree':
      return treeLinks(object)
  }
}

function withHeader({type, bytes}: Pick<GitObject, 'type' | 'bytes'>): Buffer {
  return Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes])
}

/** The length of a name tells the hash that the repository uses. */
function hashOf(whole: Uint8Array, id: string): string {
  return createHash(id.length === 64 ? 'sha256' : 'sha1')
    .update(whole)
    .digest('hex')
}

function commitLinks({id, bytes}: GitObject): readonly ObjectLink[] | string {
  const text = Buffer.from(bytes).toString('latin1')
  const pattern = new RegExp(
    `^tree ([0-9a-f]{${id.length}})\\n((?:parent [0-9a-f]{${id.length}}\\n)*)author .*\\ncommitter `,
  )
  const [, tree, parents = ''] = pattern.exec(text) ?? []
  if (tree === undefined) return `the commit ${id} is not well formed`
  return [
    {id: tree, type: 'tree'},
    ...[...parents.matchAll(/^parent (.*)$/gm)].map(([, parent = '']) => ({id: parent, type: 'commit' as const})),
  ]
}

const linkTypes: ReadonlyMap<string, GitObject['type']> = new Map([
  ['40000', 'tree'],
  ['100644', 'blob'],
  ['100755', 'blob'],
  ['100664', 'blob'],
  ['120000', 'blob'],
])

/** As strict as `git fsck` about names: a tree is what a checkout turns into paths. */
function treeLinks({id, bytes}: GitObject): readonly ObjectLink[] | string {
  const tree = Buffer.from(bytes)
  const idBytes = id.length / 2
  const links: ObjectLink[] = []
  let lastKey: Buffer | undefined
  for (let at = 0; at < tree.length;) {
    const blank = tree.indexOf(0x20, at)
    const end = tree.indexOf(0, blank)
    if (blank === -1 || end === -1 || end + idBytes >= tree.length) return `the tree ${id} is not well formed`
    const mode = tree.subarray(at, blank).toString('latin1')
    const name = tree.subarray(blank + 1, end)
    if (mode === '160000') return 'submodules do not go along'
    const type = linkTypes.get(mode)
    const key = type === 'tree' ? Buffer.concat([name, Buffer.from('/')]) : name
    if (type === undefined || !isSafeName(name, mode)) return `the tree ${id} has an entry that git refuses`
    if (lastKey !== undefined && Buffer.compare(lastKey, key) >= 0) return `the tree ${id} is not well formed`
    lastKey = key
    links.push({id: tree.subarray(end + 1, end + 1 + idBytes).toString('hex'), type})
    at = end + 1 + idBytes
  }
  return links
}

/** A link in the place of a file that git reads, such as `.gitmodules`, has led out of repositories before. */
function isSafeName(bytes: Uint8Array, mode: string): boolean {
  const name = Buffer.from(bytes).toString('utf8')
  if (name === '' || name === '.' || name === '..' || /[/\\]/.test(name) || isGitPath(name)) return false
  return !(mode === '120000' && /^(\.git|git[a-z]+~)/i.test(name))
}
