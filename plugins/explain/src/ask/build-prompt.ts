import {describeRanges, type LineRange} from '../source/line-ranges.ts'
import type {Source} from '../source/source.ts'
import {escapeLineEnds, numberLines} from './number-lines.ts'

export interface PromptPart {
  /** What is to be explained. */
  readonly part: LineRange
  /** What is shown: the part and lines around it. */
  readonly shown: LineRange
}

/** What the model is told about one part of a source. All of it is data. */
export function buildPrompt(source: Source, {part, shown}: PromptPart): string {
  const {name, lines, language, symbol, kind} = source
  const facts = [
    kind === 'diff' ? `Diff of the file: ${quoted(name)}` : `File: ${quoted(name)}`,
    ...(language === undefined || kind === 'diff' ? [] : [`Language: ${language.title}`]),
    `Lines in all: ${lines.length}`,
    ...(symbol === undefined ? [] : [`Asked for: ${quoted(symbol)}`]),
    part.first === 1 && part.last === lines.length
      ? 'Explain all lines.'
      : `Explain ${describeRanges([part])} only. Other lines are there so that these can be understood.`,
  ]
  return `${facts.join('\n')}\n\n${numberLines(lines, shown)}\n`
}

/** On one line, whatever is in it. */
function quoted(name: string): string {
  return escapeLineEnds(JSON.stringify(name))
}

/** Lines around a part, as many on both sides as `tokens` allow. */
export function showAround(
  lines: readonly string[],
  part: LineRange,
  {tokens, countTokens}: {readonly tokens: number; readonly countTokens: (text: string) => number},
): LineRange {
  let {first, last} = part
  let left = tokens
  for (let goesOn = true; goesOn;) {
    goesOn = false
    for (const side of ['above', 'below'] as const) {
      const line = lines[side === 'above' ? first - 2 : last]
      const cost = line === undefined ? Infinity : countTokens(`${line}\n`) + 3
      if (cost > left) continue
      left -= cost
      goesOn = true
      if (side === 'above') first -= 1
      else last += 1
    }
  }
  return {first, last}
}
