import {expect, test} from 'vitest'
import {createRepetitionWatch} from '../../../src/runtime/repeated-calls.ts'

test('the third same call in a row is nudged, the fourth stops', () => {
  const watch = createRepetitionWatch()
  expect([1, 2, 3, 4].map(() => watch('shell', '{"command":"ls"}'))).toEqual(['none', 'none', 'nudge', 'stop'])
})

test('another call in between starts the count again', () => {
  const watch = createRepetitionWatch()
  watch('shell', 'a')
  watch('shell', 'a')
  watch('shell', 'b')
  expect(watch('shell', 'a')).toBe('none')
})
