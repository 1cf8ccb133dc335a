import {expect, test} from 'vitest'
import {usageReport} from '../../../src/cli/usage/usage-report.ts'
import {displayWidth} from '../../../src/output/display-width.ts'
import type {UsageSum} from '../../../src/store/usage-store.ts'

function sum(key: string, given: Partial<UsageSum> = {}): UsageSum {
  return {
    key,
    runs: 2,
    requests: 3,
    usage: {inputTokens: 12_345, cachedInputTokens: 6000, outputTokens: 678, reasoningTokens: 0},
    costUsd: 0.5,
    unpricedRuns: 0,
    providerSavedUsd: 0.01,
    cacheHits: 0,
    savedTokens: 0,
    savedUsd: 0,
    ...given,
  }
}

const days = [sum('2026-11-22'), sum('2026-11-23', {costUsd: 0.25}), sum('2026-11-24', {costUsd: 0.000_001})]

test('a chart with bars in the measure of the highest, and never nothing for something', () => {
  const report = usageReport(days, {by: 'day', look: {width: 80, chart: {hasBlocks: false}}})

  expect(report.split('\n')).toEqual([
    'DAY         COST                        USD     IN  OUT  RUNS  CACHED    SAVED',
    '2026-11-22  ################        $0.5000  12.3k  678     2    49 %  $0.0100',
    '2026-11-23  ########                $0.2500  12.3k  678     2    49 %  $0.0100',
    '2026-11-24  #                 under $0.0001  12.3k  678     2    49 %  $0.0100',
    '',
    '6 runs for $0.7500: 37,035 tokens in, 2,034 out.',
    "18,000 tokens of input came from the provider's cache: $0.0300 saved.",
  ])
})

test.each([24, 40, 60, 80, 120])('no line is wider than a screen of %i columns', (width) => {
  const rows = [
    ...days,
    sum('a-very-long-name-of-a-model-日本語日本語日本語', {unpricedRuns: 1}),
    sum('\u001b[31mred', {costUsd: 1234}),
  ]
  const report = usageReport(rows, {by: 'model', look: {width, chart: {hasBlocks: true}}})

  expect(report).not.toContain('\u001b')
  expect(Math.max(...report.split('\n').map(displayWidth))).toBeLessThanOrEqual(width)
})

test('where no cost is known the bars show tokens', () => {
  const unpriced = {costUsd: 0, unpricedRuns: 2, providerSavedUsd: 0}
  const report = usageReport([sum('m', unpriced)], {by: 'model', look: {width: 40, chart: {hasBlocks: true}}})

  expect(report.split('\n').slice(0, 2)).toEqual([
    'MODEL  TOKENS        USD     IN  OUT',
    'm      ████████  unknown  12.3k  678',
  ])
})
