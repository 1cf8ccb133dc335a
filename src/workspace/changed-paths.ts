import path from 'node:path'
import {stat} from 'node:fs/promises'
import {isGitPath} from './landing-rules.ts'
import {childrenOf, listTree, type TreeListing} from './list-tree.ts'
import {parentOf} from './parent-of.ts'

/** Paths that may differ from the base: to be looked at, because a touched file may be the same as before. */
export type ChangedPaths = (signal: AbortSignal) => Promise<readonly string[]>

/** For a view that is a full copy: `base` was listed with stamps when the copy was made. */
export function changedInCopy(copy: string, base: TreeListing): ChangedPaths {
  return async (signal) => {
    const now = await listTree(copy, {withStamps: true, limit: Infinity}, signal)
    const changed = [...now.entries].filter(([inside, stamp]) => base.entries.get(inside) !== stamp)
    const removed = [...base.entries.keys()].filter((inside) => !now.entries.has(inside))
    return [...changed.map(([inside]) => inside), ...removed]
  }
}

/**
 * For an overlay: all that was written is in `upper`. What was removed is found by comparing folder by folder what
 * the mount shows with what was there, because a folder that was removed and made again hides its old content by an
 * attribute that Node cannot read.
 */
export function changedInOverlay(
  {merged, upper}: {merged: string; upper: string},
  base: (signal: AbortSignal) => Promise<TreeListing>,
): ChangedPaths {
  return async (signal) => {
    const written = await walkUpper(upper, signal)
    const {entries} = await base(signal)
    const isRemoved = createRemovalTest(merged, written.folders)
    const removed: string[] = []
    for (const inside of entries.keys()) if (await isRemoved(inside)) removed.push(inside)
    return [...new Set([...written.files, ...removed])]
  }
}

async function walkUpper(upper: string, signal: AbortSignal): Promise<{files: string[]; folders: Set<string>}> {
  const files: string[] = []
  const folders = new Set([''])
  for (const folder of folders) {
    signal.throwIfAborted()
    for (const child of await childrenOf(path.join(upper, folder))) {
      const inside = folder === '' ? child.name : `${folder}/${child.name}`
      if (isGitPath(child.name)) continue
      if (child.isDirectory()) folders.add(inside)
      else if (!child.isCharacterDevice() || !(await isWhiteout(path.join(upper, inside)))) files.push(inside)
    }
  }
  return {files, folders}
}

/** How an overlay marks an entry as removed. */
async function isWhiteout(location: string): Promise<boolean> {
  return (await stat(location)).rdev === 0
}

function createRemovalTest(merged: string, written: ReadonlySet<string>): (inside: string) => Promise<boolean> {
  const names = new Map<string, ReadonlyMap<string, boolean>>()
  const folders = new Map<string, 'untouched' | 'written' | 'gone'>([['', 'written']])

  async function shows(folder: string, name: string, as: 'folder' | 'entry'): Promise<boolean> {
    const known =
      names.get(folder) ??
      new Map((await childrenOf(path.join(merged, folder))).map((child) => [child.name, child.isDirectory()]))
    names.set(folder, known)
    return known.get(name) === (as === 'folder')
  }

  async function folderState(folder: string): Promise<'untouched' | 'written' | 'gone'> {
    const known = folders.get(folder)
    if (known !== undefined) return known
    const parent = parentOf(folder)
    let state = await folderState(parent)
    if (state === 'written' && !(await shows(parent, path.posix.basename(folder), 'folder'))) state = 'gone'
    if (state === 'written' && !written.has(folder)) state = 'untouched'
    folders.set(folder, state)
    return state
  }

  return async (inside) => {
    const parent = parentOf(inside)
    const state = folders.get(parent) ?? (await folderState(parent))
    if (state !== 'written') return state === 'gone'
    return !(await shows(parent, path.posix.basename(inside), 'entry'))
  }
}
