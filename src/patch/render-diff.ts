import {createHash} from 'node:crypto'
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
  const oldFileName = oldMode === undefined ? '/dev/null' : `a/${step.path}`
  const newFileName = newMode === undefined ? '/dev/null' : `b/${step.path}`
  const patch: StructuredPatch = {
    oldFileName,
    newFileName,
    oldHeader: undefined,
    newHeader: undefined,
    hunks: [...(hunks ?? [])],
    isGit: true,
    ...modeHeaders(oldMode, newMode),
  }
  const text = endNames(formatPatch(patch))
  if (hunks !== undefined) return text
  const line = `Binary files ${quoteUnusual(oldFileName)} and ${quoteUnusual(newFileName)} differ\n`
  return binaryNote(step) + text + line
}

/**
 * One NUL makes a script binary, and it runs all the same: what is not shown is at least described, and its hash makes
 * the diff of other bytes another diff. Git skips lines before `diff --git` and allows none after it.
 */
function binaryNote({path, before, after}: DiffStep): string {
  return `Not shown: ${JSON.stringify(path)}, before: ${describeContent(before)}, after: ${describeContent(after)}\n`
}

function describeContent(state: FileState): string {
  if (state.kind !== 'file') return 'none'
  const size = `${state.bytes.length} ${state.bytes.length === 1 ? 'byte' : 'bytes'}`
  const mode = (state.mode & 0o111) === 0 ? '' : ', executable'
  return `${size}${mode} (sha256 ${createHash('sha256').update(state.bytes).digest('hex')})`
}

/** A name must not look like further lines of the diff. */
function quoteUnusual(name: string): string {
  return /["\\]|\p{Cc}/u.test(name) ? JSON.stringify(name) : name
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
