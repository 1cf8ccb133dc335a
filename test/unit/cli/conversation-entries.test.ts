import {expect, test} from 'vitest'
import {conversationEntries} from '../../../src/cli/sessions/conversation-entries.ts'
import type {RecordedTurn} from '../../../src/store/conversation-store.ts'
import type {RecordLine} from '../../../src/store/session-record.ts'
import {sessionLine} from '../../helpers/session-line.ts'
import {calls, context, feedback, gets, prompt, says} from '../runtime/entries.ts'

const usage = {inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0}
const tools = {tools: [{name: 'shell'}]}

function turn(...lines: readonly RecordLine[]): RecordedTurn {
  return {session: sessionLine({request: {prompt: 'Do it.'}}), lines}
}

function asks(items: readonly {item: Readonly<Record<string, unknown>>}[], given: Partial<Request> = {}): RecordLine {
  return {kind: 'request', frame: tools, kept: 0, input: items.map(({item}) => item), ...given}
}
type Request = Extract<RecordLine, {kind: 'request'}>

function answers(...items: readonly {item: Readonly<Record<string, unknown>>}[]): RecordLine {
  const raws = items.map(({item}) => ({kind: 'other' as const, raw: item}))
  return {kind: 'answer', events: [{type: 'done', items: raws, usage}]}
}

function ends(callId: string, output: string): RecordLine {
  return {kind: 'event', event: {type: 'tool_call.end', callId, tool: 'shell', status: 'ok', output, durationMs: 1}}
}

test('the last request and what came after it are the conversation', () => {
  const lines = [
    asks([context('facts'), prompt('Do it.')], {entries: 'cp'}),
    answers(calls('a')),
    ends('a', 'ok'),
    asks([calls('a'), gets('a')], {kept: 2, entries: 'cpww'}),
    answers(says('Working.'), calls('b'), calls('c')),
    ends('b', 'done'),
  ]

  expect(conversationEntries([turn(...lines)])).toEqual([
    context('facts'),
    prompt('Do it.'),
    calls('a'),
    gets('a'),
    says('Working.'),
    calls('b'),
    calls('c'),
    gets('b', 'done'),
  ])
})

test('a request for a summary is no part of the conversation, and results before it are kept', () => {
  const lines = [
    asks([prompt('Do it.')], {entries: 'p'}),
    answers(calls('a')),
    ends('a', 'ok'),
    asks([feedback('Sum up.')], {frame: {tools: []}}),
    answers(says('Summary.')),
  ]

  expect(conversationEntries([turn(...lines)])).toEqual([prompt('Do it.'), calls('a'), gets('a')])
})

test('feedback of checks is work, not a prompt', () => {
  const lines = [
    asks([prompt('Do it.'), says('Done.'), feedback('The tests fail.')], {entries: 'pww'}),
    answers(says('Now.')),
  ]

  expect(conversationEntries([turn(...lines)])).toEqual([
    prompt('Do it.'),
    says('Done.'),
    feedback('The tests fail.'),
    says('Now.'),
  ])
})

test('an older record does not say what its items stand for: it is read as the one turn that it is', () => {
  const lines = [
    asks([context('facts'), prompt('Do it.'), calls('a'), gets('a'), feedback('Again.')]),
    answers(says('Done.')),
  ]

  expect(conversationEntries([turn(...lines)])).toEqual([
    context('facts'),
    prompt('Do it.'),
    calls('a'),
    gets('a'),
    feedback('Again.'),
    says('Done.'),
  ])
})

test('a turn without a request is its prompt, behind what was said before it', () => {
  const first = turn(asks([prompt('First.')], {entries: 'p'}), answers(says('One.')))

  expect(conversationEntries([first, turn()])).toEqual([prompt('First.'), says('One.'), prompt('Do it.')])
})

test('a turn that was too long for the model is left out', () => {
  const first = turn(asks([prompt('First.')], {entries: 'p'}), answers(says('One.')))
  const errors = [{code: 'MODEL_CONTEXT_LENGTH', message: '', suggestions: []}]
  const result = {notices: [], answer: '', outcomes: [], errors, denials: [], steps: 1, usage, durationMs: 0}
  const tooLong = turn(asks([prompt('x'.repeat(99))], {entries: 'p'}), {
    kind: 'event',
    event: {type: 'turn.end', result},
  })

  expect(conversationEntries([first, tooLong])).toEqual([prompt('First.'), says('One.')])
})
