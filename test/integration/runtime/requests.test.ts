import {expect, test} from 'vitest'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import {runTurn} from '../../helpers/run-turn.ts'

const shell = (command: string, callId?: string) => ({
  tool_call: {name: 'shell', arguments: {command}, ...(callId === undefined ? {} : {call_id: callId})},
})
const answer: ModelScript = {steps: [{reply: [{text: 'Done.'}]}]}

interface Body {
  readonly instructions: string
  readonly input: readonly {type: string; call_id?: string; output?: string; content?: readonly {text: string}[]}[]
}

function bodyOf(request: {readonly body: unknown} | undefined): Body {
  if (request === undefined) throw new Error('The request was not sent.')
  return request.body as Body
}

test('the first request of a turn in a small project is at most 6,000 bytes', async () => {
  const files = Object.fromEntries(Array.from({length: 30}, (_, index) => [`src/module-${index}.ts`, 'export {}\n']))
  const {requests} = await runTurn({script: answer, files: {...files, 'README.md': '# x\n'}, prompt: 'Fix the test.'})
  expect(requests[0]?.bytes).toBeLessThanOrEqual(6000)
})

test('the first request carries the facts, AGENTS.md from the root down, and the prompt last', async () => {
  const {requests, workspace} = await runTurn({
    script: answer,
    files: {'AGENTS.md': 'Use tabs.\n', 'src/a.ts': 'export {}\n'},
    prompt: 'Fix the test.',
  })

  const {input} = bodyOf(requests[0])
  const texts = input.map((item) => item.content?.[0]?.text ?? '')
  expect(texts[0]).toContain(`workspace: ${workspace}\n`)
  expect(texts[0]).toContain('git: not a repository\n')
  expect(texts[0]).toContain('files: AGENTS.md src/a.ts\n')
  expect(texts[0]).toContain('<project_instructions file="AGENTS.md">\nUse tabs.\n</project_instructions>')
  expect(texts.at(-1)).toBe('Fix the test.')
})

test('output items of the server are sent back as they came, and answers keep the order of the calls', async () => {
  const script: ModelScript = {
    steps: [
      {
        reply: [
          {reasoning: 'I think.'},
          shell('cat a.txt', 'c1'),
          shell('echo x > b.txt', 'c2'),
          shell('cat b.txt', 'c3'),
        ],
      },
      {reply: [{text: 'Done.'}]},
    ],
  }
  const {requests} = await runTurn({script, files: {'a.txt': 'A\n'}, flags: {'approval-mode': 'full-auto'}})

  const {input} = bodyOf(requests[1])
  expect(input.slice(2).map((item) => `${item.type} ${item.call_id ?? ''}`.trim())).toEqual([
    'reasoning',
    'function_call c1',
    'function_call c2',
    'function_call c3',
    'function_call_output c1',
    'function_call_output c2',
    'function_call_output c3',
  ])
  expect(input.at(-1)?.output).toContain('x')
})

test('commands that only read run side by side, and cannot write even if they try', async () => {
  const calls = ['a', 'b', 'c'].map((name) => shell(`cat ${name}.txt`, name))
  const script: ModelScript = {steps: [{reply: calls}, {reply: [{text: 'Done.'}]}]}
  const {events} = await runTurn({script, files: {'a.txt': '1', 'b.txt': '2', 'c.txt': '3'}})

  const order = events.flatMap((event) =>
    event.type === 'tool_call.start' || event.type === 'tool_call.end' ? [`${event.type} ${event.callId}`] : [],
  )
  expect(order).toEqual([
    'tool_call.start a',
    'tool_call.start b',
    'tool_call.start c',
    'tool_call.end a',
    'tool_call.end b',
    'tool_call.end c',
  ])
})

test('malformed arguments and unknown tools are answered, not fatal', async () => {
  const script: ModelScript = {
    steps: [
      {
        reply: [
          {tool_call: {name: 'shell', arguments: '{"command": '}},
          {tool_call: {name: 'constructor', arguments: {}}},
        ],
      },
      {expect: {last_tool_output: {contains: 'There is no tool "constructor"'}}, reply: [{text: 'Done.'}]},
    ],
  }
  const {result} = await runTurn({script})
  expect(result.outcomes).toEqual([])
})

test('long output is cut head and tail, and says how much is missing', async () => {
  const script: ModelScript = {steps: [{reply: [shell('seq 1 200000')]}, {reply: [{text: 'Done.'}]}]}
  const {events} = await runTurn({script, flags: {'approval-mode': 'full-auto'}})

  const output = events.find((event) => event.type === 'tool_call.end')?.output ?? ''
  expect(output.length).toBeLessThan(42_000)
  expect(output).toContain('\n1\n')
  expect(output).toContain('200000')
  expect(output).toMatch(/bytes/)
})
