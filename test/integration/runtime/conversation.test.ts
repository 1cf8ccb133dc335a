import type {TurnEvent} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {patches, replaceLine, runs, says} from '../../helpers/replies.ts'
import {openSession} from '../../helpers/run-turn.ts'
import {toolOutputs, userTexts} from '../../helpers/sent-texts.ts'

const never = new AbortController().signal

function types(events: readonly TurnEvent[]): readonly string[] {
  return events.map(({type}) => type)
}

test('what is said while the turn works stands behind the results of the step, and the turn goes on', async () => {
  const session = await openSession({script: {steps: [runs('cat a.txt'), says('Done.')]}, files: {'a.txt': 'a'}})
  const {events} = await session.turn('Look.', {
    onEvent: (event) => event.type === 'tool_call.start' && expect(session.runtime.steer('Be quick.')).toBe(true),
  })
  expect(userTexts(session.requests[1]).slice(-2)).toEqual([expect.stringContaining('Look.'), 'Be quick.'])
  expect(events.filter(({type}) => type === 'message.added')).toEqual([{type: 'message.added', text: 'Be quick.'}])
})

test('what is said while the model gives its last answer is answered before the turn ends', async () => {
  const session = await openSession({script: {steps: [says('Done.'), says('Also done.')]}})
  let said = false
  const {result} = await session.turn('Do it.', {
    onEvent: (event) => {
      if (event.type === 'step.end' && !said) said = session.runtime.steer('And that.')
    },
  })
  expect(result).toMatchObject({answer: 'Also done.', steps: 2})
})

test('nobody reads what is said when no turn works', async () => {
  const session = await openSession({script: {steps: [says('Done.')]}})
  expect(session.runtime.steer('Hello?')).toBe(false)
  await session.turn('Do it.')
  expect(session.runtime.steer('Hello?')).toBe(false)
})

test('a command that the user changes runs as it was changed, and the model is told', async () => {
  const session = await openSession({
    script: {steps: [runs('touch a.txt'), says('Done.')]},
    answer: (question) => (question.kind === 'command' ? {kind: 'yes-edited', line: 'touch b.txt'} : {kind: 'yes'}),
  })
  const {result} = await session.turn('Do it.')
  expect(result.changeSet?.files.map(({path}) => path)).toEqual(['b.txt'])
  expect(toolOutputs(session.requests[1])[0]).toMatch(/^The user changed the command to: touch b\.txt\n/)
})

test('a changed command that a rule denies does not run', async () => {
  const session = await openSession({
    script: {steps: [runs('touch a.txt'), says('Done.')]},
    config: 'permissions:\n  - {deny: shell, command: "git push*"}\n',
    answer: () => ({kind: 'yes-edited', line: 'git push origin'}),
  })
  const {events} = await session.turn('Do it.')
  expect(events).toContainEqual(expect.objectContaining({type: 'tool_call.end', status: 'denied'}))
})

test('only a command can be changed in an answer', async () => {
  const session = await openSession({
    script: {steps: [patches(replaceLine('a.txt', 'a', 'b')), says('Done.')]},
    files: {'a.txt': 'a\n'},
    answer: () => ({kind: 'yes-edited', line: 'true'}),
  })
  const {result} = await session.turn('Do it.')
  expect(result).toMatchObject({outcomes: ['denied'], changeSet: {status: 'pending'}})
})

test('compacting puts a summary in the place of what was said, and ends like a turn', async () => {
  const session = await openSession({
    script: {steps: [says('One.'), says('Two.'), says('NOTES'), says('Three.')]},
    config: 'memory: {mode: auto}\n',
  })
  await session.turn('First.')
  await session.turn('Second.')
  const events = await Array.fromAsync(session.runtime.compact(never))
  expect(types(events)).toEqual(['compaction.end', 'turn.end'])
  await session.turn('Third.')
  expect(userTexts(session.requests[3]).join('\n')).toContain('NOTES')
})

test('there is nothing to compact in the beginning, and no request is made for it', async () => {
  const session = await openSession({script: {steps: []}})
  const events = await Array.fromAsync(session.runtime.compact(never))
  expect(events).toMatchObject([
    {type: 'notice', code: 'NOTHING_TO_COMPACT'},
    {type: 'turn.end', result: {outcomes: []}},
  ])
  expect(session.requests).toHaveLength(0)
})

test('a conversation that is cleared begins anew', async () => {
  const session = await openSession({script: {steps: [says('One.'), says('Two.')]}})
  await session.turn('First.')
  session.runtime.clear()
  await session.turn('Second.')
  expect(userTexts(session.requests[1]).join('\n')).not.toContain('First.')
  expect(session.runtime.context()).toMatchObject({messages: 2, rememberedMessages: 2})
})

test('the context counts what is remembered, and what was said in all', async () => {
  const session = await openSession({
    script: {steps: [says('One.'), says('Two.')]},
    config: 'memory: {mode: last, messages: 2}\n',
  })
  await session.turn('First.')
  await session.turn('Second.')
  const figures = session.runtime.context()
  expect(figures).toMatchObject({messages: 4, rememberedMessages: 2, memory: {mode: 'last', messages: 2}})
  expect(figures.parts.every(({tokens}) => tokens >= 0)).toBe(true)
})

test('checks can be run between two turns, and change nothing', async () => {
  const session = await openSession({script: {steps: []}, files: {'a.txt': 'a'}})
  const events = await Array.fromAsync(session.runtime.verify('echo x > b.txt; grep a a.txt', never))
  expect(types(events)).toEqual(['verify.start', 'verify.end', 'turn.end'])
  const failing = await Array.fromAsync(session.runtime.verify('test -e b.txt', never))
  expect(failing.at(-1)).toMatchObject({result: {outcomes: ['tests-fail']}})
})

test('two things of one conversation never run at once', async () => {
  const session = await openSession({script: {steps: [says('One.')]}})
  let other: readonly TurnEvent[] = []
  await session.turn('First.', {
    onEvent: async (event) => {
      if (event.type === 'step.start') other = await Array.fromAsync(session.runtime.verify('true', never))
    },
  })
  expect(other).toMatchObject([{type: 'turn.end', result: {errors: [{code: 'TURN_RUNS'}]}}])
})
