import type {Explanation} from '../ask/explanation.ts'
import type {Paint} from './create-paint.ts'
import {type Look, renderSideBySide} from './render-side-by-side.ts'
import {wrapWords} from './wrap-words.ts'

export interface TextLook extends Look {
  /** Whether prose is cut into rows: nobody but a screen needs that. */
  readonly wraps: boolean
  /** Whether there is more than one, so that each needs its name. */
  readonly isNamed: boolean
}

/** For people: the summary, and beside the lines what is said about them. */
export function renderText(explanation: Explanation, look: TextLook): string {
  const {summary, mode} = explanation
  const blocks = [
    ...(look.isNamed ? [headingOf(explanation, look)] : []),
    ...(summary === '' ? [] : [renderProse(summary, look)]),
    ...(mode === 'lines' ? [renderSideBySide(explanation, look)] : []),
  ]
  return blocks.join('\n')
}

/** Text of the model. */
export function renderProse(text: string, {columns, wraps, escape}: Omit<TextLook, 'paint'>): string {
  const shown = escape(text.trim())
  return wraps
    ? wrapWords(shown, columns)
        .map((row) => `${row}\n`)
        .join('')
    : `${shown}\n`
}

export function renderHeading(
  text: string,
  {paint, escape}: {readonly paint: Paint; readonly escape: (text: string) => string},
): string {
  return `${paint.heading(escape(text).replaceAll(/\s/g, ' '))}\n`
}

function headingOf({source}: Explanation, look: TextLook): string {
  return renderHeading(titleOf(source), look)
}

export function titleOf({name, symbol}: Pick<Explanation['source'], 'name' | 'symbol'>): string {
  return symbol === undefined ? name : `${name}: ${symbol}`
}
