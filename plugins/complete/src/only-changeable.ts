import {realpath} from 'node:fs/promises'
import path from 'node:path'
import type {Input} from './job.ts'
import {outsideWorkspace} from './problems.ts'

/**
 * The input of `--in-place`: files outside the workspace are refused before anything is paid for, and a file that was
 * named twice, through a link, counts once.
 */
export async function onlyChangeable(inputs: readonly Input[], root: string): Promise<readonly Input[]> {
  const seen = new Set<string>()
  const checked: Input[] = []
  for (const input of inputs) {
    if (input.kind === 'refused' || input.file === undefined) {
      checked.push(input)
      continue
    }
    const place = await realpath(input.file.path)
    if (seen.has(place)) continue
    seen.add(place)
    checked.push(isBelow(place, root) ? input : outsideWorkspace(input.path, root))
  }
  return checked
}

function isBelow(place: string, root: string): boolean {
  const inside = path.relative(root, place)
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside)
}
