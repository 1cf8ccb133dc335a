import {accessSync, constants, lstatSync, readdirSync, readlinkSync} from 'node:fs'
import path from 'node:path'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'

export interface ReadPath {
  readonly path: string
  readonly kind: 'file' | 'directory' | 'link'
  /** For a link: where it points, as written in it. */
  readonly to?: string
  /** For a file: that it can be shown as a copy of what is in it now, which is cheaper than a mount. */
  readonly isCopyable?: true
}

/** What stands at a path, or nothing. Without waiting: some fifty of these for each command take a tenth of the time. */
export function findReadPath(place: string, configuration = systemConfiguration): ReadPath | undefined {
  try {
    const found = lstatSync(place)
    if (found.isSymbolicLink()) return {path: place, kind: 'link', to: readlinkSync(place)}
    if (found.isDirectory()) return {path: place, kind: 'directory'}
    const isCopyable =
      found.isFile() && found.size <= largestCopy && isAtOrBelow(configuration, place) && mayRead(place)
    return {path: place, kind: 'file', ...(isCopyable && {isCopyable})}
  } catch {
    return undefined
  }
}

/** bubblewrap reads the whole table of mounts after each mount; a copy of a small file takes a tenth of that. */
const largestCopy = 256 * 1024
const mostCopies = 8

/** A copy shows what stood there when the command began: right for settings, wrong for programs and for what grows. */
const systemConfiguration = '/etc'

function mayRead(place: string): boolean {
  try {
    accessSync(place, constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** Instead of a folder of configuration what is in it, where that is little and can be copied. */
export function unfolded(found: ReadPath, configuration = systemConfiguration): readonly ReadPath[] {
  if (found.kind !== 'directory' || !isAtOrBelow(configuration, found.path)) return [found]
  try {
    const names = readdirSync(found.path)
    if (names.length === 0 || names.length > mostCopies) return [found]
    const content = names.map((name) => findReadPath(path.join(found.path, name), configuration))
    return content.every(isCopy) ? content : [found]
  } catch {
    return [found]
  }
}

function isCopy(found: ReadPath | undefined): found is ReadPath {
  return found !== undefined && (found.kind === 'link' || found.isCopyable === true)
}
