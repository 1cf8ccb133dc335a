import {expect, test} from 'vitest'
import type {Annotation} from '../../../plugins/explain/src/ask/anchor-notes.ts'
import type {Explanation} from '../../../plugins/explain/src/ask/explanation.ts'
import {createPaint} from '../../../plugins/explain/src/show/create-paint.ts'
import {widthOf} from '../../../plugins/explain/src/show/measure-text.ts'
import {renderHtml} from '../../../plugins/explain/src/show/render-html.ts'
import {renderMarkdown} from '../../../plugins/explain/src/show/render-markdown.ts'
import {renderSideBySide} from '../../../plugins/explain/src/show/render-side-by-side.ts'
import {makeInputs} from '../../../plugins/explain/src/source/make-inputs.ts'
import type {WrittenRange} from '../../../plugins/explain/src/source/line-ranges.ts'

const escape = (text: string) => text.replaceAll('\u001b', '\\x1b')

async function explanationOf(
  lines: readonly string[],
  annotations: readonly Annotation[],
  ranges: readonly WrittenRange[] = [],
): Promise<Explanation> {
  const [input] = await makeInputs({name: 'a.js', text: lines.join('\n')}, {ranges})
  if (input?.kind !== 'source') throw new Error('There is one source.')
  return {source: input.source, mode: 'lines', summary: 'Sums <up>.', annotations, droppedNotes: 0, failedParts: []}
}

function screen(explanation: Explanation, columns: number, hasColor = false): string {
  return renderSideBySide(explanation, {columns, paint: createPaint(hasColor), escape})
}

const lines = ['const 漢字 = "👍"', '\treturn e\u0301', 'call(\u001b[31m)', 'end()']
const annotations = [
  {first: 1, last: 2, note: 'Wide characters, and a tab.'},
  {first: 3, last: 3, note: 'A \u001b escape.'},
  {first: 3, last: 3, note: 'Another note about the line.'},
]

test('notes stand beside their lines, in one column', async () => {
  expect(screen(await explanationOf(lines, annotations), 64)).toBe(
    [
      '1 const 漢字 = "👍"               ┃ 1-2: Wide characters, and a',
      '2     return e\u0301                    ┃ tab.',
      '3 call(\\x1b[31m)                  ┃ A \\x1b escape.',
      '                                  ┃ Another note about the line.',
      '4 end()                           │',
      '',
    ].join('\n'),
  )
})

test('on a narrow terminal they stand below their lines', async () => {
  expect(screen(await explanationOf(lines, annotations), 40)).toBe(
    [
      '1 const 漢字 = "👍"',
      '2     return e\u0301',
      '  ┃ 1-2: Wide characters, and a tab.',
      '3 call(\\x1b[31m)',
      '  ┃ A \\x1b escape.',
      '  ┃ Another note about the line.',
      '4 end()',
      '',
    ].join('\n'),
  )
})

test.each([20, 40, 59, 60, 80, 98, 200])('no row is wider than %i columns', async (columns) => {
  const long = [...lines, `${'漢'.repeat(90)}, ${'word '.repeat(60)}`]
  const explanation = await explanationOf(long, [...annotations, {first: 5, last: 5, note: '漢字 '.repeat(80)}])

  const rows = screen(explanation, columns).split('\n')
  expect(Math.max(...rows.map((row) => widthOf(row)))).toBeLessThanOrEqual(columns)
})

test('colours are added to the same text', async () => {
  const explanation = await explanationOf(lines, annotations)

  const colored = screen(explanation, 80, true)
  expect(colored).toContain('\u001b[35mconst')
  expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(screen(explanation, 80))
})

test('between ranges stands a mark that lines are left out', async () => {
  const explanation = await explanationOf(['a()', 'b()', 'c()'], [], [{first: 1, last: 1}, {first: 3}])

  expect(screen(explanation, 40)).toBe('1 a()\n…\n3 c()\n')
})

test('a page holds everything as text, allows nothing to be loaded, and has the hash of its style', async () => {
  const hostile = '</style><script>alert(1)</script><img src=x onerror=alert(1)>"\'&\u001b'
  const explanation = await explanationOf([hostile], [{first: 1, last: 1, note: hostile}])

  const page = renderHtml({results: [{kind: 'explained', explanation}], overview: hostile}, escape)

  expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>"|\u001b/)
  expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(3)
  expect(page).toMatch(/content="default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'"/)
  const tags = [...page.matchAll(/<(\w+)/g)].map(([, name]) => name)
  const known = 'body code div h1 head html meta p pre section span style title'.split(' ')
  expect(tags.filter((tag) => !known.includes(tag ?? ''))).toEqual([])
})

test('code in Markdown cannot close its fence, and text of the model is no Markdown of its own', async () => {
  const explanation = await explanationOf(['````', 'x'], [{first: 1, last: 1, note: '![a](http://b) # c'}])

  expect(renderMarkdown({...explanation, summary: '# no heading\n\n<b>'}, escape)).toBe(
    [
      '## a.js',
      '',
      '\\# no heading',
      '',
      '\\<b\\>',
      '',
      'Lines 1-1',
      '',
      '`````javascript',
      '````',
      '`````',
      '',
      '**Line 1:** !\\[a\\](http://b) # c',
      '',
      'Lines 2-2',
      '',
      '```javascript',
      'x',
      '```',
      '',
    ].join('\n'),
  )
})
