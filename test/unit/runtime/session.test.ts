import type {TurnResult} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {createSession} from '../../../src/runtime/session.ts'
import {calls, context, gets, prompt, says} from './entries.ts'

const result: TurnResult = {
  notices: [],
  answer: '',
  outcomes: [],
  errors: [],
  denials: [],
  steps: 1,
  usage: {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0},
  durationMs: 0,
}
const pending = {id: 'c1', status: 'pending', files: [], ignoredFiles: 0, diff: ''} as const

function sessionOf(messages = 10, mode: 'last' | 'auto' = 'last') {
  return createSession({memory: {mode, messages}, contextWindow: 1000})
}

test('a call without a result gets one when its turn is broken off', () => {
  const session = sessionOf()
  session.begin([prompt('Do it.').item])
  session.add([calls('a').item, calls('b').item, gets('a').item])
  session.end({...result, outcomes: ['interrupted'], changeSet: pending})

  expect(session.input().at(-1)).toEqual({
    type: 'function_call_output',
    call_id: 'b',
    output: 'The turn was ended before this call had a result. Whether it had an effect is not known.',
  })
  expect(session.lastTurnNote()).toBe(
    '<previous_turn>\nThe user interrupted it.\nIts changes were not applied: the files are as they were before it.\n</previous_turn>',
  )
})

test('of a turn that ended well there is nothing to say', () => {
  const session = sessionOf()
  session.begin([prompt('Do it.').item])
  session.end({...result, changeSet: {...pending, status: 'landed'}})
  expect(session.lastTurnNote()).toBe('')
})

test('a turn that was too long for the model is forgotten, so that the next one has a chance', () => {
  const session = sessionOf()
  session.begin([prompt('First.').item])
  session.add([says('One.').item])
  session.end(result)
  session.begin([prompt('x'.repeat(9999)).item])
  session.end({...result, errors: [{code: 'MODEL_CONTEXT_LENGTH', message: '', suggestions: []}]})

  expect(session.entries()).toEqual([prompt('First.'), says('One.')])
})

test('facts count as said as long as they are in the conversation', () => {
  const session = sessionOf(1)
  expect(session.hasSaid('facts')).toBe(false)
  session.begin([context('facts').item, prompt('Do it.').item], 'facts')
  expect(session.hasSaid('facts')).toBe(true)
  expect(session.hasSaid('other facts')).toBe(false)
  session.add([says('Done.').item])
  session.end(result)
  expect(session.hasSaid('facts')).toBe(false)
})

test('`last` cuts between turns only, `auto` never', () => {
  const turn = (session: ReturnType<typeof sessionOf>) => {
    session.begin([prompt('Do it.').item])
    session.add([says('a').item, says('b').item, says('c').item])
  }
  const last = sessionOf(2)
  turn(last)
  expect(last.entries()).toHaveLength(4)
  last.end(result)
  expect(last.entries()).toHaveLength(0)

  const auto = sessionOf(2, 'auto')
  turn(auto)
  auto.end(result)
  expect(auto.entries()).toHaveLength(4)
})

test('a session goes on with recorded entries, as many as it remembers, and each call in them has a result', () => {
  const entries = [prompt('First.'), says('One.'), prompt('Second.'), calls('a')]
  const session = createSession({
    memory: {mode: 'last', messages: 1},
    contextWindow: 1000,
    entries,
    lastTurn: {end: 'killed', hasUnlandedChanges: true},
  })

  expect(session.input()).toEqual([
    prompt('Second.').item,
    calls('a').item,
    gets('a', 'The turn was ended before this call had a result. Whether it had an effect is not known.').item,
  ])
  expect(session.lastTurnNote()).toBe(
    '<previous_turn>\nIt broke off before its end.\nIts changes were not applied: the files are as they were before it.\n</previous_turn>',
  )
})
