import {expect, test} from 'vitest'
import {createAnswerCheck} from '../../../src/runtime/answer-check.ts'

const schema = {
  type: 'object',
  properties: {name: {type: 'string'}, tags: {type: 'array', items: {enum: ['old', 'new']}}},
  required: ['name', 'tags'],
  additionalProperties: false,
}

test('without a schema every answer fits', () => {
  expect(createAnswerCheck(undefined)('Anything.')).toEqual({kind: 'fits'})
})

test('an answer that fits ends the turn', () => {
  expect(createAnswerCheck(schema)(' {"name": "x", "tags": ["old"]}\n')).toEqual({kind: 'fits'})
})

test.each([
  {answer: 'Here it is: {"name": "x", "tags": []}', problem: 'it is not JSON'},
  {answer: '```json\n{"name": "x", "tags": []}\n```', problem: 'it is not JSON'},
  {answer: '', problem: 'it is not JSON'},
  {answer: '[]', problem: 'the whole value: Invalid input: expected object, received array'},
  {answer: '{"name": "x", "tags": ["old", "blue"]}', problem: 'tags.1: Invalid option: expected one of "old"|"new"'},
  {answer: '{"name": "x", "tags": [], "more": 1}', problem: 'the whole value: Unrecognized key: "more"'},
  {
    answer: '{"tags": 1}',
    problem: 'name: Invalid input: expected string, received undefined (and 1 more)',
  },
])('the answer $answer goes back to the model: $problem', ({answer, problem}) => {
  expect(createAnswerCheck(schema)(answer)).toEqual({
    kind: 'feedback',
    text: expect.stringContaining(`can read: ${problem}. Answer again`),
  })
})

test('the model may correct itself twice, and the third misfit is the end', () => {
  const check = createAnswerCheck(schema)

  expect([check('no'), check('no'), check('no')].map(({kind}) => kind)).toEqual(['feedback', 'feedback', 'unfit'])
})

test('a schema that cannot be checked is refused before anything is sent', () => {
  expect(() => createAnswerCheck({not: {type: 'string'}})).toThrow(
    expect.objectContaining({code: 'OUTPUT_SCHEMA', exitCode: 2}),
  )
})
