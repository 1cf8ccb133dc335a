import path from 'node:path'

/** What git obeys in its folder. Objects, references and the index stay writable, so that commits work in place. */
const obeyedByGit = ['HEAD', 'commondir', 'config', 'config.worktree', 'hooks', 'info', 'modules', 'worktrees']

/** Files that programs outside the sandbox run or obey later, below the workspace root. */
const obeyedLater = [
  '.agents',
  '.claude',
  '.codex',
  '.cursor',
  '.devcontainer',
  '.devcontainer.json',
  '.dir-locals-2.el',
  '.dir-locals.el',
  '.envrc',
  '.exrc',
  '.fleet',
  '.gemini',
  '.idea',
  '.mcp.json',
  '.mise.toml',
  '.nvim.lua',
  '.nvimrc',
  '.tool-versions',
  '.vimrc',
  '.vscode',
  '.zed',
  'AGENTS.md',
  'codex.config.json',
  'codex.config.yaml',
  'codex.config.yml',
  'mise.toml',
]

/** Often links to `AGENTS.md`. A link cannot be protected, and these only instruct: better open than no command at all. */
const instructions = ['CLAUDE.md', 'GEMINI.md']

/** What was found in the workspace, as absolute paths. */
export interface ObeyedPlaces {
  /** `.git` folders and files. */
  readonly repositories: readonly string[]
  /** Other files and folders that are obeyed, below the root too. */
  readonly settings: readonly string[]
  /** Links directly in the root. */
  readonly rootLinks: readonly string[]
}

const nothingFound: ObeyedPlaces = {repositories: [], settings: [], rootLinks: []}

/**
 * What a command may not write where it works in the workspace itself (isolation `in-place`). In `copy` isolation nothing
 * is protected here: what lands is decided when the change set is settled.
 */
export function protectedPaths(root: string, found: ObeyedPlaces = nothingFound): readonly string[] {
  const repositories = [path.join(root, '.git'), ...found.repositories]
  return [
    ...new Set([
      ...repositories.flatMap((repository) => obeyedByGit.map((name) => path.join(repository, name))),
      ...obeyedLater.map((name) => path.join(root, name)),
      ...instructions.map((name) => path.join(root, name)).filter((place) => !found.rootLinks.includes(place)),
      ...found.settings,
    ]),
  ]
}
