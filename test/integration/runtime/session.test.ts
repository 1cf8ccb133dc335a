import {expect, test} from 'vitest'
import {runs, says} from '../../helpers/replies.ts'
import {openSession} from '../../helpers/run-turn.ts'
import {toolOutputs, userTexts} from '../../helpers/sent-texts.ts'

const fullAuto = {'approval-mode': 'full-auto'}

test('a second turn goes on with the conversation of the first, and facts are said once', async () => {
  const session = await openSession({
    script: {steps: [runs('cat a.txt'), says('It says A.'), says('It still does.')]},
    files: {'a.txt': 'A\n', 'AGENTS.md': 'Use tabs.\n'},
  })
  await session.turn('What does it say?')
  await session.turn('And now?')

  const texts = userTexts(session.requests[2])
  expect(texts.slice(1)).toEqual(['What does it say?', 'And now?'])
  expect(texts[0]).toContain('Use tabs.')
  expect(toolOutputs(session.requests[2])).toEqual([expect.stringContaining('A')])
})

test('facts that changed are said again', async () => {
  const session = await openSession({
    script: {steps: [runs('touch new.txt'), says('Done.'), says('I see.')]},
    flags: fullAuto,
  })
  await session.turn('Make it.')
  await session.turn('And now?')

  const [first, , second] = userTexts(session.requests[2])
  expect(first).not.toContain('new.txt')
  expect(second).toContain('new.txt')
})

test('`memory.messages` is how many messages go on, and the instructions always do', async () => {
  const session = await openSession({
    script: {steps: [says('One.'), says('Two.'), says('Three.')]},
    files: {'AGENTS.md': 'Use tabs.\n'},
    config: 'memory: {messages: 2}\n',
  })
  for (const prompt of ['First.', 'Second.', 'Third.']) await session.turn(prompt)

  const texts = userTexts(session.requests[2])
  expect(texts.filter((text) => !text.includes('<environment>'))).toEqual(['Second.', 'Third.'])
  expect(texts.filter((text) => text.includes('Use tabs.'))).toHaveLength(1)
})

test('after an interrupt every call has a result, and the model is told', async () => {
  const session = await openSession({
    script: {
      steps: [
        {
          reply: [
            {tool_call: {name: 'shell', arguments: {command: 'echo x > a.txt'}, call_id: 'a'}},
            {tool_call: {name: 'shell', arguments: {command: 'sleep 60; true'}, call_id: 'b'}},
          ],
        },
        says('I see.'),
      ],
    },
    flags: fullAuto,
  })
  const controller = new AbortController()
  await session.turn('Do it.', {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'tool_call.start' && event.callId === 'b') controller.abort('SIGINT')
    },
  })
  await session.turn('What happened?')

  expect(toolOutputs(session.requests[1])).toEqual([
    expect.stringContaining('Exit code 0'),
    expect.stringContaining('ended before this call had a result'),
  ])
  expect(userTexts(session.requests[1]).join('\n')).toContain('The user interrupted it.')
})

test('after a failed turn the next one goes on', async () => {
  const session = await openSession({
    script: {steps: [{fault: {status: 401}}, says('Here I am.')]},
  })
  await session.turn('Hello?')
  const {result} = await session.turn('Are you there?')

  expect(result.answer).toBe('Here I am.')
  expect(userTexts(session.requests[1]).slice(1)).toEqual(['Hello?', 'Are you there?'])
})

test('a reader that leaves in the middle of a turn leaves a valid conversation', async () => {
  const session = await openSession({
    script: {steps: [runs('sleep 60; true'), says('I see.')]},
    flags: fullAuto,
  })
  for await (const event of session.runtime.runTurn({prompt: 'Do it.'}, new AbortController().signal)) {
    if (event.type === 'tool_call.start') break
  }
  await session.turn('What happened?')

  expect(toolOutputs(session.requests[1])).toEqual([expect.stringContaining('ended before this call had a result')])
})

test('a turn while another one runs is refused, and does no harm', async () => {
  const session = await openSession({script: {steps: [says('One.'), says('Two.')]}})
  let refused
  await session.turn('First.', {
    onEvent: async (event) => {
      if (event.type === 'step.start') refused = await session.turn('Meanwhile.')
    },
  })
  const {result} = await session.turn('Second.')

  expect(refused).toMatchObject({result: {outcomes: ['plugin-failed'], errors: [{code: 'TURN_RUNS'}]}})
  expect(result.answer).toBe('Two.')
  expect(userTexts(session.requests[1]).slice(1)).toEqual(['First.', 'Second.'])
})
