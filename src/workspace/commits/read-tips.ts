import path from 'node:path'
import {childrenOf} from '../list-tree.ts'
import {openFolder} from '../open-inside.ts'
import {readInside} from '../read-inside.ts'
import type {WorkspacePath} from '../workspace-path.ts'
import type {CommitSet} from './commit-set.ts'

const maxRefBytes = 1024
const maxPackedBytes = 16 * 1024 * 1024
const mostBranches = 2000

/** What HEAD and the branches of the repository in `viewRoot` point to, HEAD first. Follows no link. */
export async function readTips(viewRoot: string): Promise<CommitSet['tips']> {
  const head = await readText(viewRoot, '.git/HEAD', maxRefBytes)
  const branches = new Map([...(await packedBranches(viewRoot)), ...(await looseBranches(viewRoot))])
  const current = /^ref: (.*)\n?$/.exec(head)?.[1]
  const headId = current === undefined ? toId(head) : branches.get(current)
  const others = [...branches].filter(([branch]) => branch !== current).map(([branch, id]) => ({branch, id}))
  return headId === undefined ? others : [{branch: current ?? 'HEAD', id: headId}, ...others]
}

async function packedBranches(viewRoot: string): Promise<readonly (readonly [string, string])[]> {
  const text = await readText(viewRoot, '.git/packed-refs', maxPackedBytes)
  return [...text.matchAll(/^([0-9a-f]{40,64}) (refs\/heads\/.*)$/gm)].flatMap(([, id = '', branch = '']) =>
    isBranchName(branch) && toId(id) !== undefined ? [[branch, id] as const] : [],
  )
}

async function looseBranches(viewRoot: string): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = []
  const folders = ['.git/refs/heads']
  for (const folder of folders) {
    const opening = await openFolder(viewRoot, folder)
    if (opening.kind !== 'folder') continue
    const children = await childrenOf(opening.folder.entry('.')).finally(opening.folder.close)
    for (const child of children) {
      const inside = path.posix.join(folder, child.name)
      if (folders.length + found.length >= mostBranches) return found
      if (child.isDirectory()) folders.push(inside)
      const id = child.isFile() ? toId(await readText(viewRoot, inside, maxRefBytes)) : undefined
      const branch = inside.slice('.git/'.length)
      if (id !== undefined && isBranchName(branch)) found.push([branch, id])
    }
  }
  return found
}

async function readText(root: string, inside: string, maxBytes: number): Promise<string> {
  const found = await readInside(root, inside as WorkspacePath, maxBytes)
  return found.kind === 'found' && found.entry.kind === 'file' ? Buffer.from(found.entry.bytes).toString('utf8') : ''
}

function toId(text: string): string | undefined {
  return /^([0-9a-f]{40}|[0-9a-f]{64})\n?$/.exec(text)?.[1]
}

function isBranchName(name: string): boolean {
  return name.length < 300 && !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\.lock$/.test(name)
}
