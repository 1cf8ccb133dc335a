import type {TurnEvent} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {exitCodeOf} from '../../../src/cli/exit-code.ts'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import {runs, says} from '../../helpers/replies.ts'
import {openSession, runTurn} from '../../helpers/run-turn.ts'

type Step = ModelScript['steps'][number]

const wires = ['responses', 'chat'] as const
const fullAuto = {'approval-mode': 'full-auto'}
const tooLong: Step = {
  fault: {status: 400, body: {error: {message: 'Too many tokens.', code: 'context_length_exceeded'}}},
}
const summarised = {contains: '<conversation>'}
const noTools = {tools: [], last_user_text: summarised}
const notes = {contains: '<notes>\nHalf is done.\n</notes>'}

function compactions(events: readonly TurnEvent[]) {
  return events.filter((event) => event.type === 'compaction.end')
}

test.each(wires)('over %s, a refused conversation is compacted once and the step goes on', async (wire) => {
  const script: ModelScript = {
    steps: [
      runs('seq 1 3000'),
      runs('echo second'),
      tooLong,
      {...says('Half is done.'), expect: noTools, usage: {input_tokens: 500, output_tokens: 20}},
      {...says('Done.'), expect: {last_tool_output: {contains: 'second'}, last_user_text: notes, input_items: 5}},
    ],
  }
  const {result, events, requests} = await runTurn({script, flags: fullAuto, config: `wire: ${wire}\n`, prompt: 'Go.'})

  expect({exitCode: exitCodeOf(result), answer: result.answer}).toEqual({exitCode: 0, answer: 'Done.'})
  expect(requests).toHaveLength(5)
  expect(compactions(events)).toEqual([
    {
      type: 'compaction.end',
      step: 3,
      because: 'The server refused the conversation as too long.',
      removedItems: 2,
      tokensBefore: expect.any(Number),
      tokensAfter: expect.any(Number),
      usage: {inputTokens: 500, cachedInputTokens: 0, outputTokens: 20, reasoningTokens: 0},
      costUsd: expect.any(Number),
      providerSavedUsd: 0,
    },
  ])
  const [compaction] = compactions(events)
  expect(compaction?.tokensAfter).toBeLessThan((compaction?.tokensBefore ?? 0) / 2)
  expect(events.flatMap((event) => (event.type === 'step.retry' ? [event.because] : []))).toEqual([
    'The server refused the conversation as too long.',
  ])
})

test.each(wires)(
  'over %s, a conversation that stays too long ends with 5 after four requests, and advice',
  async (wire) => {
    const script: ModelScript = {steps: [runs('seq 1 3000'), runs('echo b'), tooLong, says('Half is done.'), tooLong]}
    const {result, requests, events} = await runTurn({script, flags: fullAuto, config: `wire: ${wire}\n`})

    expect(exitCodeOf(result)).toBe(5)
    expect(result.errors).toEqual([
      {
        code: 'MODEL_CONTEXT_LENGTH',
        message: expect.stringContaining('It was compacted, and is still too long.'),
        suggestions: [expect.stringContaining('Ask for less'), expect.stringContaining('--model')],
      },
    ])
    expect(requests).toHaveLength(5)
    expect(compactions(events)).toHaveLength(1)
  },
)

test.each(wires)('over %s, where even the summary is refused the old part goes without one', async (wire) => {
  const script: ModelScript = {
    steps: [
      runs('seq 1 3000'),
      runs('echo b'),
      tooLong,
      tooLong,
      {...tooLong, expect: noTools},
      {...says('Done.'), expect: {last_user_text: {contains: 'left out, without notes'}}},
    ],
  }
  const {result, requests} = await runTurn({script, flags: fullAuto, config: `wire: ${wire}\n`})

  expect({exitCode: exitCodeOf(result), requests: requests.length}).toEqual({exitCode: 0, requests: 6})
  const [first = 0, second = 0] = requests.slice(3, 5).map(({bytes}) => bytes)
  expect(second).toBeLessThan(first)
})

test('a server that refuses everything is asked four times for a step, and never again', async () => {
  const script: ModelScript = {steps: [runs('seq 1 3000'), runs('echo b'), tooLong, tooLong, tooLong, tooLong]}
  const {result, requests} = await runTurn({script, flags: fullAuto})
  expect({exitCode: exitCodeOf(result), requests: requests.length}).toEqual({exitCode: 5, requests: 6})
})

test('a prompt that is too long by itself is sent once', async () => {
  const {result, requests} = await runTurn({script: {steps: [tooLong]}, prompt: 'x'.repeat(10_000)})

  expect({exitCode: exitCodeOf(result), requests: requests.length}).toEqual({exitCode: 5, requests: 1})
  expect(result.errors[0]?.message).toContain('There is no older part that could be summed up')
})

test('one result that is too long alone is cut, without a request for a summary', async () => {
  const script: ModelScript = {
    steps: [
      runs('seq 1 3000'),
      tooLong,
      {...says('Done.'), expect: {last_tool_output: {matches: '\\n1\\n.*characters left out.*3000'}}},
    ],
  }
  const {result, events} = await runTurn({script, flags: fullAuto})

  expect(exitCodeOf(result)).toBe(0)
  expect(compactions(events)).toMatchObject([{removedItems: 0, usage: {inputTokens: 0}, costUsd: 0}])
})

const small = 'memory: {mode: auto}\nmodels:\n  codex-1: {context_window: 6000}\n'

test.each(wires)('over %s, `auto` compacts before the window is full, and no request is refused', async (wire) => {
  const script: ModelScript = {
    steps: [
      {...runs('seq 1 500'), usage: {input_tokens: 1500, output_tokens: 30}},
      {...runs('echo second'), usage: {input_tokens: 5200, output_tokens: 30}},
      {...says('Half is done.'), expect: noTools, usage: {input_tokens: 900, output_tokens: 30}},
      {...says('Done.'), expect: {last_user_text: notes}},
    ],
  }
  const {result, events} = await runTurn({script, flags: fullAuto, config: `${small}wire: ${wire}\n`})

  expect(exitCodeOf(result)).toBe(0)
  expect(compactions(events)).toMatchObject([
    {step: 3, because: 'The conversation nearly fills the window of the model.', removedItems: 2},
  ])
  expect(result.usage.inputTokens).toBeGreaterThan(1500 + 5200 + 900)
})

test('in the mode `last` a running turn is never compacted unasked', async () => {
  const script: ModelScript = {
    steps: [{...runs('seq 1 500'), usage: {input_tokens: 5900, output_tokens: 30}}, says('Done.')],
  }
  const {events} = await runTurn({script, flags: fullAuto, config: small.replace('auto', 'last')})
  expect(compactions(events)).toEqual([])
})

test('a compaction that did not help enough is not paid for again at every step', async () => {
  const full = {input_tokens: 5800, output_tokens: 10}
  const script: ModelScript = {
    steps: [
      {...runs('seq 1 2000'), usage: {input_tokens: 5000, output_tokens: 10}},
      {...runs('echo b'), usage: full},
      {...says('Half is done.'), expect: noTools},
      {...runs('echo c'), usage: full},
      {...runs('echo d'), usage: full},
      {...says('Done.'), usage: full},
    ],
  }
  const {result, events} = await runTurn({
    script,
    flags: fullAuto,
    config: small,
    prompt: 'word '.repeat(4000),
  })
  expect(exitCodeOf(result)).toBe(0)
  expect(compactions(events)).toHaveLength(1)
})

test('the request for a summary counts for the budgets', async () => {
  const script: ModelScript = {steps: [runs('seq 1 3000'), runs('echo b'), tooLong]}
  const {result, requests} = await runTurn({script, flags: {...fullAuto, 'max-steps': 3}})
  expect({exitCode: exitCodeOf(result), requests: requests.length}).toEqual({exitCode: 10, requests: 3})
})

test('a server that fails during the summary ends the turn with that failure', async () => {
  const refusedKey: Step = {fault: {status: 401}}
  const script: ModelScript = {steps: [runs('seq 1 3000'), runs('echo b'), tooLong, refusedKey]}
  const {result} = await runTurn({script, flags: fullAuto})
  expect(exitCodeOf(result)).toBe(4)
})

test('a retried attempt of the summary is told, its text is not', async () => {
  const script: ModelScript = {
    steps: [
      runs('seq 1 3000'),
      runs('echo b'),
      tooLong,
      {...says('Half of the notes'), fault: {end_early: true}},
      says('Half is done.'),
      says('Done.'),
    ],
  }
  const {events} = await runTurn({script, flags: fullAuto})

  expect(events.flatMap((event) => (event.type === 'text.delta' ? [event.text] : []))).toEqual(['Done.'])
  expect(events.filter((event) => event.type === 'step.retry')).toHaveLength(2)
})

test('in `auto` the conversation of earlier turns is summed up too, and this turn keeps its prompt', async () => {
  const session = await openSession({
    script: {
      steps: [
        {...says(`One. ${'word '.repeat(2000)}`), usage: {input_tokens: 5500, output_tokens: 10}},
        {...says('Half is done.'), expect: noTools, usage: {input_tokens: 100, output_tokens: 10}},
        {...says('Two.'), expect: {last_user_text: {contains: 'Second.'}}},
      ],
    },
    config: small,
  })
  await session.turn('First.')
  const {result} = await session.turn('Second.')
  expect({exitCode: exitCodeOf(result), answer: result.answer}).toEqual({exitCode: 0, answer: 'Two.'})
})
