import {describe, expect, test} from 'vitest'
import {parseConfigText} from '../../../src/config/parse-config-text.ts'
import {readSettings} from '../../../src/config/read-settings.ts'

function problemsOf(text: string): unknown {
  const {entries, problems} = parseConfigText(text, 'yaml')
  return [...problems, ...readSettings(entries).problems]
}

describe('a problem inside a map has its own line and its full name', () => {
  test.each([
    [
      'providers:\n  acme:\n    wire: grpc',
      {line: 3, text: '"providers.acme.wire" must be responses, chat or completions, not "grpc"'},
    ],
    [
      'providers:\n  acme:\n    baseurl: x',
      {
        line: 3,
        text: 'the key "providers.acme.baseurl" is unknown',
        suggestion: 'Did you mean "providers.acme.base_url"?',
      },
    ],
    [
      'providers:\n  acme:\n    header: {a: b}',
      {
        line: 3,
        text: 'the key "providers.acme.header" is unknown',
        suggestion: 'Did you mean "providers.acme.headers"?',
      },
    ],
    ['providers:\n  acme:\n    headers: core', {line: 3, text: '"providers.acme.headers" must have keys with values'}],
    [
      'providers:\n  acme:\n    wire: {a: b}',
      {line: 3, text: '"providers.acme.wire" must be responses, chat or completions, not a mapping'},
    ],
    ['providers:\n  acme: chat', {line: 2, text: '"providers.acme" must have keys with values'}],
    ['providers: acme', {line: 1, text: '"providers" must have keys with values'}],
    [
      'providers:\n  "../a": {}',
      {
        line: 2,
        text: '"../a" in "providers" must be the name of a provider: letters, digits, dots, dashes and underscores',
      },
    ],
    [
      'models:\n  coder:\n    price:\n      input: cheap\n      output: 4',
      {line: 4, text: '"models.coder.price.input" must be USD per million tokens, from 0, not "cheap"'},
    ],
    [
      'models:\n  coder:\n    price: {input: 1}',
      {line: 2, text: '"models.coder" must have both "price.input" and "price.output"'},
    ],
    [
      'models:\n  coder:\n    fim_tokens: {prefix: "<P>", suffix: "<S>"}',
      {
        line: 2,
        text: '"models.coder" must have "fim_tokens.prefix", "fim_tokens.suffix" and "fim_tokens.middle"',
      },
    ],
    [
      'models:\n  coder:\n    price:\n      outputs: 1',
      {
        line: 4,
        text: 'the key "models.coder.price.outputs" is unknown',
        suggestion: 'Did you mean "models.coder.price.output"?',
      },
    ],
  ])('%j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem])
  })
})

test.each([
  'providers: {acme: {api_key: "secret 123"}}',
  'providers: {acme: {headers: {authorization: "secret-ä"}}}',
  'providers: {acme: {headers: {authorization: {secret: 1}}}}',
  'providers: {acme: {query: {token: 123}}}',
  'providers: {acme: {api_key_command: {secret: 1}}}',
  'providers: {acme: {base_url: "ftp://ada:secret@acme.example"}}',
])('a problem never shows what may be secret: %s', (text) => {
  const problems = problemsOf(text)

  expect(problems).toHaveLength(1)
  expect(JSON.stringify(problems)).not.toMatch(/secret-|secret 1|secret@|123/)
})

test.each([
  'providers:',
  'providers: {}',
  'providers: {acme: }',
  'providers: {acme: {headers: }}',
  'models: {a: {price: {}}}',
])('what is left when lines are commented out is no problem: %s', (text) => {
  expect(problemsOf(text)).toEqual([])
})

test('an anchor can be shared by several providers', () => {
  const text = 'providers:\n  a: &a {wire: chat, headers: {x: "1"}}\n  b: *a\n'
  const {providers} = readSettings(parseConfigText(text, 'yaml').entries)

  expect(providers.names).toEqual(['a', 'b'])
  expect(providers.settings.map(({name, key, value}) => [name, key, value])).toEqual([
    ['a', 'wire', 'chat'],
    ['a', 'headers.x', '1'],
    ['b', 'wire', 'chat'],
    ['b', 'headers.x', '1'],
  ])
})

test('a mapping that many aliases mean is read once', () => {
  const keys = Array.from({length: 2_000}, (_, index) => `k${index}: {a: b}`).join(', ')
  const names = Array.from({length: 99}, (_, index) => `n${index}: *k`).join(', ')
  const [entry] = parseConfigText(`providers: {first: &k {${keys}}, ${names}}`, 'yaml').entries

  const inner = entry?.inner ?? []
  expect(inner).toHaveLength(100)
  expect(inner.at(-1)?.inner).toBe(inner[0]?.inner)
})

test('an anchor that contains itself ends', () => {
  expect(problemsOf('providers: &p {a: *p}')).not.toEqual([])
  expect(problemsOf('providers: {a: &a {headers: *a}}')).not.toEqual([])
})
