import type {TurnEvent, TurnResult} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {createStyle} from '../../../src/output/create-style.ts'
import {createTerminal} from '../../../src/output/create-terminal.ts'
import {formatUsd} from '../../../src/output/format-usd.ts'
import {renderPlain} from '../../../src/output/render-plain.ts'
import {summariseTurn} from '../../../src/output/turn-summary.ts'
import {fakeDevices} from './fake-devices.ts'
import {contextFor, endingWith, result, stream, usage} from './sample-turn.ts'

const {answer, outcomes, errors, denials, notices, steps, durationMs} = result
const unpriced = {answer, outcomes, errors, denials, notices, steps, durationMs, usage}
const noUsage = {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0}

function costLine(turn: TurnResult): string | undefined {
  const summary = summariseTurn(turn, {sandbox: 'none', deniedCalls: []}, {style: createStyle(false), columns: 120})
  return summary.split('\n').find((line) => line.startsWith('Cost'))
}

test.each([
  [0, '$0.00'],
  [0.00001, 'under $0.0001'],
  [0.0123, '$0.0123'],
  [0.004, '$0.0040'],
  [0.99999, '$1.0000'],
  [1.239, '$1.24'],
  [12_345.6, '$12,345.60'],
])('%d USD read %s', (usd, expected) => {
  expect(formatUsd(usd)).toBe(expected)
})

test.each<[string, TurnResult, string | undefined]>([
  [
    'what was paid stands apart from what two caches saved',
    result,
    'Cost    $0.0123 · provider cache saved $0.0040 · local cache saved $0.0120 (2 answers)',
  ],
  ['a cost that nobody knows is not 0', unpriced, 'Cost    unknown'],
  [
    'without a price the local cache saved tokens',
    {...unpriced, cacheHits: {count: 1, savedUsage: usage}},
    'Cost    unknown · local cache saved 13,579 tokens (1 answer)',
  ],
  ['nothing is saved: nothing is said of it', {...unpriced, costUsd: 0.5, providerSavedUsd: 0}, 'Cost    $0.5000'],
  [
    'a turn whose every request failed has no line',
    {...unpriced, usage: noUsage, outcomes: ['credentials']},
    undefined,
  ],
  ['a server that does not count leaves the cost unknown', {...unpriced, usage: noUsage}, 'Cost    unknown'],
])('%s', (_name, turn, expected) => {
  expect(costLine(turn)).toBe(expected)
})

test('a cached answer and a compaction are told when they happen', async () => {
  const {devices, written} = fakeDevices({stdoutIsTerminal: false, stderrIsTerminal: false, columns: 100})
  const events: readonly TurnEvent[] = [
    {type: 'step.end', step: 1, text: '', usage: noUsage, cacheHit: {savedUsage: usage, savedUsd: 0.012}},
    {type: 'step.end', step: 2, text: '', usage: noUsage, cacheHit: {savedUsage: usage}},
    {
      type: 'compaction.end',
      step: 3,
      because: 'The conversation nearly fills the window of the model.',
      removedItems: 12,
      tokensBefore: 110_000,
      tokensAfter: 9_000,
      usage,
    },
    ...endingWith({}).slice(-1),
  ]

  await renderPlain(stream(events), contextFor(createTerminal(devices, {noColor: true})))

  expect(written.stderr.split('\n').slice(0, 3)).toEqual([
    'Step 1: cached, saved $0.0120.',
    'Step 2: cached.',
    'Compacted: The conversation nearly fills the window of the model. 12 old items of it made room; about 110,000 tokens are 9,000 now.',
  ])
})
