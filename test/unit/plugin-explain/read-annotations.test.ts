import fc from 'fast-check'
import {expect, test} from 'vitest'
import {readAnnotations} from '../../../plugins/explain/src/ask/read-annotations.ts'

const item = {start_line: 2, end_line: 3, text: 'let a', note: 'Sets a.'}
const note = {first: 2, last: 3, quote: 'let a', note: 'Sets a.'}
const answer = {summary: 'All of it.', annotations: [item]}

test.each([
  {name: 'the JSON alone', text: JSON.stringify(answer)},
  {
    name: 'a fence and words around it',
    text: `Here "it is:\n\`\`\`json\n${JSON.stringify(answer, undefined, 2)}\n\`\`\`\nBye.`,
  },
])('$name is read', ({text}) => {
  expect(readAnnotations(text)).toEqual({summary: 'All of it.', notes: [note]})
})

test.each([
  {name: 'a bare list', text: JSON.stringify([item])},
  {name: 'other keys', text: JSON.stringify({notes: [{line: 2, end: 3, code: 'let a', explanation: ' Sets a. '}]})},
  {name: 'a range as a text', text: JSON.stringify({annotations: [{lines: 'L2-L3', text: 'let a', note: 'Sets a.'}]})},
  {name: 'numbers as texts', text: JSON.stringify([{...item, start_line: '2', end_line: '3'}])},
  {name: 'items that are none', text: JSON.stringify([1, null, {start_line: 1}, {...item, note: ''}, item])},
  {name: 'an answer that was cut off', text: `{"annotations": [${JSON.stringify(item)}, {"start_line": 9, "te`},
])('$name is read', ({text}) => {
  expect(readAnnotations(text)).toEqual({summary: '', notes: [note]})
})

test('of an answer that was cut off, the summary counts too', () => {
  const text = JSON.stringify(answer).slice(0, -2)

  expect(readAnnotations(text)).toEqual({summary: 'All of it.', notes: [note]})
})

test('no notes at all is an answer, a text without JSON is none', () => {
  expect(readAnnotations('{"summary": "Nothing to say.", "annotations": []}')).toEqual({
    summary: 'Nothing to say.',
    notes: [],
  })
  expect(readAnnotations('Line 2 sets a.')).toBeUndefined()
  expect(readAnnotations('')).toBeUndefined()
})

test('whatever a model writes, reading it ends and never throws', () => {
  const piece = fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '1', 'annotations', '"note"', '\\', '\n', ' ')
  fc.assert(fc.property(fc.array(piece), (pieces) => void readAnnotations(pieces.join(''))))

  expect(readAnnotations(`${'['.repeat(50_000)}x${']'.repeat(50_000)}`)).toBeUndefined()
})
