import {expect, test} from 'vitest'
import {displayWidth} from '../../../src/output/display-width.ts'
import {createProseWriter, wrapProse} from '../../../src/output/prose-writer.ts'

/** What is written after each piece, and at the end. */
function stream(pieces: readonly string[], columns: number): readonly string[] {
  let written = ''
  const writer = createProseWriter({
    columns: () => columns,
    write: (text) => {
      written += text
    },
  })
  const states = pieces.map((piece) => {
    writer.write(piece)
    return written
  })
  writer.flush()
  return [...states, written]
}

test.each<[string, string, string]>([
  ['prose is broken at blanks', 'one two three four five', 'one two\nthree four\nfive'],
  ['a row may be full', '0123456789 x', '0123456789\nx'],
  ['a line end of the text stays one', '0123456789\n\nx', '0123456789\n\nx'],
  ['blanks stay but where a row is broken', 'a   b\n  c   d e f', 'a   b\n  c   d e\nf'],
  ['a word that fits no row is broken', 'see /a/very/long/path now', 'see\n/a/very/lo\nng/path\nnow'],
  ['wide characters count two', '漢字 漢字 漢字', '漢字 漢字\n漢字'],
  ['an accent counts nothing', 'e\u0301e\u0301e\u0301 e\u0301e\u0301 123', 'e\u0301e\u0301e\u0301 e\u0301e\u0301 123'],
  ['a tab counts up to its stop', 'a\tb cd', 'a       b\ncd'],
  ['a command in backticks is not parted', 'so run `npm ci`.', 'so run\n`npm ci`.'],
  ['a backtick alone parts nothing', "a ` it's alone there", "a ` it's\nalone\nthere"],
  [
    'code in a fence is left alone',
    '```js\nlet a = 1 + 2 + 3\n```\na b c d e f',
    '```js\nlet a = 1 + 2 + 3\n```\na b c d e\nf',
  ],
  ['a fence is closed by one as long', '~~~~\n~~~ is code of it\n~~~~\n', '~~~~\n~~~ is code of it\n~~~~\n'],
  ['what only looks like a fence is prose', '```a``` b c d', '```a``` b\nc d'],
  ['lines that start with four blanks are left alone', '    let a = 1 + 2\nx', '    let a = 1 + 2\nx'],
  ['lines that start with a tab are left alone', '\tlet a = 1 + 2\nx', '\tlet a = 1 + 2\nx'],
  ['headings and list marks are words', '# one two\n- a\n- three four', '# one two\n- a\n- three\nfour'],
  ['nothing stays nothing', '', ''],
])('%s, however it streams', (_name, text, expected) => {
  const letters = Array.from(text)

  expect(wrapProse(text, 10)).toBe(expected)
  expect(stream(letters, 10).at(-1)).toBe(expected)
})

test('a word is shown when it is whole', () => {
  expect(stream(['on', 'e t', 'wo', '\n', 'three'], 80)).toEqual([
    '',
    'one',
    'one',
    'one two\n',
    'one two\n',
    'one two\nthree',
  ])
})

test('code is shown as it comes', () => {
  expect(stream(['```', '\nle', 't a', '\n``', '`\nx'], 80).slice(1, 5)).toEqual([
    '```\nle',
    '```\nlet a',
    '```\nlet a\n``',
    '```\nlet a\n```\n',
  ])
})

test('a backtick that is never closed keeps nothing back for longer than a row', () => {
  const states = stream(['`', ...Array.from({length: 20}, () => ' ab')], 20)

  expect(states.at(10)).not.toBe('')
  expect(states.at(-1)?.replaceAll('\n', ' ')).toBe(`\`${' ab'.repeat(20)}`)
})

test('after a flush in the middle of a word the rest stands right behind it', () => {
  let written = ''
  const writer = createProseWriter({
    columns: () => 10,
    write: (text) => {
      written += text
    },
  })

  writer.write('one tw')
  writer.flush()
  expect(written).toBe('one tw')
  writer.write('ofold three')
  writer.flush()

  expect(written).toBe('one twofol\nd three')
})

test('a window that becomes narrower counts from the next word', () => {
  let columns = 20
  let written = ''
  const writer = createProseWriter({
    columns: () => columns,
    write: (text) => {
      written += text
    },
  })

  writer.write('one two three\n')
  columns = 8
  writer.write('one two three\n')

  expect(written).toBe('one two three\none two\nthree\n')
})

test('many small pieces give rows that fit and lose no word', () => {
  const text = Array.from({length: 5000}, (_, index) => `wörd${index} 漢字`).join(' ')

  const written = stream(text.match(/[^]{1,3}/g) ?? [], 40).at(-1) ?? ''

  expect(written.replaceAll('\n', ' ')).toBe(text)
  expect(Math.max(...written.split('\n').map(displayWidth))).toBeLessThanOrEqual(40)
})

test('without a width nothing is wrapped', () => {
  expect(wrapProse('one two three', Infinity)).toBe('one two three')
})
