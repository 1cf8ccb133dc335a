import type {FileEffect, FileState} from './change-set.ts'
import {foldName, landingRule, type LandingRule} from './landing-rules.ts'
import {parentOf} from './parent-of.ts'

/**
 * The landing rule of each effect, by its path, its content and what else changes. Git takes any folder with `HEAD`,
 * `objects` and `refs` for a repository, under whatever name, and runs programs that its `config` names as soon as
 * somebody asks for the status there. The three may land one after the other, so that content tells `HEAD` and
 * `config` also where nothing else changes.
 */
export function ruleChangeSet(effects: readonly FileEffect[]): (effect: FileEffect) => LandingRule {
  const repositories = likeRepositories(effects)
  return ({path, after}) => {
    const rule = landingRule(path)
    if (rule.kind === 'never' || rule.kind === 'needs-answer' || after.kind === 'absent') return rule
    const folded = foldPath(path)
    return isPartOf(repositories, folded) || makesRepository(folded, after) ? needsAnswer : rule
  }
}

const needsAnswer: LandingRule = {
  kind: 'needs-answer',
  because: 'git takes the folder for a repository, and may run what it names',
}

/** Folders that get a `HEAD` and a place for objects, references or both. */
function likeRepositories(effects: readonly FileEffect[]): ReadonlySet<string> {
  const paths = effects.filter(({after}) => after.kind !== 'absent').map(({path}) => foldPath(path))
  const stores = new Set(paths.flatMap(storesOn))
  return new Set(paths.filter((path) => nameOf(path) === 'head' && stores.has(parentOf(path))).map(parentOf))
}

/** The folders for which a path is, or is below, `objects`, `refs` or `commondir`, which names another place for both. */
function storesOn(path: string): string[] {
  const parts = path.split('/')
  return parts.flatMap((part, index) => (storeNames.has(part) ? [parts.slice(0, index).join('/')] : []))
}

const storeNames = new Set(['objects', 'refs', 'commondir'])

function isPartOf(repositories: ReadonlySet<string>, path: string): boolean {
  const parts = path.split('/')
  return parts.some((part, index) => repositoryParts.has(part) && repositories.has(parts.slice(0, index).join('/')))
}

const repositoryParts = new Set(['head', 'config', 'config.worktree', 'commondir', 'hooks'])

function makesRepository(path: string, state: FileState): boolean {
  const name = nameOf(path)
  if (name === 'head') return isHead(state)
  return (name === 'config' || name === 'config.worktree') && namesPrograms(textOf(state))
}

/** As git itself tells a `HEAD`: a reference, a link to one, or the name of a commit. */
function isHead(state: FileState): boolean {
  if (state.kind === 'link') return state.target.startsWith('refs/')
  return /^(ref:\s*refs\/|[0-9a-f]{40})/i.test(textOf(state))
}

/** Both words anywhere: what reads the file more forgivingly than a pattern for its lines would is still caught. */
function namesPrograms(text: string): boolean {
  return /\[include/i.test(text) || (gitSection.test(text) && programKey.test(text))
}

const gitSection =
  /\[(core|alias|credential|diff|difftool|filter|gpg|interactive|merge|mergetool|pager|remote|sequence|uploadpack)\b/i

const programKey =
  /\b(alternaterefscommand|askpass|clean|cmd|command|difffilter|driver|editor|external|fsmonitor|gitproxy|helper|hookspath|packobjectshook|pager|process|program|receivepack|smudge|sshcommand|textconv|uploadpack|worktree)\b|\[(alias|pager)\b/i

function textOf(state: FileState): string {
  return state.kind === 'file' ? Buffer.from(state.bytes).toString('latin1') : ''
}

function foldPath(path: string): string {
  return path.split('/').map(foldName).join('/')
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? ''
}
