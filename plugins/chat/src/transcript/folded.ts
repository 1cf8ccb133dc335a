import type {Look} from '../text/style.ts'
import {breakRows} from '../text/wrap.ts'
import type {KeptTexts} from './kept-texts.ts'

const headRows = 2
const tailRows = 6
const mostDiffRows = 120

/** Output as a person wants to see it in passing; what is hidden is kept under a number. */
export function foldedOutput(
  given: {readonly title: string; readonly text: string},
  look: Look,
  kept: KeptTexts,
): readonly string[] {
  const text = look.escape(given.text).trimEnd()
  if (text === '') return []
  const rows = text.split('\n').flatMap((line) => breakRows(line, look.columns - 4))
  const shown =
    rows.length <= headRows + tailRows + 1
      ? rows
      : [
          ...rows.slice(0, headRows),
          hiddenMark(rows.length - headRows - tailRows, kept.keep({...given, kind: 'text'})),
          ...rows.slice(-tailRows),
        ]
  return shown.map((row) => look.style.dim(`  ${row}`))
}

/** The beginning of a long diff. */
export function foldedDiff(
  given: {readonly title: string; readonly text: string; readonly rows: readonly string[]},
  kept: KeptTexts,
): readonly string[] {
  const {rows, title, text} = given
  if (rows.length <= mostDiffRows + 1) return rows
  return [
    ...rows.slice(0, mostDiffRows),
    hiddenMark(rows.length - mostDiffRows, kept.keep({title, text, kind: 'diff'})),
  ]
}

function hiddenMark(count: number, number: number): string {
  return `… ${count.toLocaleString('en')} rows hidden: /open ${number} or Ctrl-O shows all`
}
