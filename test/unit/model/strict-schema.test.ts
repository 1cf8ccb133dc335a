import {expect, test} from 'vitest'
import {fitsStrictMode} from '../../../src/model/strict-schema.ts'

const closed = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
})

test.each([
  ['an object that names all', closed({a: {type: 'string'}})],
  ['lists and nested objects', closed({a: {type: 'array', items: closed({b: {type: ['string', 'null']}})}})],
  ['choices and definitions', closed({a: {anyOf: [{$ref: '#/$defs/b'}, {const: 1}]}}, {$defs: {b: closed({})}})],
])('%s may be promised', (_, schema) => {
  expect(fitsStrictMode(schema)).toBe(true)
})

test.each([
  ['an optional property', closed({a: {type: 'string'}}, {required: []})],
  ['properties of any name', closed({}, {additionalProperties: true})],
  ['an open object inside a list', closed({a: {type: 'array', items: {type: 'object'}}})],
  ['an open definition', closed({}, {$defs: {b: {type: 'object'}}})],
  ['an open choice', closed({a: {anyOf: [{type: 'object'}]}})],
  ['a keyword strict mode does not know', closed({a: {type: 'string', pattern: '^a'}})],
  ['a list as the answer', {type: 'array', items: closed({})}],
  ['choices as the answer', closed({}, {anyOf: [closed({})]})],
  ['a schema that is no object', true],
])('%s may not', (_, schema) => {
  expect(fitsStrictMode(schema)).toBe(false)
})
