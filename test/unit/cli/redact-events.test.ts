import type {TurnEvent} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {redactEvents} from '../../../src/cli/redact-events.ts'
import {createRedactor} from '../../../src/store/create-redactor.ts'
import {tokenShapes} from '../../../src/store/secret-shapes.ts'
import {endingWith, stream} from '../output/sample-turn.ts'

const redactor = createRedactor(['known-secret-1'], tokenShapes)

const shownOf = (events: readonly TurnEvent[]) => Array.fromAsync(redactEvents(stream(events), redactor))

test('a secret across the pieces of an answer is not shown, and the end says so', async () => {
  const end = endingWith({answer: 'It is known-secret-1.'}).at(-1) as TurnEvent & {type: 'turn.end'}
  const events: TurnEvent[] = [
    {type: 'reasoning.delta', step: 1, text: 'known-sec'},
    {type: 'text.delta', step: 1, text: 'It is known-'},
    {type: 'text.delta', step: 1, text: 'secret'},
    {type: 'text.delta', step: 1, text: '-1.'},
    {type: 'tool_call.end', callId: 'c', tool: 'shell', status: 'ok', output: 'known-secret-1', durationMs: 1},
    end,
  ]

  const notice = {
    code: 'SECRET_LEFT_OUT',
    text: 'What looks like a secret is not shown: [redacted] stands in its place.',
  }
  expect(await shownOf(events)).toEqual([
    {type: 'reasoning.delta', step: 1, text: 'known-sec'},
    {type: 'text.delta', step: 1, text: 'It is '},
    {type: 'text.delta', step: 1, text: '[redacted].'},
    {...events[4], output: '[redacted]'},
    {type: 'notice', ...notice},
    {...end, result: {...end.result, answer: 'It is [redacted].', notices: [...end.result.notices, notice]}},
  ])
})

test('a turn without secrets passes as it is', async () => {
  const events = endingWith({})

  expect(await shownOf(events)).toEqual(events)
})

test('an example of an address with a password is shown', async () => {
  const answer = 'postgres://postgres:postgres@localhost/app, curl -H "Authorization: Bearer abcd"'

  expect(await shownOf(endingWith({answer}))).toEqual(endingWith({answer}))
})
