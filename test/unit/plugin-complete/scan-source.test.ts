import fc from 'fast-check'
import {expect, test} from 'vitest'
import {languageOfFile, languageOfName, languages} from '../../../plugins/complete/src/languages/find-language.ts'
import {scanSource} from '../../../plugins/complete/src/scan/scan-source.ts'

const pieces = languages.flatMap(({syntax}) => syntax.comments.flatMap(({open, close}) => [open, close ?? '\n']))
const fragment = fc.constantFrom(
  ...new Set([
    ...pieces,
    '"',
    "'",
    '`',
    '"""',
    "'''",
    '\\',
    '${',
    '#{',
    '\\(',
    '{',
    '}',
    '(',
    ')',
    '[[',
    ']]',
    '<<EOF',
  ]),
  ...[
    'EOF',
    '\n',
    '\r\n',
    '\r',
    '<script>',
    '</script',
    '<?php',
    '?>',
    '<a b=',
    '>',
    'R"x(',
    'r#"',
    '"#',
    '/',
    'cursor',
  ],
  ...['|', ': |\n', '  ', '👋', '\uFEFF', '=pod\n', '=cut\n', '```\n', '$$', '%w['],
)

test.each(languages.map(({name, syntax}) => ({name, syntax})))(
  'whatever a text of $name has in it, comments and literals lie in it, in order and apart',
  ({syntax}) => {
    fc.assert(
      fc.property(fc.array(fragment, {maxLength: 30}), (parts) => {
        const text = parts.join('')
        const {comments, literals} = scanSource(text, syntax)
        const spans = [...comments, ...literals].toSorted(
          (left, right) => left.start - right.start || left.end - right.end,
        )

        for (const [index, {start, end}] of spans.entries()) {
          const before = spans[index - 1]?.end ?? 0
          if (start < before || end < start || end > text.length) expect({text, spans}).toBe('apart')
        }
      }),
      {numRuns: 300},
    )
  },
)

test.each([
  ['src/a.ts', '', 'typescript'],
  ['A.TSX', '', 'typescriptreact'],
  ['Dockerfile', '', 'dockerfile'],
  ['Dockerfile.test', '', 'dockerfile'],
  ['.vimrc', '', 'vim'],
  ['CMakeLists.txt', '', 'cmake'],
  ['bin/tool', '#!/usr/bin/env -S python3.12 -u\n', 'python'],
  ['bin/tool', '\uFEFF#!/bin/sh\n', 'shellscript'],
  ['notes.txt', '', undefined],
  ['ts', '', undefined],
  ['constructor', '#!/usr/bin/constructor', undefined],
])('the language of %s with %j is %s', (file, text, name) => {
  expect(languageOfFile(file, text)?.name).toBe(name)
})

test('a language has many names, and each means one language', () => {
  expect(['TypeScript', 'ts', '.ts', 'c++', 'C#', 'sh'].map((name) => languageOfName(name)?.name)).toEqual([
    'typescript',
    'typescript',
    'typescript',
    'cpp',
    'csharp',
    'shellscript',
  ])
  const names = languages.flatMap(({name, otherNames = []}) => [name, ...otherNames])
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  const extensions = languages.flatMap((language) => language.extensions ?? [])
  expect(extensions.filter((extension, index) => extensions.indexOf(extension) !== index)).toEqual([])
})
