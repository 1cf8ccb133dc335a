import {CodexError} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {createTurnSummary} from '../../../src/runtime/turn-summary.ts'

const usage = {inputTokens: 10, cachedInputTokens: 2, outputTokens: 5, reasoningTokens: 1}
const bug = {code: 'BUG', message: 'This is a bug.', suggestions: []}

test('the result is what the events said', () => {
  const summary = createTurnSummary(1000)

  summary.note({type: 'step.start', step: 1})
  summary.note({type: 'step.end', step: 1, text: 'I look.', usage})
  summary.note({type: 'tool_call.start', callId: 'a', tool: 'shell', title: 'rm -rf build'})
  summary.note({type: 'tool_call.decided', callId: 'a', decision: {kind: 'no', because: 'Not now.'}})
  summary.note({type: 'tool_call.end', callId: 'a', tool: 'shell', status: 'denied', output: 'Denied.', durationMs: 0})
  summary.note({type: 'step.start', step: 2})
  summary.note({type: 'step.end', step: 2, text: 'Not possible.', usage})
  summary.end('denied')

  expect(summary.result(1500)).toEqual({
    answer: 'Not possible.',
    outcomes: ['denied'],
    errors: [],
    notices: [],
    denials: ['rm -rf build: Not now.'],
    steps: 2,
    usage: {inputTokens: 20, cachedInputTokens: 4, outputTokens: 10, reasoningTokens: 2},
    durationMs: 500,
  })
})

test('what was said before a call is no answer', () => {
  const summary = createTurnSummary(0)
  summary.note({type: 'step.end', step: 1, text: 'I look.', usage})
  summary.note({type: 'tool_call.start', callId: 'a', tool: 'shell', title: 'ls'})
  summary.end('model-failed')
  expect(summary.result(0).answer).toBe('')
})

test('an error the user must act on keeps its exit code as an outcome; anything else is a bug', () => {
  const summary = createTurnSummary(0)
  summary.fail(new CodexError('No sandbox.', {code: 'NO_SANDBOX', exitCode: 6}), () => bug)
  summary.fail(new TypeError('x is undefined'), () => bug)

  expect(summary.result(0)).toMatchObject({
    outcomes: ['sandbox-unavailable', 'bug'],
    errors: [{code: 'NO_SANDBOX', message: 'No sandbox.', suggestions: []}, bug],
  })
})
