import fc from 'fast-check'
import {expect, test} from 'vitest'
import type {AnswerContext} from '../../../plugins/complete/src/clean/answer-context.ts'
import {cleanAnswer} from '../../../plugins/complete/src/clean/clean-answer.ts'
import {overlap} from '../../../plugins/complete/src/clean/overlap.ts'
import {shownSoFar} from '../../../plugins/complete/src/clean/shown-so-far.ts'

function context(given: Partial<AnswerContext> = {}): AnswerContext {
  return {prefix: '', suffix: '', origin: 'asked', isMarkdown: false, markers: ['<|cursor|>'], stop: [], ...given}
}

const clean = (answer: string, given: Partial<AnswerContext> = {}) => cleanAnswer(answer, context(given))

test.each([
  ['a fence', '```ts\nreturn 1\n```', 'return 1'],
  ['a fence of tildes', '~~~\nreturn 1\n~~~\n', 'return 1'],
  ['a fence that is not closed', '```\nreturn 1', 'return 1'],
  ['words before the fence', 'Here is the missing code:\n\n```ts\nreturn 1\n```\nIt returns 1.', 'return 1'],
  ['words before code', "Here's the code:\nreturn 1", 'return 1'],
  ['a fence in the fence', '````md\n```\na\n```\n````', '```\na\n```'],
  ['code that has a fence in it', 'a = """\n```\nx\n```\n"""', 'a = """\n```\nx\n```\n"""'],
  ['the cursor', '<|cursor|>return 1', 'return 1'],
  ['line ends of Windows', 'a\r\nb', 'a\nb'],
])('%s of an answer in words is taken off', (_, answer, text) => {
  expect(clean(answer)).toBe(text)
})

test('what fills in is not searched for fences and words, and in Markdown a fence is text', () => {
  expect(clean('```\na\n```', {origin: 'filled'})).toBe('```\na\n```')
  expect(clean('```sh\nnpm ci\n```', {isMarkdown: true})).toBe('```sh\nnpm ci\n```')
})

test.each([
  ['the line of the cursor', 'const a = 1\n  return a', '  return a + b', ' + b'],
  ['the line of the cursor without its indentation', 'const a = 1\n  return a', 'return a + b', ' + b'],
  ['lines before the cursor', 'f() {\n  one()\n  ', 'f() {\n  one()\n  two()', 'two()'],
  ['the whole text before', 'one\ntwo\n', 'one\ntwo\nthree', 'three'],
  ['the indentation', 'if x:\n    ', '    pass', 'pass'],
  ['blank lines before the code', 'if x:\n    ', '\n\n    pass', 'pass'],
])('%s is not repeated', (_, prefix, answer, text) => {
  expect(clean(answer, {prefix})).toBe(text)
})

test.each([
  ['a bracket', 'x = (', '(a + b) * 2)', '(a + b) * 2)'],
  ['the end of a line', 'const a = value', 'value2', 'value2'],
  ['deeper indentation', 'if x:\n  ', '    pass\n    y', '  pass\n    y'],
  ['a line that ends the text before', '}\n', '}\nfoo', '}\nfoo'],
])('what only looks repeated stays: %s', (_, prefix, answer, text) => {
  expect(clean(answer, {prefix})).toBe(text)
})

test('the indentation that a model fills in stays as it is', () => {
  expect(clean('    pass', {origin: 'filled', prefix: 'if x:\n    '})).toBe('    pass')
  expect(clean('a:\n\tb\n  c', {origin: 'filled', prefix: '\t'})).toBe('a:\n\tb\n  c')
})

test.each([
  ['lines behind', '\n  return total\n}\n', 'total += 1\n  return total\n}', 'total += 1'],
  ['a line behind a blank one', '\n\n  return total\n', 'total += 1\n  return total\n', 'total += 1'],
  ['a closing bracket of the line', ')', 'a, b)', 'a, b'],
  ['bracket and semicolon', ');\n', 'a, f(b));', 'a, f(b)'],
  ['a semicolon', ';', 'a;', 'a'],
  ['a quote', '"', 'hello"', 'hello'],
  ['a brace of the next line', '\n}\n', 'return 1\n}', 'return 1'],
])('%s is not repeated: %j', (_, suffix, answer, text) => {
  expect(clean(answer, {suffix})).toBe(text)
})

test.each([
  ['a bracket that belongs to the text', ')', 'f(a)'],
  ['a bracket that belongs to a text with more of them', '))', 'f(g(a))'],
  ['a brace that closes what the text opens', '\n}\n', 'if (a) {\n  b()\n}'],
  ['a word that ends blocks', '\nend\n', 'if a\n  b\nend'],
  ['quotes in pairs', '"', '"a" + "b"'],
])('what only looks repeated stays: %s', (_, suffix, answer) => {
  expect(clean(answer, {suffix})).toBe(answer)
})

test('one bracket of two is repeated', () => {
  expect(clean('f(a))', {suffix: '))'})).toBe('f(a)')
})

test.each([
  ['the line ends behind the cursor', '\nb', 'a\n\n', 'a'],
  ['the text ends behind the cursor', '', 'a\n', 'a'],
  ['blanks end the line', '  \nb', 'a\n', 'a'],
  ['the line goes on', 'b', 'a\n', 'a\n'],
])('line ends at the end, where %s', (_, suffix, answer, text) => {
  expect(clean(answer, {suffix, origin: 'filled'})).toBe(text)
})

test('texts that end the answer end it, unless the file has them itself', () => {
  const fillTokens = {prefix: '<PRE> ', suffix: ' <SUF>', middle: ' <MID>'}
  expect(clean('a<|endoftext|>b', {origin: 'filled'})).toBe('a')
  expect(clean('a <SUF> b', {origin: 'filled', fillTokens})).toBe('a')
  expect(clean('"<|endoftext|>"', {origin: 'filled', prefix: 'x = "<|endoftext|>"\n'})).toBe('"<|endoftext|>"')
  expect(clean('one\n\ntwo', {stop: ['\n\n']})).toBe('one')
})

test('the whole file given back leaves what was missing', () => {
  const prefix = 'function sum(list) {\n  let total = 0\n'
  const suffix = '\n  return total\n}\n'
  const missing = '  for (const item of list) total += item'

  expect(clean(`\`\`\`js\n${prefix}${missing}${suffix}\`\`\``, {prefix, suffix})).toBe(missing)
})

const fragment = fc.constantFrom(
  ...['a', 'foo', 'return total', '\n', '\n\n', '  ', '{', '}', '(', ')', ';', '"', '```', '```ts\n', 'Here is it:'],
  ...['<|cursor|>', '<|endoftext|>', 'END', '\r\n', '\t'],
)
const text = fc.array(fragment, {maxLength: 14}).map((parts) => parts.join(''))

test('what is shown while an answer grows is a beginning of what it becomes', () => {
  fc.assert(
    fc.property(
      fc.record({
        answer: text,
        prefix: text,
        suffix: text,
        origin: fc.constantFrom('asked' as const, 'filled' as const),
      }),
      fc.constantFrom([], ['END'], ['\n\n']),
      ({answer, ...given}, stop) => {
        const whole = cleanAnswer(answer, context({...given, stop}))
        for (let length = 0; length <= answer.length; length += 1) {
          const shown = shownSoFar(answer.slice(0, length), context({...given, stop}))
          if (!whole.startsWith(shown)) expect({answer, ...given, stop, length, shown}).toBe(whole)
        }
      },
    ),
    {numRuns: 10_000},
  )
})

test('the cursor at the end of an answer does not bring lines to light that the file has already', () => {
  const given = context({suffix: 'return total\n}'})

  expect(shownSoFar('total += 1\nreturn total\n\n<|cur', given)).toBe('total += 1')
})

test('an answer in plain lines is shown line by line', () => {
  const given = context({origin: 'filled', prefix: 'function f() {\n', suffix: '\n}\n'})

  expect(shownSoFar('  one()\n  two()\n  thr', given)).toBe('  one()\n  two()')
})

test('an overlap is the longest end that is a beginning', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ab]{0,12}$/), fc.stringMatching(/^[ab]{0,12}$/), (left, right) => {
      const lengths = [...Array(Math.min(left.length, right.length) + 1).keys()]
      expect(overlap(left, right)).toBe(lengths.findLast((length) => left.endsWith(right.slice(0, length))) ?? 0)
    }),
  )
})
