import {expect, test} from 'vitest'
import {findSymbol} from '../../../plugins/explain/src/language/find-symbol.ts'
import type {Definition} from '../../../plugins/explain/src/language/outline-code.ts'

function definition(path: string, given: Partial<Definition> = {}): Definition {
  const name = path.split('.').at(-1) ?? path
  return {name, path, kind: 'function', firstLine: 1, line: 1, lastLine: 2, hasBody: true, ...given}
}

const outline = [
  definition('Parser', {kind: 'type'}),
  definition('Parser.next'),
  definition('Lexer.next'),
  definition('close', {hasBody: false}),
  definition('close', {line: 9}),
]

test.each([
  {wanted: 'Parser', path: 'Parser'},
  {wanted: 'Parser.next', path: 'Parser.next'},
  {wanted: 'Parser::next', path: 'Parser.next'},
  {wanted: 'Lexer#next', path: 'Lexer.next'},
])('$wanted is $path', ({wanted, path}) => {
  expect(findSymbol(outline, wanted)).toMatchObject({kind: 'found', definition: {path}})
})

test('a definition wins over its declaration', () => {
  expect(findSymbol(outline, 'close')).toMatchObject({kind: 'found', definition: {line: 9}})
})

test('a name that stands twice is ambiguous, with both places', () => {
  expect(findSymbol(outline, 'next')).toEqual({kind: 'ambiguous', definitions: [outline[1], outline[2]]})
})

test('a name that is missing comes with the names that look like it, and nothing is like a strange one', () => {
  expect(findSymbol(outline, 'parse')).toEqual({kind: 'missing', near: ['Parser', 'Lexer.next'].slice(0, 1)})
  expect(findSymbol(outline, 'qqqqqqqqqqqq')).toEqual({kind: 'missing', near: []})
  expect(findSymbol(outline, '.')).toMatchObject({kind: 'missing'})
})

test('what only gives its name to others is not found by it', () => {
  expect(findSymbol([definition('Point', {kind: 'owner'}), definition('Point.x')], 'Point')).toMatchObject({
    kind: 'missing',
  })
})
