import path from 'node:path'
import type {View} from '../workspace/view.ts'
import {toWorkspacePath} from '../workspace/workspace-path.ts'

const maxBytes = 32 * 1024

export interface ProjectInstructions {
  readonly text: string
  /** Files that were left out or cut because all of them together are over the limit. */
  readonly cut: readonly string[]
}

/** Reads `AGENTS.md` from the workspace root down to the working folder, 32 KiB in all. Links are not followed. */
export async function readProjectInstructions(view: View, cwd: string): Promise<ProjectInstructions> {
  const parts: string[] = []
  const cut: string[] = []
  let left = maxBytes

  for (const folder of foldersDown(view.root, cwd)) {
    const file = toWorkspacePath(view.root, path.join(folder, 'AGENTS.md'))
    const entry = file === undefined ? undefined : await view.read(file)
    if (file === undefined || entry?.kind !== 'file') continue

    if (entry.bytes.length > left) cut.push(file)
    const text = new TextDecoder().decode(entry.bytes.subarray(0, left))
    left -= Math.min(left, entry.bytes.length)
    if (text.trim() !== '') parts.push(`<project_instructions file="${file}">\n${text.trim()}\n</project_instructions>`)
  }
  return {text: parts.join('\n'), cut}
}

function foldersDown(root: string, cwd: string): string[] {
  const below = path.relative(root, cwd)
  const names = below === '' || below.startsWith('..') ? [] : below.split(path.sep)
  return names.reduce((folders, name) => [...folders, path.join(folders.at(-1) ?? root, name)], [root])
}
