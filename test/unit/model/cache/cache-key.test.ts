import {expect, test} from 'vitest'
import {cacheKey} from '../../../../src/model/cache/cache-key.ts'
import {resolveProvider} from '../../../../src/model/resolve-provider.ts'

const settings = {baseUrl: 'https://models.acme.example/v1', wire: 'chat', headers: {'x-team': 'core'}} as const
const provider = resolveProvider('acme', settings)
const request = {
  model: 'coder',
  instructions: 'Be brief.',
  input: [{type: 'message', role: 'user', content: 'Hello'}],
  tools: [{name: 'shell', description: 'Runs.', parameters: {type: 'object', properties: {a: {}, b: {}}}}],
}
const key = cacheKey(provider, {kind: 'turn', request})

test.each<[string, Parameters<typeof cacheKey>[1]['request']]>([
  ['the model', {...request, model: 'coder-2'}],
  ['the instructions', {...request, instructions: 'Be long.'}],
  ['the input', {...request, input: [...request.input, {type: 'message', role: 'user', content: 'Hi'}]}],
  ['the schema of a tool', {...request, tools: [{...request.tools[0], parameters: {type: 'object'}}]}],
  ['the temperature', {...request, temperature: 0}],
  ['the output limit', {...request, maxOutputTokens: 100}],
  ['the reasoning', {...request, reasoning: 'high'}],
  ['the stops', {...request, stop: ['END']}],
  ['the output schema', {...request, outputSchema: {type: 'object'}}],
  [
    'the order of a list',
    {...request, input: [{type: 'message', role: 'user', content: 'Hello'}].concat(request.input)},
  ],
])('another key for another request: %s', (_part, other) => {
  expect(cacheKey(provider, {kind: 'turn', request: other})).not.toBe(key)
})

test.each([
  ['the name', resolveProvider('other', settings)],
  ['the address', resolveProvider('acme', {...settings, baseUrl: 'https://models.acme.example/v2'})],
  ['the wire', resolveProvider('acme', {...settings, wire: 'responses'})],
  ['the query', resolveProvider('acme', {...settings, query: {version: '2'}})],
  ['a header', resolveProvider('acme', {...settings, headers: {'x-team': 'other'}})],
])('another key for another server: %s', (_part, other) => {
  expect(cacheKey(other, {kind: 'turn', request})).not.toBe(key)
})

test('a completion and a turn with the same words are two requests', () => {
  expect(cacheKey(provider, {kind: 'completion', request})).not.toBe(key)
})

test.each([
  ['the order of keys', provider, reversed(request)],
  ['keys without a value', provider, {...request, temperature: undefined}],
  ['a slash behind the address', resolveProvider('acme', {...settings, baseUrl: `${settings.baseUrl}/`}), request],
  ['the case of a header', resolveProvider('acme', {...settings, headers: {'X-Team': 'core'}}), request],
  [
    'a key in a header',
    resolveProvider('acme', {...settings, headers: {...settings.headers, Authorization: 'Bearer one'}}),
    request,
  ],
])('the same key whatever %s', (_part, server, same) => {
  expect(cacheKey(server, {kind: 'turn', request: same})).toBe(key)
})

test('a key is a hash and nothing of the request', () => {
  expect(key).toMatch(/^[0-9a-f]{64}$/)
})

/** The same data with the keys of every object in the opposite order. */
function reversed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reversed) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, part]) => [name, reversed<unknown>(part)]),
  ) as Value
}
