import {formatBytes} from './format-bytes.ts'
import {formatCount, formatNumber} from './format-count.ts'
import {formatUsd} from './format-usd.ts'

export interface ShownSavings {
  readonly hits: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Of the hits whose price is known. */
  readonly savedUsd: number
  readonly unpricedHits: number
}

export interface ShownCache {
  readonly file: string
  readonly entries: number
  readonly bytes: number
  readonly maxBytes: number
  /** As `2026-11-23T10:00:00.000Z`; null where there are no entries. */
  readonly oldestAt: string | null
  /** As `2026-11-23`; null where there was no hit. */
  readonly firstDay: string | null
  readonly today: ShownSavings
  readonly inAll: ShownSavings
}

/** What the cache holds and has saved, in lines. Days are those of UTC. */
export function describeCache(cache: ShownCache): readonly string[] {
  const oldest = cache.oldestAt === null ? '' : `, the oldest from ${cache.oldestAt.slice(0, 16).replace('T', ' ')} UTC`
  const since = cache.firstDay === null ? '' : ` since ${cache.firstDay}`
  return [
    `Answers  ${formatNumber(cache.entries)}, ${formatBytes(cache.bytes)} of at most ${formatBytes(cache.maxBytes)}${oldest}`,
    `Today    ${savingWords(cache.today)}`,
    `In all   ${savingWords(cache.inAll)}${since}`,
    `File     ${cache.file}`,
  ]
}

function savingWords({hits, inputTokens, outputTokens, savedUsd, unpricedHits}: ShownSavings): string {
  if (hits === 0) return 'no hits'
  const tokens = `${formatNumber(inputTokens)} tokens in, ${formatNumber(outputTokens)} out`
  return `${formatCount(hits, 'hit')}, saved ${costWords({hits, savedUsd, unpricedHits})} (${tokens})`
}

function costWords({hits, savedUsd, unpricedHits}: Pick<ShownSavings, 'hits' | 'savedUsd' | 'unpricedHits'>): string {
  if (unpricedHits === hits) return 'an unknown amount'
  return unpricedHits === 0 ? formatUsd(savedUsd) : `${formatUsd(savedUsd)} and an unknown amount`
}
