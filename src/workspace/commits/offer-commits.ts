import {constants} from 'node:fs'
import {lchown, link, mkdir, open, unlink} from 'node:fs/promises'
import path from 'node:path'
import {geteuid} from 'node:process'
import {errorCode} from '../error-code.ts'
import {foldersAbove} from '../folder-records.ts'
import {openFolder, stampOf, type OpenFolder} from '../open-inside.ts'
import {parentOf} from '../parent-of.ts'
import {readInside} from '../read-inside.ts'
import type {WorkspacePath} from '../workspace-path.ts'
import type {CommitSet} from './commit-set.ts'
import {isGenuine, linksOf, packObject} from './git-object.ts'
import {openKnownObjects} from './known-objects.ts'
import {offeredRefs} from './offered-refs.ts'

/** Why they could not be offered; `undefined`: they are. */
export type OfferFailure = string | undefined

/**
 * Puts the objects, then refs below `refs/codex/`, into the user's repository. Nothing that is there is changed: no
 * branch, no configuration, no index, no file. Safe to repeat. Never throws: the files of a change set do not wait
 * for its commits.
 */
export async function offerCommits(root: string, changeSetId: string, commits: CommitSet): Promise<OfferFailure> {
  try {
    const flaw = await findFlaw(root, commits)
    return flaw ?? (await putAll(root, changeSetId, commits))
  } catch (error) {
    return `the repository could not be written (${errorCode(error) ?? 'for an unknown reason'})`
  }
}

/** The refs come last: what they point to is complete then. */
async function putAll(root: string, changeSetId: string, commits: CommitSet): Promise<OfferFailure> {
  const owner = await ownerOfRepository(root)
  for (const object of commits.objects) {
    const {id} = object
    const inside = `.git/objects/${id.slice(0, 2)}/${id.slice(2)}`
    const failure = await putFile(root, {inside, bytes: await packObject(object), mode: 0o444, owner})
    if (failure !== undefined) return failure
  }
  for (const {ref, commit} of offeredRefs(changeSetId, commits)) {
    const bytes = Buffer.from(`${commit}\n`)
    const failure = await putFile(root, {inside: `.git/${ref}`, bytes, mode: 0o644, owner})
    if (failure !== undefined) return failure
    if ((await readRef(root, ref)) !== commit) return `${ref} is there already and points elsewhere`
  }
  return undefined
}

async function readRef(root: string, ref: string): Promise<string | undefined> {
  const found = await readInside(root, `.git/${ref}` as WorkspacePath, 1024).catch(() => undefined)
  if (found?.kind !== 'found' || found.entry.kind !== 'file') return undefined
  return Buffer.from(found.entry.bytes).toString('utf8').trimEnd()
}

/** Removes the refs again where they still point to what was offered. The objects are left to git's own clean-up. */
export async function withdrawCommits(root: string, changeSetId: string, commits: CommitSet): Promise<void> {
  for (const {ref, commit} of offeredRefs(changeSetId, commits)) {
    const inside = `.git/${ref}` as WorkspacePath
    if ((await readRef(root, ref)) !== commit) continue
    const opening = await openFolder(root, parentOf(inside))
    if (opening.kind !== 'folder') continue
    await unlink(opening.folder.entry(path.posix.basename(inside)))
      .catch(() => undefined)
      .finally(opening.folder.close)
  }
}

/** The user's repository may have lost objects since the turn, and the stored ones are not trusted either. */
async function findFlaw(root: string, {objects}: CommitSet): Promise<OfferFailure> {
  const ours = new Set(objects.map(({id}) => id))
  const known = await openKnownObjects(path.join(root, '.git', 'objects'))
  try {
    const needed = new Set<string>()
    for (const object of objects) {
      if (!isGenuine(object)) return `the object ${object.id} is damaged`
      const links = linksOf(object)
      if (typeof links === 'string') return links
      for (const {id} of links) needed.add(id)
    }
    for (const id of needed) {
      if (!ours.has(id) && !(await known.has(id))) return `the repository no longer has the object ${id}`
    }
    return undefined
  } finally {
    await known.close()
  }
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Root must not leave folders in somebody's repository in which they cannot write. */
async function ownerOfRepository(root: string): Promise<Owner | undefined> {
  if (geteuid?.() !== 0) return undefined
  const stamp = await stampOf(path.join(root, '.git'))
  return stamp === undefined ? undefined : {uid: Number(stamp.userId), gid: Number(stamp.groupId)}
}

interface NewFile {
  readonly inside: string
  readonly bytes: Uint8Array
  readonly mode: number
  readonly owner: Owner | undefined
}

/** Complete or not there; what is there already stays. */
async function putFile(root: string, {inside, bytes, mode, owner}: NewFile): Promise<OfferFailure> {
  for (const folder of foldersAbove([inside]).filter((name) => name !== '.git')) await putFolder(root, folder, owner)
  const opening = await openFolder(root, parentOf(inside))
  if (opening.kind !== 'folder') return `${parentOf(inside)} is not an ordinary folder`
  try {
    const name = path.posix.basename(inside)
    const found = await stampOf(opening.folder.entry(name))
    if (found === undefined) await writeEntry(opening.folder, name, {inside, bytes, mode, owner})
    return found === undefined || found.kind === 'file' ? undefined : `${inside} is in the way`
  } finally {
    await opening.folder.close()
  }
}

/** Git reads no ref whose name ends like that of a lock, and sweeps up such temporary objects. */
async function writeEntry(folder: OpenFolder, name: string, {inside, bytes, mode, owner}: NewFile): Promise<void> {
  const isRef = inside.startsWith('.git/refs/')
  const temporary = folder.entry(isRef ? `${name}.lock` : `tmp_obj_codex_${name}`)
  await unlink(temporary).catch(() => undefined)
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.chmod(mode)
    if (owner !== undefined) await handle.chown(owner.uid, owner.gid)
    if (isRef) await handle.sync()
  } finally {
    await handle.close()
  }
  await link(temporary, folder.entry(name))
    .catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error
    })
    .finally(() => unlink(temporary))
  if (isRef) await folder.sync()
}

async function putFolder(root: string, inside: string, owner: Owner | undefined): Promise<void> {
  const opening = await openFolder(root, parentOf(inside))
  if (opening.kind !== 'folder') return
  try {
    const place = opening.folder.entry(path.posix.basename(inside))
    if ((await stampOf(place)) !== undefined) return
    await mkdir(place)
    if (owner !== undefined) await lchown(place, owner.uid, owner.gid)
  } finally {
    await opening.folder.close()
  }
}
