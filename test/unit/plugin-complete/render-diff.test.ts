import {expect, test} from 'vitest'
import {renderDiff} from '../../../plugins/complete/src/render-diff.ts'

function diff(path: string, before: string, text: string): string {
  const start = before.indexOf('/*cursor*/')
  return renderDiff({path, gap: {text: before, start, end: start + '/*cursor*/'.length}}, text)
}

test('a line of the file that looks like a header stays as it is, blanks and all', () => {
  expect(diff('./a.sql', '-- one  \n++ two  \n/*cursor*/', 'x')).toBe(
    'diff --git a/a.sql b/a.sql\n--- a/a.sql\n+++ b/a.sql\n@@ -1,3 +1,3 @@\n -- one  \n ++ two  \n-/*cursor*/\n\\ No newline at end of file\n+x\n\\ No newline at end of file\n',
  )
})

test('names with blanks end in a tab, names with line ends are quoted', () => {
  expect(diff('a b.ts', '/*cursor*/\n', 'x')).toContain('\n--- a/a b.ts\t\n+++ b/a b.ts\t\n')
  expect(diff('a\n"b.ts', '/*cursor*/\n', 'x')).toContain('\n--- "a/a\\n\\"b.ts"\n')
})

test('line ends of Windows stay, and stdin has a name', () => {
  expect(diff('-', 'a\r\n/*cursor*/\r\n', 'x')).toBe(
    'diff --git a/stdin b/stdin\n--- a/stdin\n+++ b/stdin\n@@ -1,2 +1,2 @@\n a\r\n-/*cursor*/\r\n+x\r\n',
  )
})
