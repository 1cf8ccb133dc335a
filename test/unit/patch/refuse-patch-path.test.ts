import {expect, test} from 'vitest'
import {refusePatchPath} from '../../../src/patch/refuse-patch-path.ts'

test.each(['a', 'a/b.txt', './a', 'a b', '.gitignore', '.github/workflows/ci.yml', 'a..b', '...', 'git', 'x.git'])(
  '%j may be patched',
  (path) => {
    expect(refusePatchPath(path)).toBeUndefined()
  },
)

const git = 'patches must not touch .git'
const outside = 'the path is absolute; write it relative to the workspace'

test.each([
  ['', 'the path is empty'],
  ['a\0b', 'the path contains a NUL or a line break'],
  ['a\nb', 'the path contains a NUL or a line break'],
  ['/etc/passwd', outside],
  ['~/.bashrc', outside],
  ['C:\\x', outside],
  ['..', 'the path contains ".."'],
  ['../a', 'the path contains ".."'],
  ['a/../../b', 'the path contains ".."'],
  ['a/../b', 'the path contains ".."'],
  ['a\\..\\b', 'the path contains ".."'],
  ['a/', 'the path names a folder'],
  ['a/.', 'the path names a folder'],
  ['.git', git],
  ['.git/config', git],
  ['./.git/hooks/pre-commit', git],
  ['.GIT/config', git],
  ['.Git/config', git],
  ['.git./config', git],
  ['.git /config', git],
  ['.git . ./config', git],
  ['sub/.git/config', git],
  ['sub/.gIt', git],
  ['.git\\config', git],
  ['.git::$INDEX_ALLOCATION/config', git],
  ['git~1/config', git],
  ['.g\u200Cit/config', git],
  ['\uFEFF.git/config', git],
])('%j is refused', (path, because) => {
  expect(refusePatchPath(path)).toBe(because)
})
