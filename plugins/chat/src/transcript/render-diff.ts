import {expandTabs} from '../text/cells.ts'
import type {Look, Paint} from '../text/style.ts'
import {breakRows} from '../text/wrap.ts'

interface Counters {
  before: number
  after: number
  restBefore: number
  restAfter: number
}

interface DiffLine {
  readonly number: string
  readonly text: string
  readonly paint: Paint
}

/**
 * A unified diff with line numbers: of the new file, and of the old one for what is removed. Nothing is cut: a long
 * line goes on in rows without a number. Lines are counted, so that a removed line `-- a/x` is no header.
 */
export function renderDiff(diff: string, look: Look): readonly string[] {
  const counters: Counters = {before: 0, after: 0, restBefore: 0, restAfter: 0}
  const lines = diff.replace(/\n$/, '').split('\n')
  const read = lines.map((line) => readLine(line, counters, look))
  const width = Math.max(...read.map(({number}) => number.length), 0)
  return read.flatMap(({number, text, paint}) => {
    const rows = breakRows(expandTabs(look.escape(text)), Math.max(look.columns - width - 4, 10))
    return rows.map((row, index) => {
      const gutter = index === 0 ? number.padStart(width) : '┆'.padStart(width)
      return `${look.style.dim(gutter)} ${paint(row)}`
    })
  })
}

function readLine(line: string, counters: Counters, {style}: Look): DiffLine {
  if (counters.restBefore <= 0 && counters.restAfter <= 0) return readHeader(line, counters, {style})

  if (line.startsWith('\\')) return {number: '', text: line, paint: style.dim}
  const isAdded = line.startsWith('+')
  const isRemoved = line.startsWith('-')
  const number = isRemoved ? counters.before : counters.after
  if (!isAdded) {
    counters.before += 1
    counters.restBefore -= 1
  }
  if (!isRemoved) {
    counters.after += 1
    counters.restAfter -= 1
  }
  const paint = isAdded ? style.green : isRemoved ? style.red : plain
  return {number: String(number), text: line, paint}
}

function readHeader(line: string, counters: Counters, {style}: Pick<Look, 'style'>): DiffLine {
  const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
  if (hunk === null) return {number: '', text: line, paint: line.startsWith('\\') ? style.dim : style.bold}
  counters.before = Number(hunk[1])
  counters.restBefore = Number(hunk[2] ?? 1)
  counters.after = Number(hunk[3])
  counters.restAfter = Number(hunk[4] ?? 1)
  return {number: '', text: line, paint: style.cyan}
}

const plain: Paint = (text) => text
