import type {Runtime, TurnEvent, TurnResult} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {accountTurns, type TurnUsage} from '../../../src/cli/usage/account-turns.ts'

const usage = {inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0}
const result: TurnResult = {
  notices: [],
  answer: '',
  outcomes: [],
  errors: [],
  denials: [],
  steps: 1,
  usage,
  durationMs: 0,
}
const start: TurnEvent = {
  type: 'turn.start',
  version: 1,
  turnId: 't',
  model: 'm',
  provider: 'p',
  approvalMode: 'suggest',
  sandbox: 'none',
  isolation: 'copy',
  cwd: '/',
}
const step = (number: number, costUsd?: number): readonly TurnEvent[] => [
  {type: 'step.start', step: number},
  {type: 'step.end', step: number, text: '', usage, ...(costUsd !== undefined && {costUsd})},
]
const end: TurnEvent = {type: 'turn.end', result}

function accounted(events: readonly TurnEvent[]) {
  const written: TurnUsage[] = []
  const runtime: Runtime = {
    async *runTurn() {
      yield* events
    },
  }
  const turns = accountTurns(runtime, async (used) => void written.push(used))
  return {written, events: turns.runTurn({prompt: ''}, new AbortController().signal)}
}

test('what a turn used is told once, before it ends', async () => {
  const {written, events} = accounted([start, ...step(1, 0.5), ...step(2, 0.25), end])

  for await (const event of events) expect(written).toHaveLength(event.type === 'turn.end' ? 1 : 0)

  expect(written).toEqual([
    {
      model: 'm',
      provider: 'p',
      requests: 2,
      usage: {inputTokens: 20, cachedInputTokens: 0, outputTokens: 10, reasoningTokens: 0},
      costUsd: 0.75,
    },
  ])
})

test('where the reader leaves in the middle, what was used until then counts', async () => {
  const {written, events} = accounted([start, ...step(1, 0.5), ...step(2, 0.5), end])

  for await (const event of events) if (event.type === 'step.end') break

  expect(written).toEqual([{model: 'm', provider: 'p', requests: 1, usage, costUsd: 0.5}])
})

test('a request that failed counts as one without tokens, and a turn that asked nothing is not told', async () => {
  const failed = accounted([start, {type: 'step.start', step: 1}, end])
  const nothing = accounted([start, end])

  for await (const _ of failed.events);
  for await (const _ of nothing.events);

  expect(failed.written).toMatchObject([{requests: 1, usage: {inputTokens: 0}}])
  expect(nothing.written).toEqual([])
})

test('a cost that is not known for one step is not known for the turn', async () => {
  const {written, events} = accounted([start, ...step(1, 0.5), ...step(2), end])

  for await (const _ of events);

  expect(written.map(({costUsd}) => costUsd)).toEqual([undefined])
})
