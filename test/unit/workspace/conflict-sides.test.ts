import {expect, test} from 'vitest'
import type {FileState} from '../../../src/workspace/change-set.ts'
import {describeSides} from '../../../src/workspace/conflict-sides.ts'
import type {ViewEntry} from '../../../src/workspace/view.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'

const absent = {kind: 'absent'} as const
const text = (content: string, mode = 0o644): FileState => ({kind: 'file', bytes: Buffer.from(content), mode})

function sides(from: FileState, entry: ViewEntry, to: FileState = absent) {
  const change = {path: 'p' as WorkspacePath, from, to}
  return describeSides({change, because: 'why', isBaseKnown: true}, {kind: 'found', entry, stamp: undefined})
}

test('a mode that differs is said in words, without a diff', () => {
  expect(sides(text('a\n'), text('a\n', 0o755))).toEqual({
    path: 'p',
    because: 'why',
    expected: 'a file of 2 bytes (mode 644, sha256 87428fc52280)',
    found: 'a file of 2 bytes (mode 755, sha256 87428fc52280)',
    wanted: 'no file',
  })
})

test('binary contents are told apart by size and hash', () => {
  expect(sides(text('a\0'), text('b\0'))).toEqual({
    path: 'p',
    because: 'why',
    expected: 'a file of 2 bytes (mode 644, sha256 ffe9aaeaa2a2)',
    found: 'a file of 2 bytes (mode 644, sha256 1e57b933b0a7)',
    wanted: 'no file',
  })
})

test.each<[string, FileState, ViewEntry, string, string]>([
  ['removed since', text('a'), absent, 'a file of 1 byte (mode 644, sha256 ca978112ca1b)', 'no file'],
  ['made since', absent, text('a'), 'no file', 'a file of 1 byte (mode 644, sha256 ca978112ca1b)'],
  ['another link', {kind: 'link', target: 'x'}, {kind: 'link', target: 'y'}, 'a link to x', 'a link to y'],
  ['a folder', absent, {kind: 'directory'}, 'no file', 'a folder'],
  ['a pipe', absent, {kind: 'special'}, 'no file', 'a pipe, a socket or a device'],
])('%s is said in words', (_, from, entry, expected, found) => {
  expect(sides(from, entry)).toEqual({path: 'p', because: 'why', expected, found, wanted: 'no file'})
})

test('a long diff is cut after forty lines, a long line after 400 characters, and both say so', () => {
  const numbers = Array.from({length: 60}, (_, index) => `${index}\n`).join('')

  const long = sides(text(numbers), text('x'.repeat(1000)))

  const lines = long.diff?.split('\n') ?? []
  expect(lines).toHaveLength(44)
  expect(lines.at(-2)).toMatch(/^\\ and \d+ more lines$/)
  expect(sides(text('a'), text('x'.repeat(1000))).diff).toContain(`\n+${'x'.repeat(399)} …\n`)
})
