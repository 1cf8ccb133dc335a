import {expect, test} from 'vitest'
import {splitDiff} from '../../../plugins/explain/src/source/split-diff.ts'

test('a diff of git is cut into files, with their hunks', () => {
  const lines = [
    'commit 1234',
    'diff --git a/src/a.ts b/src/a.ts',
    '--- a/src/a.ts',
    '+++ b/src/a.ts',
    '@@ -1,2 +1,2 @@ function a() {',
    '--- removed, and no header',
    '+++ added, and no header',
    ' same',
    '@@ -9 +9 @@',
    '-x',
    '+y',
    '\\ No newline at end of file',
    'diff --git a/old name.ts b/new name.ts',
    'rename from old name.ts',
    'rename to new name.ts',
  ]

  expect(splitDiff(lines)).toEqual([
    {
      path: 'src/a.ts',
      lines: lines.slice(1, 12),
      hunks: [
        {first: 4, last: 7},
        {first: 8, last: 11},
      ],
    },
    {path: 'new name.ts', lines: lines.slice(12), hunks: []},
  ])
})

test('a plain diff of several files has no header of git', () => {
  const file = (name: string) => [`--- ${name}\t2026`, `+++ ${name}\t2026`, '@@ -1 +1 @@', '-a', '+b']

  expect(splitDiff([...file('one'), ...file('two')])?.map(({path}) => path)).toEqual(['one', 'two'])
})

test.each([
  {name: 'a deleted file', lines: ['diff --git a/x b/x', '--- a/x', '+++ /dev/null', '@@ -1 +0,0 @@', '-a'], path: 'x'},
  {name: 'a binary file', lines: ['diff --git a/x.png b/x.png', 'Binary files differ'], path: 'x.png'},
  {name: 'a quoted path', lines: ['diff --git x y', '+++ "b/caf\\303\\251\\t.ts"', '@@ -1 +1 @@'], path: 'café\t.ts'},
  {name: 'a merge', lines: ['diff --cc x', '+++ b/x', '@@@ -1,1 -1,1 +1,2 @@@', '- a', '++b'], path: 'x'},
])('the path of $name is known', ({lines, path}) => {
  expect(splitDiff(lines)?.map((file) => file.path)).toEqual([path])
})

test.each([
  {name: 'code', lines: ['const a = 1', '--- b', '+++ c']},
  {name: 'a list', lines: ['- one', '+ two', '@@ decorator']},
  {name: 'nothing', lines: []},
])('$name is no diff', ({lines}) => {
  expect(splitDiff(lines)).toBeUndefined()
})
