import {expect, test} from 'vitest'
import {createAnswerWriter} from '../../../plugins/chat/src/transcript/answer-writer.ts'
import {withoutColors} from '../../../plugins/chat/src/transcript/highlight.ts'
import {createStyle} from '../../../plugins/chat/src/text/style.ts'

function writing(columns = 40) {
  const printed: string[][] = []
  const writer = createAnswerWriter({
    look: () => ({
      style: createStyle(false),
      columns,
      escape: (text) => text.replaceAll('\u001B', '\\x1b').replaceAll('\uD83D\uDE00', '(smile)'),
    }),
    paintCode: () => withoutColors,
    print: (rows) => void printed.push([...rows]),
  })
  return {
    writer,
    rows: () => printed.flat(),
    whole: (text: string) => (writer.push(text), writer.end(), printed.flat().join('\n')),
  }
}

test('a paragraph is printed once it is complete, and shown as the tail until then', () => {
  const {writer, rows} = writing()

  writer.push('One **bo')
  const early = [rows(), writer.tailRows(5)]
  writer.push('ld** word.\n\nNext')

  expect(early).toEqual([[], ['One **bo']])
  expect([rows(), writer.tailRows(5)]).toEqual([['', 'One bold word.'], ['Next']])
})

test('lines of code are printed one by one', () => {
  const {writer, rows} = writing()

  writer.push('Look:\n```ts\nconst a = 1\ncon')

  expect([rows(), writer.tailRows(5)]).toEqual([['', 'Look:', '', '  ts', '  const a = 1'], ['con']])
})

test.each([
  ['in one piece', 1000],
  ['letter by letter', 1],
  ['in threes', 3],
])('%s an answer becomes the same', (_name, size) => {
  const {writer, rows} = writing()
  const text = [
    '# Title',
    '',
    'A [link](https://example.org/x) and `code` and <https://example.org>.',
    '',
    '1. one',
    '2. two with a text that is longer than a row of forty',
    '   - inner',
    '',
    '> quoted',
    '',
    '~~~~',
    '```',
    '# no title',
    '~~~~',
    '',
    '| a | bee |',
    '|---|----:|',
    '| 1 | 22 |',
    '',
    'Last',
  ].join('\n')

  for (let index = 0; index < text.length; index += size) writer.push(text.slice(index, index + size))
  writer.end()

  expect(rows().filter((row) => row !== '')).toEqual([
    'Title',
    'A link (https://example.org/x) and code',
    'and https://example.org.',
    '1. one',
    '2. two with a text that is longer than a',
    '   row of forty',
    '   • inner',
    '│ quoted',
    '  ```',
    '  # no title',
    'a  bee',
    '─  ───',
    '1   22',
    'Last',
  ])
})

test('control characters are shown as escapes, also when they come in two pieces', () => {
  const {writer, rows} = writing()

  writer.push('a\u001B[2J \uD83D')
  writer.push('\uDE00')
  writer.end()

  expect(rows()).toEqual(['', 'a\\x1b[2J (smile)'])
})

test('a link says where it leads, in letters that cannot be mistaken', () => {
  expect(writing(80).whole('[bank](https://exаmple.org/a)')).toBe('\nbank (https://xn--exmple-4nf.org/a)')
})

test('a table that does not fit is written as lines', () => {
  const table = [
    '| first column | second column | third column |',
    '|---|---|---|',
    '| aaaaaaaaaa | bbbbbbbbbb | cccccccccc |',
  ].join('\n')

  expect(writing(24).whole(table).split('\n')).toEqual([
    '',
    'first column: aaaaaaaaaa',
    'second column:',
    'bbbbbbbbbb',
    'third column: cccccccccc',
    '',
  ])
})

test('long code is not cut', () => {
  const line = 'x'.repeat(100)

  const rows = writing(30)
    .whole(`\`\`\`\n${line}\n\`\`\``)
    .split('\n')
    .filter((row) => row !== '')

  expect(rows.map((row) => row.trim()).join('')).toBe(line)
})

test('a list is printed item by item', () => {
  const {writer, rows} = writing()

  writer.push('3. three\n4. four\n5. fi')

  const early = rows()
  writer.push('ve\n\nend')
  writer.end()

  expect(early).toEqual(['', '3. three', '4. four'])
  expect(rows()).toEqual(['', '3. three', '4. four', '5. five', '', 'end'])
})
