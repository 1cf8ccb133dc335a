import {expect, test} from 'vitest'
import {createToolCallJoin} from '../../../../src/model/chat/tool-call-join.ts'
import type {ToolCallDelta} from '../../../../src/model/chat/tool-call-join.ts'

function join(...deltas: ToolCallDelta[]) {
  const calls = createToolCallJoin()
  for (const delta of deltas) calls.add([delta])
  return calls.joined()
}

test('pieces of two calls that arrive in turns are put together by index', () => {
  const joined = join(
    {index: 1, id: 'b', function: {name: 'apply_patch', arguments: '{'}},
    {index: 0, id: 'a', function: {name: 'shell', arguments: '{'}},
    {index: 1, function: {arguments: '"p":1}'}},
    {index: 0, id: 'a', function: {name: 'shell', arguments: '}'}},
  )

  expect(joined).toEqual([
    {id: 'a', name: 'shell', argumentsText: '{}'},
    {id: 'b', name: 'apply_patch', argumentsText: '{"p":1}'},
  ])
})

test.each([
  ['numbers every call 0', {index: 0}],
  ['numbers nothing', {}],
])('a server that %s still makes two calls of two ids', (_, numbered) => {
  const joined = join(
    {...numbered, id: 'a', function: {name: 'shell', arguments: '{"a"'}},
    {...numbered, function: {arguments: ':1}'}},
    {...numbered, id: 'b', function: {name: 'shell', arguments: '{"b":2}'}},
  )

  expect(joined).toEqual([
    {id: 'a', name: 'shell', argumentsText: '{"a":1}'},
    {id: 'b', name: 'shell', argumentsText: '{"b":2}'},
  ])
})

test('a call without an id has none, and one without a name is no call', () => {
  expect(join({index: 0, id: '', function: {name: 'shell'}})).toEqual([
    {id: undefined, name: 'shell', argumentsText: ''},
  ])
  expect(join({index: 0, id: 'a', function: {arguments: '{}'}})).toBeUndefined()
  expect(join()).toEqual([])
})
