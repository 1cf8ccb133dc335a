import type {Outcome} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {exitCodeOf} from '../../../src/cli/exit-code.ts'
import {exitCodes, outcomeOf} from '../../../src/runtime/outcomes.ts'

test('a turn without an outcome is done', () => {
  expect(exitCodeOf({outcomes: []})).toBe(0)
})

const order = [130, 143, 1, 2, 3, 4, 12, 6, 11, 5, 124, 8, 10, 9, 7]

test.each(order.slice(0, -1).map((code, index) => ({code, weaker: order.slice(index + 1)})))(
  'exit code $code counts before $weaker',
  ({code, weaker}) => {
    expect(exitCodeOf({outcomes: [...weaker.map(outcomeOf), outcomeOf(code)]})).toBe(code)
  },
)

test('every outcome has an exit code of its own, and is found by it', () => {
  const outcomes = Object.keys(exitCodes) as Outcome[]
  expect(outcomes.map((outcome) => outcomeOf(exitCodes[outcome]))).toEqual(outcomes)
})

test('an exit code that means nothing is a bug', () => {
  expect(outcomeOf(99)).toBe('bug')
})
