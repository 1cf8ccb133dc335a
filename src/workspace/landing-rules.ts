export type LandingRule =
  | {readonly kind: 'lands'}
  /** Lands, and the summary says why it deserves a look. */
  | {readonly kind: 'lands-flagged'; readonly because: string}
  /** Stays pending until somebody, or a rule, says yes. */
  | {readonly kind: 'needs-answer'; readonly because: string}
  | {readonly kind: 'never'; readonly because: string}

/**
 * What may happen to a changed path when the change set lands. Names are compared as the most forgiving file system
 * would: macOS ignores case and some invisible characters, Windows trailing dots and spaces.
 */
export function landingRule(inside: string): LandingRule {
  const parts = inside.split('/').map(foldName)
  if (parts.some(isGitFolder)) return {kind: 'never', because: 'it belongs to git'}

  const name = parts.at(-1) ?? ''
  const folded = parts.join('/')
  if (parts.some((part) => agentFolders.has(part))) {
    return {kind: 'needs-answer', because: 'it configures a coding agent'}
  }
  if (autoRun.some((pattern) => pattern.test(folded))) {
    return {kind: 'needs-answer', because: 'an editor or a shell may run it when the folder is opened'}
  }
  const flagged = flaggedFiles.find(({pattern}) => pattern.test(folded) || pattern.test(name))
  return flagged === undefined ? {kind: 'lands'} : {kind: 'lands-flagged', because: flagged.because}
}

/** `.git` in any spelling that some file system takes for it, as a folder or as the file of a worktree. */
export function isGitPath(inside: string): boolean {
  return inside.split('/').map(foldName).some(isGitFolder)
}

const agentFolders = new Set(['.codex', '.agents', '.claude', '.cursor', '.gemini'])

const autoRun = [
  /(^|\/)codex\.config\.(ya?ml|json)$/,
  /(^|\/)\.vscode\/(tasks|settings|launch|extensions)\.json$/,
  /(^|\/)[^/]+\.code-workspace$/,
  /(^|\/)\.idea\//,
  /(^|\/)\.fleet\//,
  /(^|\/)\.zed\//,
  /(^|\/)\.devcontainer(\/|\.json$)/,
  /(^|\/)\.envrc$/,
  /(^|\/)\.(vimrc|exrc|nvimrc|nvim\.lua)$/,
  /(^|\/)\.dir-locals(-2)?\.el$/,
  /(^|\/)\.mcp\.json$/,
  /(^|\/)mise\.toml$|(^|\/)\.mise\.toml$|(^|\/)\.tool-versions$/,
]

const later = 'runs later outside the sandbox'

const flaggedFiles: readonly {readonly pattern: RegExp; readonly because: string}[] = [
  {pattern: /^(agents(\.override)?|claude|gemini)\.md$/, because: 'instructions for coding agents'},
  {pattern: /^\.cursorrules$|(^|\/)\.github\/copilot-instructions\.md$/, because: 'instructions for coding agents'},
  {
    pattern:
      /^(package\.json|makefile|gnumakefile|justfile|taskfile\.ya?ml|rakefile|setup\.py|build\.rs|build\.gradle(\.kts)?|cmakelists\.txt)$/,
    because: `build and package scripts: ${later}`,
  },
  {
    pattern: /(^|\/)\.(github\/(workflows|actions)|circleci|buildkite|husky|ci)\//,
    because: `continuous integration or hooks: ${later}`,
  },
  {pattern: /(^|\/)\.?(git)?hooks\/[a-z]+(-[a-z]+)+$/, because: `a hook of git, by its name: ${later}`},
  {
    pattern:
      /^(\.gitlab-ci\.yml|azure-pipelines\.yml|jenkinsfile|\.travis\.yml|\.pre-commit-config\.yaml|lefthook\.ya?ml)$/,
    because: `continuous integration or hooks: ${later}`,
  },
  {pattern: /^(\.gitattributes|\.gitmodules|\.lfsconfig)$/, because: `settings that git follows: ${later}`},
  {
    pattern:
      /^(\.npmrc|\.yarnrc(\.yml)?|\.pnpmfile\.cjs|pip\.conf|bunfig\.toml|dockerfile|compose\.ya?ml|docker-compose\.ya?ml)$/,
    because: `settings of a package or container tool: ${later}`,
  },
  {
    pattern:
      /(^|\/)(tests?|__tests__|spec|specs)\/|[._-](test|spec)\.[a-z]+$|(^|\/)test_[^/]+\.py$|(^|\/)conftest\.py$/,
    because: `a test: ${later}`,
  },
  {pattern: /(^|\/)[^/]+\.config\.(js|cjs|mjs|ts|mts|cts)$/, because: `configuration that is code: ${later}`},
]

function isGitFolder(part: string): boolean {
  return part === '.git' || part === 'git~1'
}

/** Characters that HFS+ ignores in names, then case, then what Windows cuts off. */
export function foldName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
    .toLowerCase()
    .replace(/(::?\$.*)?[. ]*$/, (end) => (end === name.toLowerCase() ? end : ''))
}
