import {lstat, mkdir, readdir, readFile, readlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {FileState} from '../../../src/workspace/change-set.ts'
import {openView, type OpenViewRequest} from '../../../src/workspace/open-view.ts'
import type {View} from '../../../src/workspace/view.ts'
import {onTestFinished} from 'vitest'

/** Makes files by their paths; folders come with them. */
export async function makeTree(root: string, files: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(root, {recursive: true})
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), {recursive: true})
    await writeFile(path.join(root, name), content)
  }
  return root
}

/** Everything below `root`: `content`, `-> target` for a link, `/` for a folder, each with its mode. */
export async function readTree(root: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {}
  const entries = await readdir(root, {recursive: true, withFileTypes: true})
  for (const location of entries.map((entry) => path.join(entry.parentPath, entry.name)).sort()) {
    const name = path.relative(root, location)
    const stats = await lstat(location)
    const mode = (stats.mode & 0o777).toString(8)
    if (stats.isSymbolicLink()) tree[name] = `-> ${await readlink(location)}`
    else tree[name] = stats.isDirectory() ? `/ ${mode}` : `${await readFile(location, 'utf8')} ${mode}`
  }
  return tree
}

/** Opens a view of `<folder>/project`; it is closed when the test has ended. */
export async function openTestView(folder: string, options: Partial<OpenViewRequest> = {}): Promise<View> {
  const request: OpenViewRequest = {
    root: path.join(folder, 'project'),
    isolation: 'copy',
    workFolders: [path.join(folder, 'work')],
    entersNamespaces: true,
    now: () => 1_700_000_000_000,
    random: () => 0.5,
    ...options,
  }
  const view = await openView(request, AbortSignal.timeout(20_000))
  onTestFinished(() => view.close())
  return view
}

/** Where a command would write; the test does it from outside, through the same mount. */
export function pathInView(view: View, inside: string): string {
  const {source} = view
  return source.kind === 'directory'
    ? path.join(source.path, inside)
    : path.join(`/proc/${source.pid}/root`, source.path, inside)
}

export function file(content: string, mode = 0o644): FileState {
  return {kind: 'file', bytes: new Uint8Array(Buffer.from(content)), mode}
}

export const absent: FileState = {kind: 'absent'}
