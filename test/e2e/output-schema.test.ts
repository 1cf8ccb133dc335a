import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'
import {userTexts} from '../helpers/sent-texts.ts'

const schema = {
  type: 'object',
  properties: {count: {type: 'integer'}},
  required: ['count'],
  additionalProperties: false,
}
const files = {'schema.json': JSON.stringify(schema)}
const argv = ['prompt', '--output-schema', 'schema.json', 'How many files?']

test('the answer is the JSON that the schema asks for, byte for byte, and the server is sent the schema', async () => {
  const place = await codexPlace({steps: [says('{"count": 3}')], files})

  const run = await place.run(argv)

  expect(run).toMatchObject({exitCode: 0, stdout: '{"count": 3}\n'})
  expect(place.requests[0]?.body).toMatchObject({text: {format: {type: 'json_schema', schema, strict: true}}})
})

test('on the wire chat the schema is the response format', async () => {
  const place = await codexPlace({steps: [says('{"count": 3}')], files, env: {CODEX_WIRE: 'chat'}})

  const run = await place.run(argv)

  expect(run).toMatchObject({exitCode: 0, stdout: '{"count": 3}\n'})
  expect(place.requests[0]?.body).toMatchObject({
    response_format: {type: 'json_schema', json_schema: {name: 'answer', schema, strict: true}},
  })
})

test('an answer that does not fit goes back to the model, and only the right one reaches stdout', async () => {
  const place = await codexPlace({steps: [says('Three files.'), says('{"count": 3}')], files})

  const run = await place.run(argv)

  expect(run).toMatchObject({exitCode: 0, stdout: '{"count": 3}\n'})
  expect(userTexts(place.requests[1]).at(-1)).toContain('it is not JSON')
})

test('a model that never fits the schema is a failure with nothing on stdout', async () => {
  const place = await codexPlace({steps: [says('Three.'), says('Three files.'), says('{"count": "three"}')], files})

  const run = await place.run(argv)

  expect(run).toMatchObject({exitCode: 5, stdout: ''})
  expect(run.stderr).toContain('does not fit the output schema')
  expect(run.stderr).toContain('count: Invalid input: expected number, received string')
  expect(place.requests.length).toBe(3)
})

test('with --json the answer is text inside the object', async () => {
  const place = await codexPlace({steps: [says('{"count": 3}')], files})

  const run = await place.run([...argv, '--json'])

  expect(JSON.parse(run.stdout)).toMatchObject({exit_code: 0, answer: '{"count": 3}'})
})

test.each([
  {name: 'a file that is not there', file: 'nothing.json', text: undefined, words: 'could not be read'},
  {name: 'a file without JSON', file: 'schema.json', text: '{', words: 'is no JSON'},
  {name: 'a list', file: 'schema.json', text: '[]', words: 'is no JSON object'},
  {name: 'an unknown type', file: 'schema.json', text: '{"type": "colour"}', words: 'cannot be checked'},
  {name: 'a condition', file: 'schema.json', text: '{"if": {}, "then": {}}', words: 'cannot be checked'},
])('$name as a schema is wrong usage, and nothing is sent', async ({file, text, words}) => {
  const place = await codexPlace({files: text === undefined ? {} : {[file]: text}})

  const run = await place.run(['prompt', '--output-schema', file, 'How many files?'])

  expect(run).toMatchObject({exitCode: 2, stdout: ''})
  expect(run.stderr).toContain(words)
  expect(place.requests.length).toBe(0)
})
