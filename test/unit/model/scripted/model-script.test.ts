import {isCodexError} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {parseModelScript} from '../../../../src/model/scripted/model-script.ts'

test('what has a default may be left out', () => {
  expect(parseModelScript({steps: [{reply: [{text: 'Hi.'}]}, {fault: {status: 500}}]}, 'x')).toEqual({
    steps: [
      {reply: [{text: 'Hi.'}], delta_ms: 0},
      {reply: [], fault: {status: 500, headers: {}}, delta_ms: 0},
    ],
  })
})

test.each([
  ['an unknown key', {steps: [{replies: []}]}],
  ['an unknown fault', {steps: [{fault: {explode: true}}]}],
  ['two faults at once', {steps: [{fault: {status: 500, end_early: true}}]}],
  ['a pattern that is none', {steps: [{expect: {instructions: {matches: '('}}}]}],
  ['no steps', {}],
])('a script with %s is refused with its name', (_, script) => {
  let error: unknown
  try {
    parseModelScript(script, 'demo.json')
  } catch (thrown) {
    error = thrown
  }

  expect(isCodexError(error) && error.exitCode).toBe(3)
  expect(String(error)).toContain('demo.json')
})
