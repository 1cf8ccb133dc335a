import fc from 'fast-check'
import {expect, test} from 'vitest'
import {parseCommand} from '../../../src/approval/parse-command.ts'

/** The programs with their words, for lines where the rest does not matter. */
function texts(line: string): readonly string[] | string {
  const parsed = parseCommand(line)
  return parsed.kind === 'unparsed'
    ? parsed.because
    : parsed.commands.map(({words}) => words.map((word) => word.text).join(' '))
}

test('a command is its assignments, words and redirections', () => {
  expect(parseCommand('A=1 B="x y" grep -n \'a b\' src/*.ts "$HOME" 2>> log < in')).toEqual({
    kind: 'parsed',
    commands: [
      {
        assignments: ['A=1', 'B="x y"'],
        words: [
          {kind: 'static', text: 'grep'},
          {kind: 'static', text: '-n'},
          {kind: 'static', text: 'a b'},
          {kind: 'glob', text: 'src/*.ts'},
          {kind: 'variable', text: '$HOME'},
        ],
        redirections: [
          {operator: '>>', target: {kind: 'static', text: 'log'}},
          {operator: '<', target: {kind: 'static', text: 'in'}},
        ],
      },
    ],
    constructs: [],
  })
})

test.each([
  ['a; b && c || d | e\nf', ['a', 'b', 'c', 'd', 'e', 'f']],
  ['(a; (b)) && c', ['a', 'b', 'c']],
  ['a # b; c\nd', ['a', 'd']],
  ['a#b', ['a#b']],
  ['a \\\n b', ['a b']],
  ['! a', ['a']],
  ['a\'\'b"c"\\d', ['abcd']],
  ['"a\\"b\\$c\\x"', ['a"b$c\\x']],
  ['echo "a\\\nb"', ['echo ab']],
  ['2>&1 a', ['a']],
  ['a2>b', ['a2']],
  ['echo a$', ['echo a$']],
])('finds the commands of %j', (line, expected) => {
  expect(texts(line)).toEqual(expected)
})

test.each([
  ['a $(b; c "$(d)")', ['b', 'd', 'c $(d)', 'a $(b; c "$(d)")'], ['substitution']],
  ['a `b \\`c\\``', ['c', 'b `c`', 'a `b \\`c\\``'], ['substitution']],
  ['a "${x:-$(b)}"', ['b', 'a ${x:-$(b)}'], ['substitution']],
  ['a <(b) > >(c)', ['b', 'c', 'a <(b)'], ['process-substitution']],
  ['a <<END; b\nx $(c) )\nEND\nd', ['a', 'b', 'c', 'd'], ['here-document', 'substitution']],
  ["a <<'END'\n$(c)\nEND\nd", ['a', 'd'], ['here-document']],
  ['a <<-END\n\tx\n\tEND\nd', ['a', 'd'], ['here-document']],
  ['a & b', ['a', 'b'], ['background']],
  ['if a; then b; else c; fi', ['a', 'b', 'c'], ['compound']],
  ['while a; do b; done > f', ['a', 'b', ''], ['compound']],
  ['{ a; }', ['a'], ['compound']],
])('looks into %j and says what it is', (line, expected, constructs) => {
  const parsed = parseCommand(line)

  expect(texts(line)).toEqual(expected)
  expect(parsed).toMatchObject({kind: 'parsed', constructs})
})

test.each([
  ['$x', 'variable'],
  ['"${x}"', 'variable'],
  ['$?', 'variable'],
  ['${x:=1}', 'dynamic'],
  ['${!x}', 'dynamic'],
  ["$'a\\'b'", 'dynamic'],
  ['$"a"', 'dynamic'],
  ['{a,b}', 'dynamic'],
  ['{}', 'static'],
  ['"{a,b}"', 'static'],
  ['~/a', 'glob'],
  ['a=~/b', 'glob'],
  ['a:~', 'glob'],
  ['HEAD~1', 'static'],
  ['a?', 'glob'],
  ["'a?'", 'static'],
  ['\\$x', 'static'],
  ["'$x'", 'static'],
])('the word %j is %s', (word, kind) => {
  expect(parseCommand(`a ${word}`)).toMatchObject({commands: [{words: [{text: 'a'}, {kind}]}]})
})

test.each([
  ["a 'b", 'a single quote is not closed'],
  ['a "b', 'a double quote is not closed'],
  ['a $(b', 'a `(` is not closed'],
  ['a `b', 'a backtick is not closed'],
  ['a ${b', 'a `${` is not closed'],
  ['a "${b:-\'}"; c "\'}"', 'it quotes inside a quoted `${`'],
  ['a)', 'a `)` has no `(`'],
  ['a >', 'a redirection has no target'],
  ['a() { b; }', 'it defines a function or an array'],
  ['a=(b)', 'it defines a function or an array'],
  ['function a { b; }', 'it defines a function'],
  ['case a in b) c;; esac', 'it holds a `case`'],
  ['[[ a ]]', 'it holds a `[[ ]]` test'],
  ['((a))', 'it calculates'],
  ['coproc a', 'it starts a coprocess'],
  ['{PATH}>a', 'it gives a name to a descriptor'],
  ['a\\\nb', 'a line is continued in the middle of a word'],
  ['a \\', 'the line ends with a backslash'],
  ['a\u001bb', 'it holds a control character'],
  ['$('.repeat(50), 'it is nested too deeply'],
])('does not claim to understand %j', (line, because) => {
  expect(parseCommand(line)).toEqual({kind: 'unparsed', because})
})

test('never throws, whatever it is given', () => {
  const pieces = fc.constantFrom(
    ...'abc $(){}[]<>|&;`\'"\\\n\t#!*?~=-0123'.split(''),
    '$(',
    '${',
    '<<',
    '<<E\n',
    '\nE\n',
    '>(',
  )
  const lines = fc.oneof(
    fc.string({unit: 'binary'}),
    fc.array(pieces, {maxLength: 60}).map((parts) => parts.join('')),
  )

  fc.assert(
    fc.property(lines, (line) => {
      expect(['parsed', 'unparsed']).toContain(parseCommand(line).kind)
    }),
    {numRuns: 5_000},
  )
})

test.each(['$(', '(', '"${', '`', '{', '<<E\n', '\\', "'", 'a;', '$((', '\t#', '0'])(
  'half a megabyte of %j is read without going over it again and again',
  (piece) => {
    expect(['parsed', 'unparsed']).toContain(parseCommand(piece.repeat(500_000 / piece.length)).kind)
  },
)
