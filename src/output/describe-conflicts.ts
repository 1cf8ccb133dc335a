import type {FileConflict} from '@codex-host/plugin-api'
import type {Look} from './describe-tool-call.ts'
import {escapeLine} from './escape-controls.ts'
import {renderDiff} from './paint-diff.ts'
import {wrapText} from './wrap-text.ts'

const shownConflicts = 10
const indent = '  '

/** Both sides of each conflict: in words, and as a short diff where both are text. Empty where there is none. */
export function describeConflicts(conflicts: readonly FileConflict[], look: Look): string {
  const rest = conflicts.length - shownConflicts
  const more = rest > 0 ? [`And ${rest} more ${rest === 1 ? 'file' : 'files'}.`] : []
  return [...conflicts.slice(0, shownConflicts).map((conflict) => describeConflict(conflict, look)), ...more].join('\n')
}

function describeConflict(conflict: FileConflict, {style, columns}: Look): string {
  const {path, because, expected, found, wanted, diff} = conflict
  const sides: readonly (readonly [string, string])[] = [
    ...(expected === undefined ? [] : [['expected', expected] as const]),
    ['there now', found],
    ['change set', wanted],
  ]
  const words = sides.map(([side, state]) =>
    wrapText(`${indent}${side.padEnd(12)}${escapeLine(state)}`, columns, '    '),
  )
  const shown = diff === undefined ? [] : renderDiff(diff, {style, columns: columns - indent.length}).split('\n')
  return [
    style.yellow(wrapText(`Conflict: ${escapeLine(path)}: ${escapeLine(because)}.`, columns, '    ')),
    ...words,
    ...shown.map((line) => indent + line),
  ].join('\n')
}
