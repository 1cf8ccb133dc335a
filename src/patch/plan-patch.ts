import type {MissingHunk} from './apply-hunks.ts'
import {editState, isSameState, withMode, writtenState} from './edit-state.ts'
import type {FileEffect, FileState, PatchTarget} from './file-effect.ts'
import {type PatchFailure, reportFailures, reportSuccess, type SectionResult} from './patch-report.ts'
import type {AddSection, DeleteSection, PatchSection, UpdateSection} from './patch-section.ts'
import {createSearchBudget, type SearchBudget} from './search-budget.ts'

export type PatchPlan<Path extends string = string> =
  | {readonly kind: 'planned'; readonly effects: readonly FileEffect<Path>[]; readonly report: string}
  | {readonly kind: 'failed'; readonly failures: readonly PatchFailure[]; readonly report: string}

/**
 * All effects of the patch, one per path, or every reason against it. `targets` has an entry for each of
 * `pathsOf(sections)`. Sections for one path are applied in order.
 */
export function planPatch<Path extends string>(
  sections: readonly PatchSection[],
  targets: ReadonlyMap<string, PatchTarget<Path>>,
): PatchPlan<Path> {
  const draft: Draft<Path> = {targets, states: new Map(), mayCompare: createSearchBudget()}
  const results: SectionResult[] = []
  const failures: PatchFailure[] = []
  for (const section of sections) {
    const result = applySection(draft, section)
    if ('because' in result) failures.push(result)
    else results.push(result)
  }
  failures.push(...filesBelowFiles(draft))

  if (failures.length > 0) return {kind: 'failed', failures, report: reportFailures(failures)}
  const effects = [...draft.states.values()].filter((effect) => !isSameState(effect.before, effect.after))
  return {kind: 'planned', effects, report: reportSuccess(results)}
}

/** The files as they are after the sections so far. */
interface Draft<Path extends string> {
  readonly targets: ReadonlyMap<string, PatchTarget<Path>>
  readonly states: Map<Path, FileEffect<Path>>
  /** One for all sections: many may edit the same file. */
  readonly mayCompare: SearchBudget
}

type Changed = SectionResult | PatchFailure

function applySection<Path extends string>(draft: Draft<Path>, section: PatchSection): Changed {
  switch (section.kind) {
    case 'add':
      return applyAdd(draft, section)
    case 'delete':
      return applyDelete(draft, section)
    case 'update':
      return applyUpdate(draft, section)
  }
}

function applyAdd<Path extends string>(draft: Draft<Path>, section: AddSection): Changed {
  const found = open(draft, section.path)
  if (found.kind === 'refused') return failure(section.path, found.because)
  if (found.state.kind === 'link') return failure(section.path, 'it is a symbolic link')
  if (found.state.kind === 'file' && !section.mayOverwrite) return failure(section.path, 'the file already exists')

  const mode = section.mode === 'file' ? undefined : section.mode
  draft.states.set(found.path, {...found.effect, after: writtenState(found.state, section.text, mode)})
  return {letter: 'A', path: section.path, notes: []}
}

function applyDelete<Path extends string>(draft: Draft<Path>, section: DeleteSection): Changed {
  const found = open(draft, section.path)
  if (found.kind === 'refused') return failure(section.path, found.because)
  if (found.state.kind === 'absent') return failure(section.path, 'there is no such file to delete')
  if (section.hunks.length > 0) {
    const {mayCompare} = draft
    const edited = editState(found.state, section.hunks, {endsWithNewline: 'as-written', mayCompare})
    if (edited.kind === 'failed') return failure(section.path, edited.because, edited.missing)
    if (edited.text !== '') return failure(section.path, 'the file has more content than the patch deletes')
  }

  draft.states.set(found.path, {...found.effect, after: {kind: 'absent'}})
  return {letter: 'D', path: section.path, notes: []}
}

function applyUpdate<Path extends string>(draft: Draft<Path>, section: UpdateSection): Changed {
  const source = open(draft, section.path)
  if (source.kind === 'refused') return failure(section.path, source.because)
  if (source.state.kind === 'absent') {
    return failure(section.path, 'there is no such file to update; "*** Add File" makes a new one')
  }
  if (source.state.kind === 'link' && section.endsWithNewline === 'always') {
    return failure(section.path, 'it is a symbolic link')
  }
  const destination = section.moveTo === undefined ? source : open(draft, section.moveTo)
  if (destination.kind === 'refused') return failure(section.moveTo ?? section.path, destination.because)
  const obstacle = obstacleAt(destination, source.path, section)
  if (obstacle !== undefined) return failure(section.moveTo ?? section.path, obstacle)

  const edited = editState(source.state, section.hunks, {
    endsWithNewline: section.endsWithNewline,
    mayCompare: draft.mayCompare,
  })
  if (edited.kind === 'failed') return failure(section.path, edited.because, edited.missing)
  const after = edited.kind === 'untouched' ? source.state : writtenState(source.state, edited.text, section.mode)
  const state = withMode(after, section.mode)
  if (!section.keepsSource) draft.states.set(source.path, {...source.effect, after: {kind: 'absent'}})
  draft.states.set(destination.path, {...destination.effect, after: state})
  return {letter: 'M', path: section.moveTo ?? section.path, notes: edited.notes}
}

/** Why a move must not overwrite what stands at its destination. */
function obstacleAt(destination: OpenedFile<string>, source: string, section: UpdateSection): string | undefined {
  if (destination.path === source || destination.state.kind === 'absent') return undefined
  if (destination.state.kind === 'link') return 'it is a symbolic link'
  return section.endsWithNewline === 'as-written' ? 'the file already exists' : undefined
}

interface OpenedFile<Path extends string> {
  readonly kind: 'open'
  readonly path: Path
  readonly state: FileState
  readonly effect: FileEffect<Path>
}

function open<Path extends string>(
  draft: Draft<Path>,
  name: string,
): OpenedFile<Path> | {readonly kind: 'refused'; readonly because: string} {
  const target = draft.targets.get(name)
  if (target === undefined) return {kind: 'refused', because: 'it could not be read'}
  if (target.kind === 'refused') return target
  const {path, entry} = target
  switch (entry.kind) {
    case 'directory':
      return {kind: 'refused', because: 'it is a folder'}
    case 'special':
      return {kind: 'refused', because: 'it is not a regular file'}
    case 'through-link':
      return {kind: 'refused', because: `the path passes through the symbolic link ${entry.link}`}
    case 'below-file':
      return {kind: 'refused', because: `${entry.file} is a file, not a folder`}
    case 'absent':
    case 'file':
    case 'link': {
      const effect = draft.states.get(path) ?? {path, before: entry, after: entry}
      return {kind: 'open', path, state: effect.after, effect}
    }
  }
}

/** Two sections may ask for `a` as a file and for `a/b`. */
function filesBelowFiles<Path extends string>(draft: Draft<Path>): readonly PatchFailure[] {
  const files = [...draft.states.values()].filter((effect) => effect.after.kind !== 'absent')
  const paths = new Set<string>(files.map((effect) => effect.path))
  return [...paths].flatMap((path) => {
    const above = parentsOf(path).find((parent) => paths.has(parent))
    return above === undefined ? [] : [failure(path, `the patch makes ${above} a file, not a folder`)]
  })
}

function parentsOf(path: string): readonly string[] {
  const components = path.split('/')
  return components.slice(1).map((_, index) => components.slice(0, index + 1).join('/'))
}

function failure(path: string, because: string, missing: readonly MissingHunk[] = []): PatchFailure {
  return {path, because, missing}
}
