import {escapeLine, type Look} from '../text/style.ts'
import {wrapWords} from '../text/wrap.ts'

const mostRows = 40

/** What a person said, as the transcript shows it. `note` says what became of it. */
export function userRows(text: string, look: Look, note?: string): readonly string[] {
  const rows = look
    .escape(text)
    .split('\n')
    .flatMap((line) => wrapWords(line.replaceAll('\t', '    '), look.columns - 3))
  const shown =
    rows.length <= mostRows + 1 ? rows : [...rows.slice(0, mostRows), `… ${rows.length - mostRows} rows more`]
  const marked = shown.map((row, index) => `${index === 0 ? '> ' : '  '}${row}`).map(look.style.cyan)
  return [
    '',
    ...marked,
    ...(note === undefined
      ? []
      : wrapWords(escapeLine(note, look), look.columns - 3).map((row) => look.style.dim(`  ${row}`))),
  ]
}
