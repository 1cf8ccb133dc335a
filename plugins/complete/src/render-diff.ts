import path from 'node:path'
import {formatPatch, structuredPatch} from 'diff'
import {fillGap} from './fill-gap.ts'
import type {Job} from './job.ts'

/** What the completion does to the file as a unified diff, which `git apply`, `patch -p1` and `codex apply` read. */
export function renderDiff({path: shown, gap}: Pick<Job, 'path' | 'gap'>, text: string): string {
  const name =
    shown === '-'
      ? 'stdin'
      : shown
          .split(path.sep)
          .join('/')
          .replace(/^(?:\.?\/)+/, '')
  const patch = structuredPatch(`a/${name}`, `b/${name}`, gap.text, fillGap(gap, text), undefined, undefined, {
    context: 3,
  })
  return endNames(formatPatch({...patch, oldHeader: undefined, newHeader: undefined, isGit: true}))
}

/** `patch` ends a name at its first blank, unless a tab says where it ends. */
function endNames(diff: string): string {
  const end = diff.indexOf('\n@@ ')
  const header = diff.slice(0, Math.max(end, 0)).replace(/^(?:---|\+\+\+) [^"\n]* [^"\n]*$/gm, '$&\t')
  return end === -1 ? diff : header + diff.slice(end)
}
