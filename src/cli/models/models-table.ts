import {escapeLine} from '../../output/escape-controls.ts'
import {type Column, renderTable} from '../../output/render-table.ts'
import {wrapText} from '../../output/wrap-text.ts'
import type {KnownModel} from '../../model/catalogue.ts'
import type {ModelRow} from './model-rows.ts'

/** A table as wide as the screen, and below it what does not fit into a cell. `today` is `2026-11-23`. */
export function modelsTable(
  rows: readonly ModelRow[],
  {width, today}: {readonly width: number; readonly today: string},
): string {
  const hasEnded = ({known, isOffered}: ModelRow) =>
    isOffered !== true && known?.endsOn !== undefined && known.endsOn <= today
  const shown = rows.filter((row) => !hasEnded(row))
  const isListed = rows.some((row) => row.isOffered !== undefined)
  const notes = [
    ...(isListed ? ['+ stands before what the server offers.'] : []),
    `Prices are in USD per million tokens of input/cached input/output${comparedIn(shown)}; those for long input are in --json.`,
    named(
      'Other names',
      rows.flatMap(({name, aliases}) => aliases.map((alias) => `${alias} is ${name}`)),
    ),
    named('No longer served by its maker', rows.filter(hasEnded).map(endOf)),
  ]
  const table = renderTable(shown, {columns: isListed ? [mark, ...columns] : columns, width})
  return [table, '', ...notes.filter((note) => note !== '').map((note) => wrapText(note, width))].join('\n')
}

const mark: Column<ModelRow> = {title: ' ', rank: 1, cell: ({isOffered}) => (isOffered === true ? '+' : ' ')}

const columns: readonly Column<ModelRow>[] = [
  {title: 'MODEL', rank: 0, cell: ({name}) => escapeLine(name)},
  {title: 'CONTEXT', rank: 2, align: 'right', cell: ({contextWindow}) => tokensText(contextWindow)},
  {title: 'OUTPUT', rank: 10, align: 'right', cell: ({known}) => tokensText(known?.maxOutputTokens)},
  {title: 'WIRE', rank: 4, cell: ({known}) => known?.wire ?? '?'},
  {title: 'FIM', rank: 5, cell: ({known}) => yesNo(known?.fillsInMiddle)},
  {title: 'TOOLS', rank: 6, cell: ({known}) => yesNo(known?.callsTools)},
  {title: 'REASONS', rank: 7, cell: ({known}) => yesNo(known?.reasons)},
  {title: 'IMAGES', rank: 11, cell: ({known}) => yesNo(known?.seesImages)},
  {title: 'PRICE', rank: 3, cell: ({known}) => priceText(known)},
  {title: 'AS OF', rank: 8, cell: ({known}) => known?.price?.asOf ?? ''},
  {title: 'ENDS', rank: 9, cell: ({known}) => known?.endsOn ?? ''},
]

function tokensText(tokens: number | undefined): string {
  if (tokens === undefined) return '?'
  return tokens < 1_000 ? String(tokens) : `${Math.floor(tokens / 1_000)}k`
}

function yesNo(value: boolean | undefined): string {
  if (value === undefined) return '?'
  return value ? 'yes' : 'no'
}

function priceText(known: KnownModel | undefined): string {
  if (known?.price === undefined) return 'unknown'
  const {input, cachedInput = input, output} = known.price
  return `${input}/${cachedInput}/${output}`
}

function endOf({name, known}: ModelRow): string {
  return `${escapeLine(name)} (${known?.endsOn ?? ''})`
}

/** The column of the months does not fit on every screen. */
function comparedIn(rows: readonly ModelRow[]): string {
  const months = rows.flatMap(({known}) => known?.price?.asOf ?? []).toSorted()
  const [first] = months
  const last = months.at(-1)
  if (first === undefined) return ''
  return `, compared with published lists ${first === last ? `of ${first}` : `from ${first} to ${last}`}`
}

function named(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `${title}: ${entries.join(', ')}.`
}
