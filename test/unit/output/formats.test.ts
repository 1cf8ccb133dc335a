import {expect, test} from 'vitest'
import {createStyle, wantsColor} from '../../../src/output/create-style.ts'
import {formatError} from '../../../src/output/error-text.ts'
import {foldOutput} from '../../../src/output/describe-tool-call.ts'
import {extractCode} from '../../../src/output/extract-code.ts'
import {formatCount} from '../../../src/output/format-count.ts'
import {formatDuration} from '../../../src/output/format-duration.ts'
import {paintDiff, renderDiff} from '../../../src/output/paint-diff.ts'

test.each([
  [0, '0 ms'],
  [999.9, '999 ms'],
  [1234, '1.2 s'],
  [3000, '3 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [123_000, '2 min 3 s'],
  [3_900_000, '1 h 5 min'],
])('%i milliseconds read %s', (durationMs, expected) => {
  expect(formatDuration(durationMs)).toBe(expected)
})

test.each([
  [1, '1 token'],
  [0, '0 tokens'],
  [999, '999 tokens'],
  [1_234_567, '1,234,567 tokens'],
])('%i reads %s', (count, expected) => {
  expect(formatCount(count, 'token')).toBe(expected)
})

test.each([
  ['a terminal', {}, true, false, true],
  ['no terminal', {}, false, false, false],
  ['NO_COLOR', {NO_COLOR: '1'}, true, false, false],
  ['an empty NO_COLOR', {NO_COLOR: ''}, true, false, true],
  ['a dumb terminal', {TERM: 'dumb'}, true, false, false],
  ['FORCE_COLOR without a terminal', {FORCE_COLOR: '1'}, false, false, true],
  ['FORCE_COLOR against NO_COLOR', {FORCE_COLOR: '1', NO_COLOR: '1'}, false, false, true],
  ['FORCE_COLOR=0', {FORCE_COLOR: '0'}, true, false, false],
  ['the flag against FORCE_COLOR', {FORCE_COLOR: '1'}, true, true, false],
])('colour with %s', (_name, env, isTerminal, noColor, expected) => {
  expect(wantsColor({env, isTerminal, noColor})).toBe(expected)
})

test.each([
  ['one block', 'Here:\n```js\nlet a\n```\nDone.', 'let a'],
  ['several blocks', '```\na\n```\ntext\n~~~py\nb\n~~~', 'a\nb'],
  ['no block', 'just text', 'just text'],
  ['a block in a block', '````md\n```js\na\n```\n````', '```js\na\n```'],
  ['a block that is not closed', '```\na\nb', 'a\nb'],
  ['an indented block', '  ```\n  a\n    b\n  ```', 'a\n  b'],
  ['an empty block', '```\n```', ''],
  ['inline code', 'use ```a``` here', 'use ```a``` here'],
])('the code of an answer with %s', (_name, markdown, expected) => {
  expect(extractCode(markdown)).toBe(expected)
})

test('an error says what happened and what to do, safely', () => {
  const error = {
    code: 'NO_KEY',
    message: 'No key was found,\nso nothing was sent\u001B[2J.',
    suggestions: ['Run `codex login`.'],
    ref: 'codex help environment',
  }

  expect(formatError(error, {style: createStyle(false), columns: 80})).toBe(
    'Error: No key was found,\nso nothing was sent\\x1b[2J.\n  Try: Run `codex login`.\n  More: codex help environment',
  )
})

test('blank lines around the output of a command are not shown', () => {
  const look = {style: createStyle(false), columns: 80}
  const numbered = Array.from({length: 12}, (_, index) => `line ${index}`)

  expect(foldOutput('\n \n  indented\n\nlast\n\n', look)).toEqual(['    indented', '  ', '  last'])
  expect(foldOutput(`\r\n\n${numbered.join('\n')}\n\n`, look).slice(0, 3)).toEqual([
    '  line 0',
    '  … 2 lines hidden',
    '  line 3',
  ])
  expect(foldOutput('\n\n', look)).toEqual([])
})

test('no mark stands in the place of a single line', () => {
  const look = {style: createStyle(false), columns: 80}
  const numbered = (count: number) => Array.from({length: count}, (_, index) => `${index}`).join('\n')

  expect(foldOutput(numbered(11), look)).toHaveLength(11)
  expect(foldOutput(numbered(12), look).slice(0, 3)).toEqual(['  0', '  … 2 lines hidden', '  3'])
})

test('the rows of a long line of a diff have no sign but the first', () => {
  const diff = ['--- a/x', '+++ b/x', '@@ -1,2 +1,2 @@', ' short', '-was - b', '+\tis + a+', ''].join('\n')

  expect(renderDiff(diff, {style: createStyle(false), columns: 6})).toBe(
    [
      '--- a/',
      '┆x',
      '+++ b/',
      '┆x',
      '@@ -1,',
      '┆2 +1,',
      '┆2 @@',
      ' short',
      '-was -',
      '┆ b',
      '+     ',
      '┆  is ',
      '┆+ a+',
    ].join('\n'),
  )
  expect(renderDiff(diff, {style: createStyle(false), columns: Infinity})).toBe(diff.trimEnd())
})

test('a removed line that looks like a header is painted as a removed line', () => {
  const style = createStyle(true)
  const diff = '--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1 @@\n--- comment\n-a\n+b\n\\ No newline at end of file\n'

  expect(paintDiff(diff, style)).toEqual([
    {text: '--- a/x.sql', paint: style.bold},
    {text: '+++ b/x.sql', paint: style.bold},
    {text: '@@ -1,2 +1 @@', paint: style.cyan},
    {text: '--- comment', paint: style.red},
    {text: '-a', paint: style.red},
    {text: '+b', paint: style.green},
    {text: '\\ No newline at end of file', paint: style.dim},
  ])
})

test('a carriage return in a diff is seen', () => {
  expect(paintDiff('@@ -1 +1 @@\n-a\n+a\r\n', createStyle(false)).at(-1)?.text).toBe('+a\\x0d')
})
