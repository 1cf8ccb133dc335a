import type {TurnResult} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {createStyle} from '../../../plugins/chat/src/text/style.ts'
import {createEventRows} from '../../../plugins/chat/src/transcript/event-rows.ts'
import {withoutColors} from '../../../plugins/chat/src/transcript/highlight.ts'
import {createKeptTexts} from '../../../plugins/chat/src/transcript/kept-texts.ts'

const result: TurnResult = {
  answer: '',
  outcomes: ['interrupted'],
  errors: [],
  denials: [],
  notices: [],
  steps: 1,
  usage: {inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0},
  durationMs: 2000,
}

test('a call that was not finished when the turn was stopped is in the transcript', () => {
  const rows = createEventRows({
    look: () => ({style: createStyle(false), columns: 60, escape: (text) => text}),
    paintCode: () => withoutColors,
    print: () => {},
    kept: createKeptTexts(),
    shownDiffs: new Set(),
    now: () => 0,
  })
  rows({type: 'tool_call.start', callId: '1', tool: 'shell', title: 'make test'})
  rows({type: 'tool_call.end', callId: '1', tool: 'shell', status: 'ok', output: '', durationMs: 10})
  rows({type: 'tool_call.start', callId: '2', tool: 'shell', title: 'sleep 30'})

  expect(rows({type: 'turn.end', result})).toEqual([
    '• shell: sleep 30 · not finished',
    'stopped by you · 2.0 s · 1 step · 15 tokens',
  ])
})
