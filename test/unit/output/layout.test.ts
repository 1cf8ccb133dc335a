import {expect, test} from 'vitest'
import {cutEnd, cutStart, displayWidth, expandTabs} from '../../../src/output/display-width.ts'
import {breakLine, wrapText} from '../../../src/output/wrap-text.ts'

test.each([
  ['abc', 3],
  ['漢字', 4],
  ['e\u0301', 1],
  ['🙂', 2],
  ['✔\uFE0F', 2],
  ['🇩🇪', 2],
  ['', 0],
])('%s takes %i columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns)
})

test('a cut is marked and never parts a wide character or an accent', () => {
  expect(cutEnd('abcdef', 4)).toBe('abc…')
  expect(cutEnd('漢字漢字', 4)).toBe('漢…')
  expect(cutEnd('aae\u0301bb', 4)).toBe('aae\u0301…')
  expect(cutStart('abcdef', 4)).toBe('…def')
  expect(cutEnd('abcd', 4)).toBe('abcd')
})

test('tabs become the spaces a terminal shows', () => {
  expect(expandTabs('a\tb')).toBe('a       b')
  expect(expandTabs('\tb', 2)).toBe('      b')
})

test('text is wrapped at spaces, with an indent for the rows that follow', () => {
  expect(wrapText('one two three four', 9, '  ')).toBe('one two\n  three\n  four')
})

test('a word that fits no row is broken, and nothing of it is lost', () => {
  expect(wrapText('see /a/very/long/path now', 10)).toBe('see\n/a/very/lo\nng/path\nnow')
})

test('a command in backticks is parted only where it fits no row', () => {
  expect(wrapText('land it with `codex apply c1`.', 20)).toBe('land it with\n`codex apply c1`.')
  expect(wrapText('run `a long command of words` now', 12)).toBe('run `a long\ncommand of\nwords` now')
  expect(wrapText("a ` that's alone parts nothing", 12)).toBe("a ` that's\nalone parts\nnothing")
})

test('spaces stay as they are but where a line is broken', () => {
  expect(wrapText('  a   b\n\n  c', 20)).toBe('  a   b\n\n  c')
  expect(wrapText('  a   b word', 8)).toBe('  a   b\nword')
})

test('the rows of a broken line are the line when joined', () => {
  const line = 'rm -rf  漢字漢字 /tmp/e\u0301e\u0301e\u0301   '

  const rows = breakLine(line, 7)

  expect(rows.join('')).toBe(line)
  expect(Math.max(...rows.map(displayWidth))).toBeLessThanOrEqual(7)
})
