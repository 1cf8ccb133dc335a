import type {PatchTarget, TargetEntry} from '../patch/file-effect.ts'
import {type ParsedPatch, pathsOf, type PatchSection} from '../patch/patch-section.ts'
import {planPatch} from '../patch/plan-patch.ts'
import {refusePatchPath} from '../patch/refuse-patch-path.ts'
import {renderDiff} from '../patch/render-diff.ts'
import {protectedPaths} from '../sandbox/protected-paths.ts'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {landingRule} from '../workspace/landing-rules.ts'
import type {View} from '../workspace/view.ts'
import {toWorkspacePath, type WorkspacePath} from '../workspace/workspace-path.ts'
import type {ToolPlan} from './tool.ts'

const titledFiles = 4

export interface PatchPlace {
  readonly view: View
  /** What the paths of the patch are relative to, itself relative to the workspace root: '' is the root. */
  readonly folder: string
  /** Whether a path of the workspace must not be read or written by a patch. */
  readonly isHidden: (path: string) => boolean
}

/** Plans a patch that was read. Reads through the view and changes nothing. */
export async function planPatchCall(patch: ParsedPatch, place: PatchPlace): Promise<ToolPlan> {
  if (patch.kind === 'invalid') {
    const output = `The patch was not applied; no file was changed. Line ${patch.line}: ${patch.because}.`
    return {kind: 'answer', title: 'apply_patch', status: 'failed', output}
  }

  const title = titleOf(patch.sections)
  const plan = planPatch(patch.sections, await readTargets(patch.sections, place))
  if (plan.kind === 'failed') return {kind: 'answer', title, status: 'failed', output: plan.report}
  if (plan.effects.length === 0) {
    return {
      kind: 'answer',
      title,
      status: 'ok',
      output: 'Nothing to do: the files already are as the patch makes them.',
    }
  }
  const {effects, report} = plan
  return {kind: 'action', title, action: {kind: 'patch', effects, diff: renderDiff(effects), report}}
}

async function readTargets(
  sections: readonly PatchSection[],
  place: PatchPlace,
): Promise<ReadonlyMap<string, PatchTarget<WorkspacePath>>> {
  const targets = new Map<string, PatchTarget<WorkspacePath>>()
  for (const path of pathsOf(sections)) targets.set(path, await readTarget(path, place))
  return targets
}

async function readTarget(name: string, {view, folder, isHidden}: PatchPlace): Promise<PatchTarget<WorkspacePath>> {
  const because = refusePatchPath(name)
  if (because !== undefined) return {kind: 'refused', because}
  const path = toWorkspacePath(view.root, folder === '' ? name : `${folder}/${name}`)
  if (path === undefined) return {kind: 'refused', because: 'the path leaves the workspace'}
  if (isHidden(path)) return {kind: 'refused', because: 'the file may hold secrets and is hidden'}
  if (view.method === 'in-place' && isProtected(path, view.root)) {
    return {kind: 'refused', because: 'the file is protected while the turn works in place'}
  }

  const entry = await view.read(path)
  return {kind: 'target', path, entry: entry.kind === 'absent' ? await readParents(path, view) : entry}
}

/** In a copy the change set decides, when it lands; in place nothing stands between a patch and the file. */
function isProtected(path: WorkspacePath, root: string): boolean {
  const rule = landingRule(path)
  if (rule.kind === 'never' || rule.kind === 'needs-answer') return true
  if (/(^|\/)agents(\.override)?\.md$/i.test(path)) return true
  return protectedPaths(root).some((place) => isAtOrBelow(place, `${root}/${path}`))
}

/** A new file needs folders above it, or nothing. */
async function readParents(path: WorkspacePath, view: View): Promise<TargetEntry> {
  const components = path.split('/')
  for (let count = 1; count < components.length; count++) {
    const parent = toWorkspacePath(view.root, components.slice(0, count).join('/'))
    const entry = parent === undefined ? undefined : await view.read(parent)
    if (entry === undefined || entry.kind === 'absent') break
    if (entry.kind !== 'directory') return {kind: 'below-file', file: components.slice(0, count).join('/')}
  }
  return {kind: 'absent'}
}

function titleOf(sections: readonly PatchSection[]): string {
  const letters = {add: 'A', delete: 'D', update: 'M'} as const
  const files = sections.map((section) => `${letters[section.kind]} ${section.path}`)
  const more = files.length > titledFiles ? ` and ${files.length - titledFiles} more` : ''
  return files.slice(0, titledFiles).join(', ') + more
}
