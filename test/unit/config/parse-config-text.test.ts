import {expect, test} from 'vitest'
import {parseConfigText} from '../../../src/config/parse-config-text.ts'

test('every value comes with its full name and its line', () => {
  const text = [
    'model: codex-1',
    '',
    'budget:',
    '  max_steps: 5',
    'permissions:',
    '  - {deny: shell}',
    '  - {ask: network}',
  ].join('\n')

  expect(parseConfigText(text, 'yaml')).toEqual({
    entries: [
      {key: 'model', value: 'codex-1', line: 1},
      {key: 'budget.max_steps', value: 5, line: 4},
      {key: 'permissions', value: {deny: 'shell'}, line: 6},
      {key: 'permissions', value: {ask: 'network'}, line: 7},
    ],
    problems: [],
  })
})

test('JSON has lines too, with tabs and a byte order mark', () => {
  expect(parseConfigText('\uFEFF{\n\t"model": "a\\tb",\n\t"budget": {\n\t\t"max_steps": 5\n\t}\n}\n', 'json')).toEqual({
    entries: [
      {key: 'model', value: 'a\tb', line: 2},
      {key: 'budget.max_steps', value: 5, line: 4},
    ],
    problems: [],
  })
})

test.each(['', '\n', '# nothing yet\n', '---\n', 'null', 'budget:\npermissions:\n', '\uFEFF'])(
  '%j is empty',
  (text) => {
    expect(parseConfigText(text, 'yaml')).toEqual({entries: [], problems: []})
  },
)

test('off is a word and not a truth value', () => {
  expect(parseConfigText('verify: off', 'yaml').entries).toEqual([{key: 'verify', value: 'off', line: 1}])
})

test.each([
  ['a: 1\n\tb: 2', 2, 'a tab is used as indentation, where YAML needs spaces'],
  ['model: a\ntimeout: 1\nmodel: b', 3, 'the key "model" is given twice'],
  ['model: "a', 1, 'the YAML is broken: a quote, bracket or comma is missing'],
  ['model: a\n---\nmodel: b', 2, 'a second document begins, and one is expected'],
  ['- a\n- b', 1, 'keys with values are expected, such as "model: codex-1"'],
  ['api_key:sk-secret-123456', 1, 'keys with values are expected, such as "model: codex-1"'],
  ['model: a\nbudget: 5', 2, '"budget" must have keys with values'],
  ['permissions: {deny: shell}', 1, '"permissions" must have a list of rules'],
])('%j is broken in line %i', (text, line, message) => {
  expect(parseConfigText(text, 'yaml').problems).toEqual([{line, text: message}])
})

test.each([
  ['{"model": "a",}', 1],
  ['{\n"model": a\n}', 2],
  ['{\n"model": "a"\n', 2],
  ['model: a', 1],
])('%j is broken JSON, in line %i', (text, line) => {
  expect(parseConfigText(text, 'json')).toEqual({entries: [], problems: [{line, text: 'the JSON is broken here'}]})
})

test('a key given twice in JSON is a problem as well', () => {
  expect(parseConfigText('{"model": "a",\n"model": "b"}', 'json').problems).toEqual([
    {line: 2, text: 'the key "model" is given twice'},
  ])
})

test.each([
  'api_key: "sk-secret-123456',
  'model: a\napi_key:sk-secret-123456',
  'api_key: *sk-secret-123456',
  'api_key: !sk-secret-123456 x\nfoo: [',
  'sk-secret-123456: 1\nsk-secret-123456: 2',
  'api_key: sk-secret-123456\n  bad: x',
])('a problem never quotes the text, which may hold a key: %j', (text) => {
  const {problems} = parseConfigText(text, 'yaml')

  expect(problems.length).toBeGreaterThan(0)
  expect(JSON.stringify([problems, parseConfigText(text, 'json').problems])).not.toContain('secret-123456')
})

test('aliases cannot grow without an end', () => {
  const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const list = (level: string): string => `[${Array.from({length: 9}, () => `*${level}`).join(',')}]`
  const bomb = levels.slice(1).map((level, index) => `${level}: &${level} ${list(levels[index] ?? 'a')}`)

  const {problems} = parseConfigText(['a: &a [1,1,1]', ...bomb].join('\n'), 'yaml')

  expect(problems).toContainEqual({line: 7, text: 'the value of "g" has an alias that cannot be followed'})
})

test('a file has at most 100 aliases', () => {
  const lines = ['a: &a 1', ...Array.from({length: 101}, (_, index) => `b${index}: *a`)]

  expect(parseConfigText(lines.slice(0, -1).join('\n'), 'yaml').problems).toEqual([])
  expect(parseConfigText(lines.join('\n'), 'yaml')).toEqual({
    entries: [],
    problems: [{line: 102, text: 'the file has more than 100 aliases'}],
  })
})

test('a large file is read in a time that grows with it, and not with its square', () => {
  const lines = Array.from({length: 60_000}, (_, index) => `key${index}: 1`)

  expect(parseConfigText(lines.join('\n'), 'yaml').entries).toHaveLength(60_000)
})

test('as many wrong lines as fit into a file make no throw', () => {
  expect(parseConfigText('k: 1\n'.repeat(200_000), 'yaml').problems).toHaveLength(199_999)
})

test('a key given twice is found at any depth, and in any way of writing it', () => {
  expect(parseConfigText('permissions:\n  - deny: shell\n    "deny": network\n', 'yaml').problems).toEqual([
    {line: 3, text: 'the key "deny" is given twice'},
  ])
})

test('no text makes it throw', () => {
  for (const text of [
    '?',
    '? [a]\n: b',
    '? {a: 1}\n: b',
    '<<: *x',
    '__proto__: {a: 1}',
    '%TAG',
    '@',
    '\0',
    '&a *a',
    '!!js/function x',
    '['.repeat(100_000),
    `{"a": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  ]) {
    expect(() => parseConfigText(text, 'yaml')).not.toThrow()
  }
})

test('an alias of nothing is a problem, and one of a mapping is followed', () => {
  expect(parseConfigText('budget: *gone', 'yaml').problems).toEqual([
    {line: 1, text: 'the value of "budget" has an alias that cannot be followed'},
  ])
  expect(parseConfigText('base: &b {max_steps: 5}\nbudget: *b', 'yaml').entries).toContainEqual({
    key: 'budget.max_steps',
    value: 5,
    line: 1,
  })
})
