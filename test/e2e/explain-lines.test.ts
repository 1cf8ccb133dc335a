import {expect, test} from 'vitest'
import {answeringModel} from '../helpers/answering-model.ts'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'
import {userTexts} from '../helpers/sent-texts.ts'

const source = `import {read} from './read.ts'

/** Sums numbers up. */
export function sum(values: number[]) {
  let total = 0
  for (const value of values) {
    total += value
  }
  return total
}
`
const files = {'sum.ts': source}

function notes(...annotations: readonly (readonly [number, number, string, string])[]) {
  return JSON.stringify({
    summary: 'Sums numbers up.',
    annotations: annotations.map(([start_line, end_line, text, note]) => ({start_line, end_line, text, note})),
  })
}

test('notes stand beside their lines, and the server is sent the schema', async () => {
  const answer = notes(
    [4, 4, 'export function sum(values: number[]) {', 'Takes any number of values; none is 0.'],
    [
      6,
      8,
      '  for (const value of values) {',
      'Adds them one by one, so that the order decides how rounding errors add up.',
    ],
  )
  const place = await codexPlace({files, steps: [says(answer)]})

  const run = await place.run(['explain', '--lines', 'sum.ts'])

  expect(run.exitCode).toBe(0)
  expect(run.stdout).toMatchInlineSnapshot(`
    "Sums numbers up.

     1 import {read} from './read.ts'          │
     2                                         │
     3 /** Sums numbers up. */                 │
     4 export function sum(values: number[]) { ┃ Takes any number of values; none is
                                               ┃ 0.
     5   let total = 0                         │
     6   for (const value of values) {         ┃ 6-8: Adds them one by one, so that
     7     total += value                      ┃ the order decides how rounding
     8   }                                     ┃ errors add up.
     9   return total                          │
    10 }                                       │
    "
  `)
  expect(place.requests[0]?.body).toMatchObject({
    text: {format: {type: 'json_schema', schema: {required: ['summary', 'annotations']}, strict: true}},
  })
})

test('a note beside the wrong line goes to the line it quotes, and one without such a line is dropped with a notice', async () => {
  const answer = notes(
    [2, 2, 'let total = 0', 'Starts at nothing.'],
    [5, 5, 'const secret = 1', 'There is no such line.'],
    [99, 99, '}', 'Outside.'],
  )
  const place = await codexPlace({files, steps: [says(answer)]})

  const run = await place.run(['explain', '--lines', '--json', 'sum.ts'])

  expect(JSON.parse(run.stdout)).toMatchObject({
    exit_code: 0,
    notices: [
      {
        code: 'NOTES_DROPPED',
        text: '2 notes about sum.ts fitted no line and were dropped: line 5 does not read "const secret = 1"; line 99 does not read "}".',
      },
    ],
    files: [
      {
        dropped_notes: 2,
        annotations: [{start_line: 5, end_line: 5, text: '  let total = 0', note: 'Starts at nothing.'}],
      },
    ],
  })
})

test('a range is explained with the lines around it for the model, and only its lines are shown', async () => {
  const answer = notes([5, 5, '  let total = 0', 'Starts at nothing.'], [9, 9, '  return total', 'Not asked for.'])
  const place = await codexPlace({files, steps: [says(answer)]})

  const run = await place.run(['explain', '--lines', '5-6', 'sum.ts'])

  expect(userTexts(place.requests[0])[0]).toContain('Explain lines 5 to 6 only.')
  expect(userTexts(place.requests[0])[0]).toContain('9|   return total')
  expect(run.stdout).toMatchInlineSnapshot(`
    "Sums numbers up.

    5   let total = 0                          ┃ Starts at nothing.
    6   for (const value of values) {          │
    "
  `)
})

test('a server that refuses the schema is asked in words, and an answer in a fence with words around it is read', async () => {
  const answer = `Here you are:\n\`\`\`json\n${notes([5, 5, 'let total = 0', 'Starts at nothing.'])}\n\`\`\`\nDone.`
  const place = await codexPlace({files, steps: [{fault: {status: 400}}, says(answer)]})

  const run = await place.run(['explain', '--lines', '--json', 'sum.ts'])

  expect(run.exitCode).toBe(0)
  expect(JSON.parse(run.stdout)).toMatchObject({files: [{annotations: [{start_line: 5}]}]})
  expect(place.requests[1]?.body).not.toHaveProperty('text.format')
})

test('an answer without notes is asked for once more, and then said to be unreadable', async () => {
  const place = await codexPlace({files, steps: [says('It sums up.'), says('It really does.')]})

  const run = await place.run(['explain', '--lines', 'sum.ts'])

  expect(run).toMatchObject({exitCode: 5, stdout: ''})
  expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('did not explain lines 1 to 10: the answer has no notes in it')
})

test('a long file is annotated in parts at the borders of functions, with the numbers of the whole file', async () => {
  const functions = Array.from(
    {length: 39},
    (_, index) => `function work${index}(value) {\n${'  value += 1\n'.repeat(7)}  return value\n}\n`,
  )
  const place = await codexPlace({files: {'long.js': functions.join('\n')}})
  const model = await answeringModel(({prompt}) => {
    const [, first = '0'] = /Explain lines? (\d+)/.exec(prompt) ?? []
    const line = prompt.split('\n').find((text) => text.trim().startsWith(`${first}|`)) ?? ''
    return JSON.stringify({
      summary: `From line ${first}.`,
      annotations: [{start_line: Number(first), end_line: Number(first), text: line, note: `Part from ${first}.`}],
    })
  })

  const run = await place.run(['explain', '--lines', '--json', 'long.js'], {env: model.env})

  const {
    files: [file],
  } = JSON.parse(run.stdout) as {files: readonly {annotations: readonly {start_line: number; text: string}[]}[]}
  expect(file?.annotations.map(({start_line, text}) => [start_line, text])).toEqual([
    [1, 'function work0(value) {'],
    [144, 'function work13(value) {'],
    [287, 'function work26(value) {'],
  ])
  expect(model.questions).toHaveLength(4)
  expect(model.questions.at(-1)?.prompt).toContain('"Lines 144 to 286"\n| From line 144.')
})

test('parts that a budget left out are one sentence, and the exit code says so', async () => {
  const place = await codexPlace({files: {'long.txt': 'one more line of text\n'.repeat(1000)}})
  const model = await answeringModel(() => notes([3, 3, 'one more line of text', 'The third.']))

  const run = await place.run(['explain', '--lines', '--json', '--max-steps', '1', 'long.txt'], {env: model.env})

  expect(run.exitCode).toBe(10)
  expect(JSON.parse(run.stdout)).toMatchObject({
    errors: [{message: expect.stringMatching(/^Lines 151 to 1000 of long\.txt were not explained: /) as string}],
    files: [{failed_parts: [{start_line: 151, end_line: 1000}]}],
  })
})

test('a part that fails is named, and the others are shown', async () => {
  const place = await codexPlace({files: {'long.txt': 'one more line of text\n'.repeat(300)}})
  const model = await answeringModel(({prompt}) => {
    if (prompt.includes('Explain lines 151 to 300')) return undefined
    if (prompt.includes('| ') && prompt.includes('Lines 1 to')) return 'All.'
    return notes([3, 3, 'one more line of text', 'The third.'])
  })

  const run = await place.run(['explain', '--lines', '--json', 'long.txt'], {env: model.env})

  expect(run.exitCode).toBe(5)
  expect(JSON.parse(run.stdout)).toMatchObject({
    files: [{annotations: [{start_line: 3}], failed_parts: [{start_line: 151, end_line: 300}]}],
    errors: [{message: expect.stringContaining('Lines 151 to 300 of long.txt were not explained') as string}],
  })
})
