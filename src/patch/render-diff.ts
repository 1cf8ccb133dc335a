import {formatPatch} from 'diff'
import type {StructuredPatch} from 'diff'
import type {FileEffect, FileState} from './file-effect.ts'
import {hunksOf, stepsOf} from './file-hunks.ts'
import type {DiffStep} from './file-hunks.ts'

/** Unified diff of the effects, as git writes it and as `git apply` and `patch -p1` read it. */
export function renderDiff(effects: readonly FileEffect[]): string {
  return effects.flatMap(stepsOf).map(renderStep).join('')
}

function renderStep(step: DiffStep): string {
  const hunks = hunksOf(step)
  const oldMode = gitMode(step.before)
  const newMode = gitMode(step.after)
  const patch: StructuredPatch = {
    oldFileName: oldMode === undefined ? '/dev/null' : `a/${step.path}`,
    newFileName: newMode === undefined ? '/dev/null' : `b/${step.path}`,
    oldHeader: undefined,
    newHeader: undefined,
    hunks: [...(hunks ?? [])],
    isGit: true,
    ...modeHeaders(oldMode, newMode),
  }
  const text = endNames(formatPatch(patch))
  return hunks === undefined ? `${text}Binary files ${patch.oldFileName} and ${patch.newFileName} differ\n` : text
}

/** `patch` ends a name at its first blank, unless a tab says where it ends. */
function endNames(text: string): string {
  const end = text.indexOf('\n@@ ')
  const header = text.slice(0, Math.max(end, 0)).replace(/^(?:---|\+\+\+) [^"\n]* [^"\n]*$/gm, '$&\t')
  return end === -1 ? text : header + text.slice(end)
}

function modeHeaders(oldMode: string | undefined, newMode: string | undefined): Partial<StructuredPatch> {
  if (oldMode === newMode) return {}
  if (oldMode === undefined) return newMode === undefined ? {} : {isCreate: true, newMode}
  return newMode === undefined ? {isDelete: true, oldMode} : {oldMode, newMode}
}

function gitMode(state: FileState): string | undefined {
  if (state.kind === 'absent') return undefined
  if (state.kind === 'link') return '120000'
  return (state.mode & 0o100) === 0 ? '100644' : '100755'
}
