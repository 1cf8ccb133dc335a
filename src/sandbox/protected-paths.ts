import path from 'node:path'

/** Files that programs outside the sandbox run or obey later, below the workspace root. */
const obeyedLater = [
  '.git/config',
  '.git/hooks',
  '.git/info/attributes',
  '.agents',
  '.codex',
  '.envrc',
  '.idea',
  '.vscode',
  'AGENTS.md',
  'codex.config.json',
  'codex.config.yaml',
  'codex.config.yml',
]

/**
 * What a command may not write where it works in the workspace itself (isolation `in-place`). In `copy` isolation nothing
 * is protected here: what lands is decided when the change set is settled.
 */
export function protectedPaths(root: string): readonly string[] {
  return obeyedLater.map((name) => path.join(root, name))
}
