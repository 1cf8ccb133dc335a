import {z} from 'zod'
import type {CommitSet} from './commit-set.ts'
import {isGenuine} from './git-object.ts'

/** How commits are named in the manifest of a change set; the contents lie one after the other in a file beside it. */
export const storedCommitsSchema = z.object({
  tips: z.array(z.object({branch: z.string(), id: z.string().regex(/^[0-9a-f]{40,64}$/)})),
  objects: z.array(
    z.object({
      id: z.string().regex(/^[0-9a-f]{40,64}$/),
      type: z.enum(['commit', 'tree', 'blob']),
      size: z.int().min(0),
    }),
  ),
})

type StoredCommits = z.infer<typeof storedCommitsSchema>

export function toStoredCommits({tips, objects}: CommitSet): StoredCommits {
  return {
    tips: tips.map(({branch, id}) => ({branch, id})),
    objects: objects.map(({id, type, bytes}) => ({id, type, size: bytes.length})),
  }
}

export function joinObjects({objects}: CommitSet): Uint8Array {
  return Buffer.concat(objects.map(({bytes}) => bytes))
}

/** @throws when `contents` is not what the manifest names. */
export function splitObjects({tips, objects}: StoredCommits, contents: Uint8Array | undefined): CommitSet {
  let at = 0
  const found = objects.map(({id, type, size}) => {
    const bytes = new Uint8Array(contents?.subarray(at, at + size) ?? [])
    at += size
    const object = {id, type, bytes}
    if (!isGenuine(object)) throw new Error(`The stored object ${id} is damaged.`)
    return object
  })
  return {tips, objects: found}
}
