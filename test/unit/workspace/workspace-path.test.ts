import {expect, test} from 'vitest'
import {toWorkspacePath} from '../../../src/workspace/workspace-path.ts'

test.each([
  ['a', 'a'],
  ['./a/../b', 'b'],
  ['a//b/', 'a/b'],
  ['/work/a', 'a'],
  ['..a', '..a'],
  ['', undefined],
  ['.', undefined],
  ['..', undefined],
  ['../a', undefined],
  ['a/../../b', undefined],
  ['/work', undefined],
  ['/work-evil/a', undefined],
  ['/etc/passwd', undefined],
  ['a\0b', undefined],
  ['a\nb', undefined],
])('%j is %j inside /work', (candidate, expected) => {
  expect(toWorkspacePath('/work', candidate)).toBe(expected)
})
