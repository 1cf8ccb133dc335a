import fc from 'fast-check'
import {expect, test} from 'vitest'
import {anchorNotes} from '../../../plugins/explain/src/ask/anchor-notes.ts'
import type {SaidNote} from '../../../plugins/explain/src/ask/read-annotations.ts'
import {isInRanges} from '../../../plugins/explain/src/source/line-ranges.ts'

const lines = ['import x', '', 'function a() {', '  return 1', '}', '', 'function b() {', '  return 1', '}']
const all = [{first: 1, last: lines.length}]

function said(first: number, quote: string, last = first): SaidNote {
  return {first, last, quote, note: 'n'}
}

test.each([
  {name: 'exactly', note: said(3, 'function a() {', 5), first: 3, last: 5},
  {name: 'with other blanks', note: said(4, '\treturn   1'), first: 4, last: 4},
  {name: 'with its number and the bar', note: said(4, '4|   return 1'), first: 4, last: 4},
  {name: 'cut off with dots', note: said(3, 'function a()...'), first: 3, last: 3},
  {name: 'with the lines behind it', note: said(3, 'function a() {\n  return 1', 4), first: 3, last: 4},
  {name: 'a lone bracket where it stands', note: said(5, '}'), first: 5, last: 5},
  {name: 'beyond the end', note: said(7, 'function b() {', 99), first: 7, last: 9},
])('a line that is quoted $name keeps its note', ({note, first, last}) => {
  expect(anchorNotes([note], lines, all)).toEqual({annotations: [{first, last, note: 'n'}], moved: 0, dropped: []})
})

test.each([
  {name: 'one line above', note: said(2, 'function a() {', 4), first: 3, last: 5},
  {name: 'outside the file', note: said(12, 'function b() {'), first: 7, last: 7},
  {name: 'before the file', note: said(0, 'import x'), first: 1, last: 1},
])('a note $name goes to the only line near that it quotes', ({note, first, last}) => {
  expect(anchorNotes([note], lines, all)).toEqual({annotations: [{first, last, note: 'n'}], moved: 1, dropped: []})
})

test.each([
  {name: 'quotes nothing', note: said(3, '  '), because: 'it quotes no line'},
  {name: 'quotes what is not there', note: said(3, 'let a = 1'), because: 'line 3 does not read "let a = 1"'},
  {name: 'quotes a bracket of another line', note: said(3, '}'), because: 'line 3 does not read "}"'},
  {name: 'fits two lines', note: said(3, 'return 1'), because: '"return 1" stands on several lines, and not on line 3'},
  {name: 'is outside the file', note: said(99, 'let a = 1'), because: 'there is no line 99'},
])('a note that $name is dropped', ({note, because}) => {
  expect(anchorNotes([note], lines, all)).toEqual({annotations: [], moved: 0, dropped: [{line: note.first, because}]})
})

test('a line that is far away is not the one that was meant', () => {
  const long = [...Array.from({length: 40}, (_, index) => `line ${index}`), 'the only one']

  expect(anchorNotes([said(1, 'the only one')], long, [{first: 1, last: 41}]).dropped).toHaveLength(1)
})

test('a right note about a line that nobody asked for is left away without a word', () => {
  expect(anchorNotes([said(7, 'function b() {')], lines, [{first: 3, last: 5}])).toEqual({
    annotations: [],
    moved: 0,
    dropped: [],
  })
})

const anyLine = fc.oneof(fc.constantFrom('', '}', '  return 1', 'end'), fc.string({maxLength: 12}))
const anyNote = fc.record({
  first: fc.integer({min: -3, max: 40}),
  last: fc.integer({min: -3, max: 60}),
  quote: fc.oneof(anyLine, fc.constantFrom('return 1', '…', '12| x')),
  note: fc.constant('n'),
})

test('whatever a model says, a note stands beside lines that exist, were asked for, and read as it quotes', () => {
  fc.assert(
    fc.property(fc.array(anyLine, {minLength: 1, maxLength: 30}), fc.array(anyNote), (text, notes) => {
      const ranges = [{first: 1, last: Math.ceil(text.length / 2)}]
      const {annotations, moved, dropped} = anchorNotes(
        notes.map((note, index) => ({...note, note: String(index)})),
        text,
        ranges,
      )

      expect(annotations.length + dropped.length).toBeLessThanOrEqual(notes.length)
      expect(moved).toBeLessThanOrEqual(annotations.length)
      for (const {first, last, note} of annotations) {
        const quote = (notes[Number(note)]?.quote ?? '').replace(/^\s*\d+\| ?/, '').replaceAll(/\s/g, '')
        expect(isInRanges(first, ranges) && isInRanges(last, ranges) && first <= last).toBe(true)
        expect((text[first - 1] ?? '').replaceAll(/\s/g, '')).toContain(quote.replace(/(?<=.)(?:…|\.\.\.)$/, ''))
      }
    }),
  )
})

test('a model that counts wrong by a few lines is put right, where every line is another', () => {
  fc.assert(
    fc.property(fc.integer({min: -20, max: 20}), fc.integer({min: 1, max: 60}), (shift, line) => {
      const text = Array.from({length: 60}, (_, index) => `statement${index}end`)
      const {annotations} = anchorNotes([said(line + shift, text[line - 1] ?? '')], text, [{first: 1, last: 60}])

      expect(annotations).toEqual([{first: line, last: line, note: 'n'}])
    }),
  )
})
