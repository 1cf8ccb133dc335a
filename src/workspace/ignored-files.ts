import ignore, {type Ignore} from 'ignore'
import {parentOf} from './parent-of.ts'
import {readInside} from './read-inside.ts'
import type {WorkspacePath} from './workspace-path.ts'

const maxBytes = 1024 * 1024

export interface IgnoreRules {
  isFileIgnored(inside: string): Promise<boolean>
  isFolderIgnored(inside: string): Promise<boolean>
}

/**
 * What git would ignore below `root`, from the `.gitignore` files there and `.git/info/exclude`. git itself is not
 * asked: the configuration of a repository can make it run programs. The user's global ignore file is not read.
 */
export function createIgnoreRules(root: string): IgnoreRules {
  const rules = new Map<string, Promise<Ignore | undefined>>()
  const answers = new Map<string, Promise<boolean>>()

  const rulesOf = (file: string): Promise<Ignore | undefined> => remember(rules, file, () => readRules(root, file))

  async function isMatched(inside: string, isFolder: boolean): Promise<boolean> {
    // The nearest file decides, so the walk goes upwards.
    for (let folder = parentOf(inside); ; folder = parentOf(folder)) {
      const found = await rulesOf(folder === '' ? '.gitignore' : `${folder}/.gitignore`)
      const relative = folder === '' ? inside : inside.slice(folder.length + 1)
      const result = found?.test(isFolder ? `${relative}/` : relative)
      if (result?.ignored) return true
      if (result?.unignored) return false
      if (folder === '') break
    }
    const exclude = await rulesOf('.git/info/exclude')
    return exclude?.ignores(isFolder ? `${inside}/` : inside) ?? false
  }

  /** Nothing below an ignored folder can be taken back in. */
  const isFolderIgnored = (folder: string): Promise<boolean> =>
    remember(answers, folder, async () => {
      if (folder === '') return false
      return (await isFolderIgnored(parentOf(folder))) || isMatched(folder, true)
    })

  return {
    isFolderIgnored,
    isFileIgnored: async (inside) => (await isFolderIgnored(parentOf(inside))) || isMatched(inside, false),
  }
}

async function readRules(root: string, file: string): Promise<Ignore | undefined> {
  const found = await readInside(root, file as WorkspacePath, maxBytes).catch(() => undefined)
  if (found?.kind !== 'found' || found.entry.kind !== 'file') return undefined
  return ignore({ignorecase: false}).add(Buffer.from(found.entry.bytes).toString('utf8'))
}

function remember<Value>(known: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}
