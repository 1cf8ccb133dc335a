import type {ChangeSetSummary, ErrorSummary, Outcome, ProjectFiles, VerbOutput} from '@codex-host/plugin-api'
import type {FileEnd} from './describe-ends.ts'
import {landCompletions, type Landing} from './land-completions.ts'

export interface LandedEnds {
  readonly ends?: readonly FileEnd[]
  readonly changeSet?: ChangeSetSummary
  readonly outcomes?: readonly Outcome[]
  readonly errors?: readonly ErrorSummary[]
}

/** Writes what was completed into the files; what could not be written has failed. */
export async function landEnds(
  ends: readonly FileEnd[],
  {files, output, signal}: {readonly files: ProjectFiles; readonly output: VerbOutput; readonly signal: AbortSignal},
): Promise<LandedEnds> {
  const landings = ends.flatMap(toLanding)
  const {changeSet, conflicts} = await landCompletions(landings, files, signal)
  const lost = new Set(conflicts.map(({job}) => job))
  const settled = ends.map((end): FileEnd => {
    if (end.kind !== 'completed' || !lost.has(end.job)) return end
    return {kind: 'failed', job: end.job, outcome: 'not-applied', error: changedMeanwhile(end.job.path)}
  })
  if (changeSet === undefined) return {ends: settled}
  if (changeSet.status === 'pending') {
    return {ends: settled, changeSet, outcomes: ['denied'], errors: [pending(changeSet)]}
  }
  if (changeSet.status === 'landed') output.notice(landedNotice(changeSet, landings.length - conflicts.length))
  return {ends: settled, changeSet}
}

/** An empty answer leaves its file as it is, marker included. */
function toLanding(end: FileEnd): readonly Landing[] {
  const text = end.kind === 'completed' ? end.candidates[0]?.text : undefined
  return end.kind === 'completed' && text !== undefined && text !== '' ? [{job: end.job, text}] : []
}

function landedNotice({id}: ChangeSetSummary, files: number) {
  const what = files === 1 ? '1 file was completed' : `${files} files were completed`
  return {code: 'LANDED', text: `${what} (change set ${id}). \`codex undo\` takes that back.`}
}

function changedMeanwhile(path: string): ErrorSummary {
  return {
    code: 'FILE_CHANGED',
    message: `${path} was changed while the model wrote, so it was left as it is now.`,
    suggestions: ['Run it again: files that are done have no marker any more.'],
  }
}

function pending({id, because = 'it needs an answer'}: ChangeSetSummary): ErrorSummary {
  return {
    code: 'NOT_LANDED',
    message: `No file was changed, because ${because}. The completions wait as change set ${id}.`,
    suggestions: [`\`codex diff ${id}\` shows it, \`codex apply ${id}\` lands it.`],
  }
}
