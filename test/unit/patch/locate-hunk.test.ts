import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {locateHunk as locate} from '../../../src/patch/locate-hunk.ts'
import type {HunkLocation} from '../../../src/patch/locate-hunk.ts'
import type {Hunk} from '../../../src/patch/patch-section.ts'
import {createSearchBudget} from '../../../src/patch/search-budget.ts'
import {createLineSearch} from '../../../src/patch/search-lines.ts'

describe('locateHunk', () => {
  test('a hunk that fits once is found', () => {
    expect(locateHunk(['a', 'b', 'c'], hunk(['b', 'c']), 0)).toEqual({kind: 'found', line: 1, oldLines: 2})
  })

  test('a hunk that fits twice is taken at the first place, and both are told', () => {
    expect(locateHunk(['a', 'b', 'a', 'b'], hunk(['a', 'b']), 0)).toEqual({
      kind: 'ambiguous',
      line: 0,
      oldLines: 2,
      places: [0, 2],
    })
  })

  test('what lies before the cursor does not count', () => {
    expect(locateHunk(['a', 'b', 'a'], hunk(['a']), 1)).toEqual({kind: 'found', line: 2, oldLines: 1})
  })

  test('an anchor that fits once decides between several places', () => {
    const file = ['x', 'def f', 'x', 'x']

    expect(locateHunk(file, hunk(['x'], {anchors: ['def f']}), 0)).toEqual({kind: 'found', line: 2, oldLines: 1})
  })

  test('an anchor that fits twice does not decide', () => {
    const file = ['def f', 'x', 'def f', 'x']

    expect(locateHunk(file, hunk(['x'], {anchors: ['def f']}), 0)).toEqual({
      kind: 'ambiguous',
      line: 1,
      oldLines: 1,
      places: [1, 3],
    })
  })

  test.each([
    ['exact', ['  a ', 'a ', 'a', 'a'], [2, 3]],
    ['trailing blanks ignored', ['  a ', 'a ', 'a\t'], [1, 2]],
    ['both ends trimmed', ['  a ', ' a'], [0, 1]],
    ['folded', ['\u00A0a', '\u3000a '], [0, 1]],
  ])('the pass "%s" wins over the passes after it', (_pass, file, places) => {
    expect(locateHunk(file, hunk(['a']), 0)).toMatchObject({kind: 'ambiguous', places})
  })

  test.each([
    ['\u2010\u2011\u2012\u2013\u2014\u2015\u2212', '-'],
    ['\u2018\u2019\u201A\u201B', "'"],
    ['\u201C\u201D\u201E\u201F', '"'],
    ['\u00A0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000', ' '],
  ])('%j in the file is found as %j', (characters, plain) => {
    const folded = plain.repeat(characters.length)

    expect(locateHunk([`a${characters}b`], hunk([`a${folded}b`]), 0)).toEqual({kind: 'found', line: 0, oldLines: 1})
  })

  test('a hunk tied to the end of the file is only looked for there', () => {
    const atEnd = {atEndOfFile: true}

    expect(locateHunk(['x', 'm', 'x'], hunk(['x'], atEnd), 0)).toEqual({kind: 'found', line: 2, oldLines: 1})
    expect(locateHunk(['x', 'm'], hunk(['x'], atEnd), 0)).toMatchObject({kind: 'missing'})
  })

  test('an empty last old line is left out where it is not in the file', () => {
    expect(locateHunk(['a', 'b'], hunk(['a', '']), 0)).toEqual({kind: 'found', line: 0, oldLines: 1})
    expect(locateHunk(['a', ''], hunk(['a', '']), 0)).toEqual({kind: 'found', line: 0, oldLines: 2})
  })

  test('a hunk without old lines goes to the end', () => {
    expect(locateHunk(['a', 'b'], hunk([]), 0)).toEqual({kind: 'found', line: 2, oldLines: 0})
  })

  test('the line of a unified diff chooses the nearest of several places', () => {
    const file = ['x', 'm', 'x', 'm', 'x']

    expect(locateHunk(file, hunk(['x'], {expectedLine: 2}), 0)).toEqual({kind: 'found', line: 2, oldLines: 1})
    expect(locateHunk(file, hunk(['x', 'm'], {expectedLine: 3}), 0)).toMatchObject({kind: 'ambiguous', line: 2})
  })

  test('what is missing comes with the place that has most of its lines', () => {
    const file = ['one', 'alpha', 'beta', 'gamma', 'alpha', 'delta']

    expect(locateHunk(file, hunk(['alpha', 'beta', 'delta']), 0)).toEqual({
      kind: 'missing',
      expected: ['alpha', 'beta', 'delta'],
      nearest: {line: 1, lines: ['alpha', 'beta', 'gamma']},
    })
  })

  test('without an equal line, the place with the most similar words is shown', () => {
    const file = ['nothing', 'const total = add(left, right)', 'return total']

    expect(locateHunk(file, hunk(['const total = sum(left, right)']), 0)).toEqual({
      kind: 'missing',
      expected: ['const total = sum(left, right)'],
      nearest: {line: 1, lines: ['const total = add(left, right)']},
    })
  })

  test('lines that stand before the cursor are named as such', () => {
    expect(locateHunk(['a', 'b', 'c'], hunk(['a']), 2)).toEqual({kind: 'missing', expected: ['a'], earlierLine: 0})
  })

  test('a missing anchor is what is reported', () => {
    expect(locateHunk(['a'], hunk(['a'], {anchors: ['nowhere']}), 0)).toEqual({kind: 'missing', expected: ['nowhere']})
  })

  test('a hunk that nearly fits everywhere in a long file is found to be missing', () => {
    const file = Array.from({length: 80_000}, () => 'a')
    const expected = [...Array.from({length: 40_000}, () => 'a'), 'b']

    expect(locateHunk(file, hunk(expected), 0)).toEqual({
      kind: 'missing',
      expected,
      nearest: {line: 0, lines: file.slice(0, 40_001)},
    })
  })

  test('a hunk that fits nearly everywhere is found at each of these places', () => {
    const file = Array.from({length: 80_000}, () => 'a')
    const expected = Array.from({length: 40_000}, () => 'a')

    expect(locateHunk(file, hunk(expected), 0)).toEqual({
      kind: 'ambiguous',
      line: 0,
      oldLines: 40_000,
      places: Array.from({length: 40_001}, (_, line) => line),
    })
  })

  test('a search that takes too long is given up, also for the hunks after it', () => {
    const search = createLineSearch(['a', 'b', 'c'], createSearchBudget(20))

    expect(locate(search, hunk(['a']), 0)).toEqual({kind: 'found', line: 0, oldLines: 1})
    expect(locate(search, hunk(['x']), 0)).toEqual({kind: 'missing', expected: ['x'], gaveUp: true})
    expect(locate(search, hunk(['a']), 0)).toEqual({kind: 'missing', expected: ['a'], gaveUp: true})
  })

  test('every place is found that comparing line by line finds', () => {
    const lines = fc.array(fc.constantFrom('a', 'b'), {maxLength: 12})
    fc.assert(
      fc.property(lines, fc.array(fc.constantFrom('a', 'b'), {minLength: 1, maxLength: 5}), (file, wanted) => {
        const places = file.flatMap((_, line) =>
          wanted.every((text, offset) => file[line + offset] === text) ? [line] : [],
        )

        expect(createLineSearch(file, createSearchBudget()).hitsOf(wanted, 0)).toEqual(places)
      }),
    )
  })
})

function locateHunk(file: readonly string[], wanted: Hunk, cursor: number): HunkLocation {
  return locate(createLineSearch(file, createSearchBudget()), wanted, cursor)
}

function hunk(oldLines: readonly string[], rest: Partial<Hunk> = {}): Hunk {
  return {
    anchors: [],
    lines: [...oldLines.map((text) => ({kind: 'context', text}) as const), {kind: 'add', text: 'new'}],
    atEndOfFile: false,
    where: 'here',
    ...rest,
  }
}
