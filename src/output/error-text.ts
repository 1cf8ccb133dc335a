import type {ErrorSummary} from '@codex-host/plugin-api'
import type {Style} from './create-style.ts'
import {escapeLine, escapeLines} from './escape-controls.ts'
import {wrapText} from './wrap-text.ts'

export interface ErrorFacts extends ErrorSummary {
  readonly ref?: string
}

/** An error for people: what happened, then what to do, a line each. */
export function formatError(
  error: ErrorFacts,
  {style, columns}: {readonly style: Style; readonly columns: number},
): string {
  const [first = '', ...rest] = wrapText(`Error: ${escapeLines(error.message)}`, columns, '  ').split('\n')
  const hints = error.suggestions.map((suggestion) => `Try: ${escapeLine(suggestion)}`)
  if (error.ref !== undefined) hints.push(`More: ${escapeLine(error.ref)}`)
  return [
    first.replace('Error:', style.red('Error:')),
    ...rest,
    ...hints.map((hint) => wrapText(`  ${hint}`, columns, '       ')),
  ].join('\n')
}
