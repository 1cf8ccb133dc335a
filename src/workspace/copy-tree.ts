import {constants, copyFile, mkdir} from 'node:fs/promises'
import {platform} from 'node:os'
import path from 'node:path'
import {copyArguments} from './copy-arguments.ts'
import {errorCode} from './error-code.ts'
import {childrenOf} from './list-tree.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {stampOf} from './open-inside.ts'
import {runCopy} from './run-copy.ts'

export type CopyOutcome =
  | {readonly kind: 'copied'; readonly path: string}
  | {readonly kind: 'unavailable'; readonly because: string}

const maxFiles = 20_000
const maxBytes = 500 * 1024 * 1024

export function treeIn(folder: string): string {
  return path.join(folder, 'tree')
}

/** Copies `root` to the tree in `folder`, `reflink` by sharing blocks, and only where the file system can. */
export async function copyTree(
  method: 'reflink' | 'copy',
  {root, folder}: {root: string; folder: string},
  signal: AbortSignal,
): Promise<CopyOutcome> {
  const refusal = method === 'copy' ? await tooLarge(root) : await cannotShareBlocks({root, folder})
  if (refusal !== undefined) return {kind: 'unavailable', because: refusal}

  const target = treeIn(folder)
  await mkdir(target)
  const sharing = method === 'reflink' ? 'always' : 'where-possible'
  const failure = await runCopy(copyArguments({sharing, source: `${root}/.`, target}, platform()), signal)
  return failure === undefined ? {kind: 'copied', path: target} : {kind: 'unavailable', because: failure}
}

async function cannotShareBlocks({root, folder}: {root: string; folder: string}): Promise<string | undefined> {
  const sample = await firstFile(root)
  if (sample === undefined) return undefined
  return copyFile(sample, path.join(folder, 'probe'), constants.COPYFILE_FICLONE_FORCE).then(
    () => undefined,
    (error: unknown) => `blocks cannot be shared there (${errorCode(error) ?? String(error)})`,
  )
}

async function firstFile(root: string): Promise<string | undefined> {
  const folders = [root]
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const child of await childrenOf(folder)) {
      if (child.isFile()) return path.join(folder, child.name)
      if (child.isDirectory()) folders.push(path.join(folder, child.name))
    }
  }
  return undefined
}

async function tooLarge(root: string): Promise<string | undefined> {
  let files = 0
  let bytes = 0n
  let level = [root]
  while (level.length > 0) {
    const next = await mapConcurrently(level, async (folder) => {
      const folders: string[] = []
      for (const child of await childrenOf(folder)) {
        if (child.isDirectory()) folders.push(path.join(folder, child.name))
        files += 1
        if (files > maxFiles) return []
        if (child.isFile()) bytes += (await stampOf(path.join(folder, child.name)))?.sizeBytes ?? 0n
      }
      return folders
    })
    if (files > maxFiles) return 'the workspace has more than 20,000 files'
    if (bytes > maxBytes) return 'the workspace has more than 500 MB'
    level = next.flat()
  }
  return undefined
}
