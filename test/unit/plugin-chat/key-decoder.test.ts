import {expect, test} from 'vitest'
import {createKeyDecoder} from '../../../plugins/chat/src/terminal/key-decoder.ts'

const key = (name: string) => ({kind: 'key', name})
const text = (typed: string) => ({kind: 'text', text: typed})

test.each([
  ['a', [text('a')]],
  ['日本', [text('日本')]],
  ['\r', [key('enter')]],
  ['\n', [key('ctrl-j')]],
  ['\t', [key('tab')]],
  ['\u007F', [key('backspace')]],
  ['\b', [key('backspace')]],
  ['\u0003', [key('ctrl-c')]],
  ['\u001F', [key('ctrl-_')]],
  ['\u001B[A', [key('up')]],
  ['\u001BOA', [key('up')]],
  ['\u001B[1;5D', [key('ctrl-left')]],
  ['\u001B[1;3C', [key('alt-right')]],
  ['\u001B[3~', [key('delete')]],
  ['\u001B[3;5~', [key('ctrl-delete')]],
  ['\u001B[H', [key('home')]],
  ['\u001B[7~', [key('home')]],
  ['\u001B[Z', [key('shift-tab')]],
  ['\u001Bb', [key('alt-b')]],
  ['\u001B\r', [key('alt-enter')]],
  ['\u001B\u007F', [key('alt-backspace')]],
  ['\u001B[13;2u', [key('shift-enter')]],
  ['\u001B[99;5u', [key('ctrl-c')]],
  ['\u001B[27;2;13~', [key('shift-enter')]],
  ['ab\rc', [text('ab'), key('enter'), text('c')]],
  ['\u001B[?62;c\u001B[200x', []],
])('%j', (typed, keys) => {
  expect(createKeyDecoder().push(typed)).toEqual(keys)
})

test('a key that comes in pieces is one key', () => {
  const decoder = createKeyDecoder()

  expect([...decoder.push('\u001B'), ...decoder.push('[1;'), ...decoder.push('5C')]).toEqual([key('ctrl-right')])
})

test('an Esc after which nothing comes is an Esc', () => {
  const decoder = createKeyDecoder()

  expect(decoder.push('\u001B')).toEqual([])
  expect(decoder.isWaiting()).toBe(true)
  expect(decoder.flush()).toEqual([key('escape')])
  expect(decoder.isWaiting()).toBe(false)
})

test('a paste is one piece with its line ends, whatever it holds and however it comes', () => {
  const decoder = createKeyDecoder()
  const pasted = `a\r\nb\rc\u001B[Ad\u0003${'x'.repeat(10)}`
  const sent = `\u001B[200~${pasted}\u001B[201~!`

  const keys = (sent.match(/[^]{1,2}/g) ?? []).flatMap((piece) => decoder.push(piece))

  expect(keys).toEqual([{kind: 'paste', text: `a\nb\nc\u001B[Ad\u0003${'x'.repeat(10)}`}, text('!')])
})

test('Ctrl-C leaves a paste that never ends', () => {
  const decoder = createKeyDecoder()
  decoder.push('\u001B[200~half')

  expect(decoder.push('\u0003')).toEqual([key('ctrl-c')])
  expect(decoder.push('a')).toEqual([text('a')])
})
