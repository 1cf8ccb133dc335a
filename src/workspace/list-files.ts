import path from 'node:path'
import {createIgnoreRules} from './ignored-files.ts'
import {isAtOrBelow} from './is-at-or-below.ts'
import {isGitPath} from './landing-rules.ts'
import {childrenOf} from './list-tree.ts'

export interface ListFilesOptions {
  /** The workspace, whose ignore rules hold in it. */
  readonly root: string
  /** How many are listed. */
  readonly most: number
  /** Absolute paths of files and folders that are passed over. */
  readonly isHidden: (place: string, kind: 'file' | 'folder') => Promise<boolean>
}

export interface FileListing {
  /** Absolute, a folder's files before its folders', each in the order of their names. */
  readonly paths: readonly string[]
  /** False where there are more than `most`. */
  readonly isComplete: boolean
}

/**
 * The files at and below a folder, without what git would ignore, without `.git`, and without what links lead to. A
 * folder that is ignored itself was named on purpose: only the rules in it hold.
 */
export async function listFiles(folder: string, options: ListFilesOptions, signal: AbortSignal): Promise<FileListing> {
  const {most, isHidden} = options
  const {rules, base} = await rulesFor(folder, options.root)
  const paths: string[] = []

  async function walk(place: string): Promise<boolean> {
    signal.throwIfAborted()
    const children = (await childrenOf(place)).toSorted((left, right) => compare(left.name, right.name))
    for (const child of children.filter((entry) => entry.isFile())) {
      const file = path.join(place, child.name)
      if (isGitPath(child.name) || (await rules.isFileIgnored(path.relative(base, file)))) continue
      if (await isHidden(file, 'file')) continue
      if (paths.length === most) return false
      paths.push(file)
    }
    for (const child of children.filter((entry) => entry.isDirectory())) {
      const inner = path.join(place, child.name)
      if (isGitPath(child.name) || (await rules.isFolderIgnored(path.relative(base, inner)))) continue
      if (await isHidden(inner, 'folder')) continue
      if (!(await walk(inner))) return false
    }
    return true
  }

  return {isComplete: await walk(folder), paths}
}

async function rulesFor(folder: string, root: string) {
  if (isAtOrBelow(root, folder)) {
    const rules = createIgnoreRules(root)
    if (!(await rules.isFolderIgnored(path.relative(root, folder)))) return {rules, base: root}
  }
  return {rules: createIgnoreRules(folder), base: folder}
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}
