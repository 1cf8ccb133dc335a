import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {parsePatch} from '../../../src/patch/parse-patch.ts'
import type {Hunk, PatchSection} from '../../../src/patch/patch-section.ts'

describe('parsePatch', () => {
  test('reads every kind of section', () => {
    const text = [
      '*** Begin Patch',
      '*** Add File: a b.txt',
      '+one',
      '+',
      '*** Update File: c.txt',
      '*** Move to: d.txt',
      '@@ class C',
      ' keep',
      '-old',
      '+new',
      '',
      '*** End of File',
      '*** Delete File: e.txt',
      '*** End Patch',
    ].join('\n')

    expect(parsePatch(text)).toEqual({
      kind: 'parsed',
      sections: [
        {kind: 'add', path: 'a b.txt', text: 'one\n\n', mode: 'file', mayOverwrite: true},
        {
          kind: 'update',
          path: 'c.txt',
          moveTo: 'd.txt',
          keepsSource: false,
          endsWithNewline: 'always',
          hunks: [
            {
              anchors: ['class C'],
              lines: [
                {kind: 'context', text: 'keep'},
                {kind: 'remove', text: 'old'},
                {kind: 'add', text: 'new'},
                {kind: 'context', text: ''},
              ],
              atEndOfFile: true,
              where: 'patch line 7',
            },
          ],
        },
        {kind: 'delete', path: 'e.txt', hunks: []},
      ],
    })
  })

  test('a context line that looks like a marker stays a context line', () => {
    const parsed = parsePatch('*** Begin Patch\n*** Update File: a\n@@\n *** End of File\n-x\n*** End Patch')

    expect(parsed).toMatchObject({
      sections: [
        {
          hunks: [
            {
              lines: [
                {kind: 'context', text: '*** End of File'},
                {kind: 'remove', text: 'x'},
              ],
            },
          ],
        },
      ],
    })
  })

  test.each([
    ['', 1, 'the first line must be "*** Begin Patch"'],
    ['\n\nhello', 3, 'the first line must be "*** Begin Patch"'],
    ['*** Begin Patch', 1, 'the last line must be "*** End Patch"'],
    ["<<'EOF'\n*** Begin Patch\n*** Add File: a\nEOF", 3, 'the last line must be "*** End Patch"'],
    ['*** Begin Patch\n*** End Patch', 2, 'the patch changes no file'],
    ['*** Begin Patch\n*** Update File: a\n\n*** End Patch', 2, 'the update of a has no hunk'],
    [
      '*** Begin Patch\n*** Update File: a\n@@\n*** End Patch',
      4,
      'a line of a hunk must start with a blank (context), "-" (remove) or "+" (add)',
    ],
    [
      '*** Begin Patch\n*** Update File: a\n@@\n-x\n?y\n*** End Patch',
      5,
      'a hunk after the first one must start with "@@"',
    ],
  ])('%j is invalid, and the line is named', (text, line, because) => {
    expect(parsePatch(text)).toEqual({kind: 'invalid', because, line})
  })

  test('what was rendered is read back', () => {
    fc.assert(
      fc.property(fc.array(section, {minLength: 1, maxLength: 4}), (sections) => {
        expect(withoutPlaces(parsePatch(render(sections)))).toEqual({kind: 'parsed', sections})
      }),
    )
  })

  test('never throws', () => {
    const marks = fc.constantFrom(
      '*** Begin Patch',
      '*** End Patch',
      '*** Update File: a',
      '@@',
      '@@ x',
      '-a',
      '+b',
      ' c',
      '',
      '<<EOF',
      'EOF',
      '*** Move to: b',
      '*** End of File',
      '*** Add File: ',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(marks, fc.string())), (lines) => {
        expect(['parsed', 'invalid']).toContain(parsePatch(lines.join('\n')).kind)
      }),
    )
  })
})

const word = fc.stringMatching(/^[a-z][a-z0-9 _*@+-]{0,11}[a-z0-9]$/)
const hunk: fc.Arbitrary<Hunk> = fc.record({
  anchors: fc.array(word, {maxLength: 2}),
  lines: fc.array(
    fc.record({kind: fc.constantFrom('context', 'remove', 'add'), text: fc.oneof(word, fc.constant(' '))}),
    {minLength: 1, maxLength: 5},
  ),
  atEndOfFile: fc.boolean(),
  where: fc.constant(''),
})
const hunks = fc.array(hunk, {minLength: 1, maxLength: 3})
const section: fc.Arbitrary<PatchSection> = fc.oneof(
  fc.record({
    kind: fc.constant('add'),
    path: word,
    text: fc.array(word).map((lines) => lines.map((line) => `${line}\n`).join('')),
    mode: fc.constant('file'),
    mayOverwrite: fc.constant(true),
  }),
  fc.record({kind: fc.constant('delete'), path: word, hunks: fc.constant([])}),
  fc.record(
    {
      kind: fc.constant('update'),
      path: word,
      moveTo: word,
      keepsSource: fc.constant(false),
      hunks,
      endsWithNewline: fc.constant('always'),
    },
    {requiredKeys: ['kind', 'path', 'keepsSource', 'hunks', 'endsWithNewline']},
  ),
)

function render(sections: readonly PatchSection[]): string {
  return ['*** Begin Patch', ...sections.flatMap(renderSection), '*** End Patch'].join('\n')
}

function renderSection(item: PatchSection): readonly string[] {
  if (item.kind === 'delete') return [`*** Delete File: ${item.path}`]
  if (item.kind === 'add') {
    return [
      `*** Add File: ${item.path}`,
      ...item.text
        .split('\n')
        .slice(0, -1)
        .map((line) => `+${line}`),
    ]
  }
  const move = item.moveTo === undefined ? [] : [`*** Move to: ${item.moveTo}`]
  return [`*** Update File: ${item.path}`, ...move, ...item.hunks.flatMap(renderHunk)]
}

function renderHunk(item: Hunk): readonly string[] {
  const anchors = item.anchors.length === 0 ? ['@@'] : item.anchors.map((anchor) => `@@ ${anchor}`)
  const signs = {context: ' ', remove: '-', add: '+'} as const
  const lines = item.lines.map((line) => signs[line.kind] + line.text)
  return [...anchors, ...lines, ...(item.atEndOfFile ? ['*** End of File'] : [])]
}

function withoutPlaces(parsed: ReturnType<typeof parsePatch>): unknown {
  return JSON.parse(JSON.stringify(parsed, (key, value: unknown) => (key === 'where' ? '' : value)))
}
