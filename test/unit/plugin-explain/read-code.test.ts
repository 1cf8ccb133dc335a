import fc from 'fast-check'
import {expect, test} from 'vitest'
import {languages} from '../../../plugins/explain/src/language/languages.ts'
import {readCode} from '../../../plugins/explain/src/language/read-code.ts'

test('words, strings and comments are told apart', async () => {
  const [line] = await readCode(["const a = 'b<&' // c"], 'javascript')

  expect(line?.filter(({kind}) => kind !== 'plain')).toEqual([
    {text: 'const', kind: 'keyword'},
    {text: "'b<&'", kind: 'string'},
    {text: '// c', kind: 'comment'},
  ])
})

test('whatever a file holds, the pieces of a line are the line', async () => {
  const line = fc.oneof(
    fc.string({unit: 'binary'}).map((text) => text.replaceAll('\n', '')),
    fc.constantFrom('/* open', '*/', '`${', '<script>', '"""', "'", '{', '}', '# x', '<<EOF', '&lt;', '\u0000', '\r'),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.constantFrom(...languages), async (lines, {id}) => {
      const code = await readCode(lines, id)
      expect(code.map((pieces) => pieces.map(({text}) => text).join(''))).toEqual(lines)
    }),
    {numRuns: 300},
  )
})

test('a generated giant is not read, and one without a grammar is plain', async () => {
  const line = 'let a=1;'.repeat(1000)

  expect(await readCode([line], 'javascript')).toEqual([[{text: line, kind: 'plain'}]])
  expect(await readCode(['let a', ''], undefined)).toEqual([[{text: 'let a', kind: 'plain'}], []])
})

test('code that a grammar would read for minutes is plain when its time is over', async () => {
  const hostile = Array.from({length: 590}, () => 'm('.repeat(500).slice(0, 999))

  const code = await readCode(hostile, 'perl', 50)

  expect(code).toEqual(hostile.map((text) => [{text, kind: 'plain'}]))
})
