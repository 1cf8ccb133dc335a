import {expect, test} from 'vitest'
import type {Job} from '../../../plugins/complete/src/job.ts'
import {type CallTerms, planCalls} from '../../../plugins/complete/src/plan-calls.ts'
import {askPrompt, framedPrompt} from '../../../plugins/complete/src/prompts.ts'
import {shareOut} from '../../../plugins/complete/src/share-out.ts'

const fillTokens = {prefix: '<P>', suffix: '<S>', middle: '<M>'}

function job(path: string, prefix = 'ab', suffix = 'cd'): Job {
  const window = {prefix, suffix, cutBefore: 0, cutBehind: 0}
  return {
    path,
    window,
    gap: {text: prefix + suffix, start: 2, end: 2},
    language: undefined,
    position: {line: 1, column: 3},
  }
}

const terms: CallTerms = {
  facts: {fillsInMiddle: true, fillTokens},
  isBatch: true,
  candidates: 1,
  outputTokens: 500,
  count: (text) => text.length,
}

test('files of a batch travel together, up to a limit of tokens', () => {
  const jobs = Array.from({length: 250}, (_, index) => job(`${index}.ts`))

  const calls = planCalls(jobs, {...terms, outputTokens: 1000})

  expect(calls.map((call) => [call.kind, call.jobs.length])).toEqual([
    ['together', 59],
    ['together', 59],
    ['together', 59],
    ['together', 59],
    ['together', 14],
  ])
  expect(calls.flatMap((call) => call.jobs)).toEqual(jobs)
})

test('no request has more than 100 files, and a file that fills a request has it for itself', () => {
  const small = Array.from({length: 101}, (_, index) => job(`${index}.ts`))
  const large = job('large.ts', 'x'.repeat(70_000))

  expect(planCalls([large, ...small], {...terms, outputTokens: 1}).map(({jobs}) => jobs.length)).toEqual([1, 100, 1])
})

test('one file alone is sent with its suffix, and so is one that has the words of the frame in it', () => {
  expect(planCalls([job('a.ts')], {...terms, isBatch: false}).map(({kind}) => kind)).toEqual(['alone'])
  expect(planCalls([job('a.ts'), job('b.ts', 'x <S> y')], terms).map(({kind}) => kind)).toEqual(['together', 'alone'])
})

test('a model that does not fill in is asked about each file', () => {
  const asked = planCalls([job('a.ts'), job('b.ts')], {...terms, facts: {fillsInMiddle: false}})

  expect(asked.map(({kind, jobs}) => [kind, jobs.length])).toEqual([
    ['asked', 1],
    ['asked', 1],
  ])
})

test('a frame is the words of the model, or words anybody understands', () => {
  const shown = {path: 'a.ts', language: 'typescript', prefix: 'before', suffix: 'behind'}

  expect(framedPrompt(shown, fillTokens)).toBe('<P>before<S>behind<M>')
  expect(framedPrompt(shown, undefined)).toMatch(/a\.ts[^]*behind[^]*before$/)
  expect(framedPrompt({...shown, suffix: '\n'}, undefined)).toBe('before')
})

test('the marker of a question is one that the file does not have, and each candidate has a question of its own', () => {
  const shown = {path: 'a.ts', language: 'typescript', prefix: '"<|cursor|>', suffix: '"'}

  const asked = askPrompt(shown, {number: 2, of: 3})

  expect(asked.marker).toBe('<|cursor_2|>')
  expect(asked.prompt).toContain('"<|cursor|><|cursor_2|>"')
  expect(asked.prompt).not.toBe(askPrompt(shown, {number: 3, of: 3}).prompt)
})

test('a bill is shared out by length, and the shares add up', () => {
  const usage = {inputTokens: 100, cachedInputTokens: 10, outputTokens: 7, reasoningTokens: 0}
  const sizes = [
    {input: 1, output: 0},
    {input: 1, output: 1},
    {input: 1, output: 1},
  ]

  const shares = shareOut({usage, costUsd: 0.3}, sizes)

  expect(shares.map((share) => share.usage)).toEqual([
    {inputTokens: 33, cachedInputTokens: 3, outputTokens: 0, reasoningTokens: 0},
    {inputTokens: 34, cachedInputTokens: 4, outputTokens: 4, reasoningTokens: 0},
    {inputTokens: 33, cachedInputTokens: 3, outputTokens: 3, reasoningTokens: 0},
  ])
  expect(shares.reduce((sum, {costUsd = 0}) => sum + costUsd, 0)).toBeCloseTo(0.3)
})
