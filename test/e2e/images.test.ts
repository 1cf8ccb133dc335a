import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const gif = Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1')
const files = {'a.png': png, 'b.dat': gif}
const argv = ['prompt', '-i', 'a.png', '--image', 'b.dat', 'What', 'is', 'this?']
const pngUrl = `data:image/png;base64,${png.toString('base64')}`
const gifUrl = `data:image/gif;base64,${gif.toString('base64')}`

function lastContent(body: unknown): unknown {
  const {input, messages} = body as {input?: {content: unknown}[]; messages?: {content: unknown}[]}
  return (input ?? messages ?? []).at(-1)?.content
}

test('pictures go to the model beside the prompt, with the type that their bytes have', async () => {
  const place = await codexPlace({steps: [says('A dot.')], files})

  const run = await place.run(argv)

  expect(run).toMatchObject({exitCode: 0, stdout: 'A dot.\n'})
  expect(lastContent(place.requests[0]?.body)).toEqual([
    {type: 'input_text', text: 'What is this?'},
    {type: 'input_image', image_url: pngUrl, detail: 'auto'},
    {type: 'input_image', image_url: gifUrl, detail: 'auto'},
  ])
})

test('on the wire chat they are parts of the message too', async () => {
  const place = await codexPlace({steps: [says('A dot.')], files, env: {CODEX_WIRE: 'chat'}})

  await place.run(argv)

  expect(lastContent(place.requests[0]?.body)).toEqual([
    {type: 'text', text: 'What is this?'},
    {type: 'image_url', image_url: {url: pngUrl, detail: 'auto'}},
    {type: 'image_url', image_url: {url: gifUrl, detail: 'auto'}},
  ])
})

test('bare words with a picture are a prompt too', async () => {
  const place = await codexPlace({steps: [says('A dot.')], files})

  const run = await place.run(['-i', 'a.png', 'What is this?'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'A dot.\n'})
})

test.each([
  {file: 'nothing.png', words: 'could not be read'},
  {file: 'text.png', words: 'is none of PNG, JPEG, GIF and WebP'},
  {file: 'folder', words: 'is not a file'},
])('$file is wrong usage, and nothing is sent', async ({file, words}) => {
  const place = await codexPlace({files: {'text.png': 'no picture', 'folder/x': 'x'}})

  const run = await place.run(['prompt', '-i', file, 'What is this?'])

  expect(run).toMatchObject({exitCode: 2, stdout: ''})
  expect(run.stderr).toContain(words)
  expect(place.requests.length).toBe(0)
})
