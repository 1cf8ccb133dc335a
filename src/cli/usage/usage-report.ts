import {bar} from '../../output/bar.ts'
import {cutStart} from '../../output/display-width.ts'
import {escapeLine} from '../../output/escape-controls.ts'
import {formatCount, formatNumber} from '../../output/format-count.ts'
import {formatUsd} from '../../output/format-usd.ts'
import {type Column, renderTable} from '../../output/render-table.ts'
import {wrapText} from '../../output/wrap-text.ts'
import type {UsageGroup, UsageSum} from '../../store/usage-store.ts'

export interface UsageLook {
  readonly width: number
  /** Absent where no chart is drawn. */
  readonly chart?: {readonly hasBlocks: boolean}
}

/** A row for each group with a bar for its share, and what it is all together. */
export function usageReport(
  sums: readonly UsageSum[],
  {by, look}: {readonly by: UsageGroup; readonly look: UsageLook},
): string {
  const total = totalOf(sums)
  const table = renderTable(sums, {columns: columnsOf(sums, {by, look}), width: look.width})
  const lines = [totalLine(total), ...savingLines(total), ...unpricedLines(total)]
  return [table, '', ...lines.map((line) => wrapText(line, look.width))].join('\n')
}

export function totalOf(sums: readonly UsageSum[]): Omit<UsageSum, 'key'> {
  // Without the noise of binary fractions.
  const add = (of: (sum: UsageSum) => number): number =>
    Math.round(sums.reduce((all, sum) => all + of(sum), 0) * 1e12) / 1e12
  return {
    runs: add(({runs}) => runs),
    requests: add(({requests}) => requests),
    usage: {
      inputTokens: add(({usage}) => usage.inputTokens),
      cachedInputTokens: add(({usage}) => usage.cachedInputTokens),
      outputTokens: add(({usage}) => usage.outputTokens),
      reasoningTokens: add(({usage}) => usage.reasoningTokens),
    },
    costUsd: add(({costUsd}) => costUsd),
    unpricedRuns: add(({unpricedRuns}) => unpricedRuns),
    providerSavedUsd: add(({providerSavedUsd}) => providerSavedUsd),
    cacheHits: add(({cacheHits}) => cacheHits),
    savedTokens: add(({savedTokens}) => savedTokens),
    savedUsd: add(({savedUsd}) => savedUsd),
  }
}

function columnsOf(
  sums: readonly UsageSum[],
  {by, look: {width, chart}}: {readonly by: UsageGroup; readonly look: UsageLook},
): readonly Column<UsageSum>[] {
  const keyColumns = Math.max(10, Math.floor(width * 0.4))
  const measure = sums.some(({costUsd}) => costUsd > 0) ? costOf : tokensOf
  const most = Math.max(...sums.map(measure))
  const barColumns = Math.max(6, Math.min(40, Math.floor(width / 5)))
  const chartColumn: Column<UsageSum> = {
    title: measure === costOf ? 'COST' : 'TOKENS',
    rank: 2,
    cell: (sum) =>
      bar(measure(sum) / most, {columns: barColumns, hasBlocks: chart?.hasBlocks ?? false}).padEnd(barColumns),
  }
  return [
    {
      title: by.toUpperCase(),
      rank: 0,
      cell: ({key}) => cutStart(escapeLine(key === '' ? '(unknown)' : key), keyColumns),
    },
    ...(chart === undefined ? [] : [chartColumn]),
    {title: 'USD', rank: 1, align: 'right', cell: (sum) => costText(sum)},
    {title: 'IN', rank: 3, align: 'right', cell: ({usage}) => shortNumber(usage.inputTokens)},
    {title: 'OUT', rank: 4, align: 'right', cell: ({usage}) => shortNumber(usage.outputTokens)},
    {title: 'RUNS', rank: 5, align: 'right', cell: ({runs}) => formatNumber(runs)},
    {title: 'CACHED', rank: 6, align: 'right', cell: ({usage}) => percent(usage.cachedInputTokens, usage.inputTokens)},
    {
      title: 'SAVED',
      rank: 7,
      align: 'right',
      cell: ({savedUsd, providerSavedUsd}) => formatUsd(savedUsd + providerSavedUsd),
    },
  ]
}

function costOf({costUsd}: UsageSum): number {
  return costUsd
}

function tokensOf({usage}: UsageSum): number {
  return usage.inputTokens + usage.outputTokens
}

/** A cost that is not whole says so; one of which nothing is known is no `$0.00`. */
function costText({costUsd, unpricedRuns, runs}: UsageSum): string {
  if (unpricedRuns === 0) return formatUsd(costUsd)
  return unpricedRuns === runs ? 'unknown' : `${formatUsd(costUsd)}+`
}

/** `850`, `12.3k`, `4.5M`. */
function shortNumber(value: number): string {
  if (value < 1000) return String(value)
  const [divisor, unit] = value < 999_500 ? [1000, 'k'] : [1_000_000, 'M']
  const scaled = value / divisor
  return `${scaled < 100 ? scaled.toFixed(1).replace(/\.0$/, '') : Math.round(scaled)}${unit}`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((part / whole) * 100)} %`
}

function totalLine({costUsd, usage, runs, unpricedRuns}: Omit<UsageSum, 'key'>): string {
  const cost = unpricedRuns === runs && runs > 0 ? 'at unknown cost' : `for ${formatUsd(costUsd)}`
  const {inputTokens, outputTokens} = usage
  return `${formatCount(runs, 'run')} ${cost}: ${formatCount(inputTokens, 'token')} in, ${formatNumber(outputTokens)} out.`
}

function savingLines({cacheHits, savedTokens, savedUsd, providerSavedUsd, usage}: Omit<UsageSum, 'key'>): string[] {
  const local = `The local cache gave ${formatCount(cacheHits, 'answer')}: ${formatNumber(savedTokens)} tokens, ${formatUsd(savedUsd)} saved.`
  const provider = `${formatNumber(usage.cachedInputTokens)} tokens of input came from the provider's cache: ${formatUsd(providerSavedUsd)} saved.`
  return [...(cacheHits === 0 ? [] : [local]), ...(usage.cachedInputTokens === 0 ? [] : [provider])]
}

function unpricedLines({unpricedRuns}: Omit<UsageSum, 'key'>): string[] {
  if (unpricedRuns === 0) return []
  return [
    `The price of ${formatCount(unpricedRuns, 'run')} is not known; \`models\` in the configuration can name one.`,
  ]
}
