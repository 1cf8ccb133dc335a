import {expect, test} from 'vitest'
import {cutMiddle} from '../../../src/runtime/cut-middle.ts'
import {summaryMessage, summaryRequest} from '../../../src/runtime/summarise.ts'
import summaryPrompt from '../../../src/runtime/summary-prompt.md'
import {calls, gets, prompt, says, thinks} from './entries.ts'

const request = {
  model: 'm',
  instructions: 'Work.',
  input: [],
  tools: [{name: 'shell', description: '', parameters: {}}],
  temperature: 0,
  outputSchema: {type: 'object'},
  stop: ['Done'],
  maxOutputTokens: 10,
}

test('the model is asked for a summary with the conversation as data, without tools and without a schema', () => {
  const picture = {
    kind: 'prompt',
    item: {type: 'message', role: 'user', content: [{type: 'input_image', image_url: 'data:'}]},
  } as const
  const entries = [prompt('Do it.'), picture, thinks('r'), calls('a'), gets('a', 'x'.repeat(100)), says('Done.')]

  expect(summaryRequest(request, entries, {resultCharacters: 60, wholeCharacters: 10_000})).toEqual({
    model: 'm',
    temperature: 0,
    tools: [],
    instructions: summaryPrompt,
    input: [
      prompt(
        [
          '<conversation>',
          'user: Do it.',
          'user: [image]',
          'call of shell: {}',
          `result: ${cutMiddle('x'.repeat(100), 60)}`,
          'assistant: Done.',
          '</conversation>',
        ].join('\n'),
      ).item,
    ],
  })
})

test('a conversation that is too long for a summary loses its middle', () => {
  const {input} = summaryRequest(request, [prompt('a'.repeat(9000))], {resultCharacters: 60, wholeCharacters: 500})
  expect(JSON.stringify(input).length).toBeLessThan(700)
})

test('the model reads that something is missing, with or without notes of it', () => {
  expect(JSON.stringify(summaryMessage('  Half is done.\n'))).toContain('<notes>\\nHalf is done.\\n</notes>')
  expect(JSON.stringify(summaryMessage(undefined))).toContain('left out, without notes')
})

test.each([
  ['short texts stay as they are', 'abc', 3, 'abc'],
  ['head and tail stay', `${'a'.repeat(50)}${'b'.repeat(50)}`, 40, 'aa\n… 96 characters left out …\nbb'],
  ['with room for no mark the head stays', 'a'.repeat(30), 10, 'a'.repeat(10)],
])('cutting the middle: %s', (_name, text, most, expected) => {
  expect(cutMiddle(text, most)).toBe(expected)
})

test('no character is cut in two', () => {
  const cut = cutMiddle('😀'.repeat(100), 61)
  expect(cut.isWellFormed()).toBe(true)
})
