import fc from 'fast-check'
import {expect, test} from 'vitest'
import {keepOutput} from '../../../plugins/docker/src/keep-output.ts'

test.each([
  [['abc', 'def'], {text: 'abcdef', totalBytes: 6}],
  [['abcdefgh', 'ijk'], {text: 'abcijk', totalBytes: 11, omittedAt: 3}],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], {text: 'abcefg', totalBytes: 7, omittedAt: 3}],
])('of %j the head and the tail are kept', (chunks, {text, ...rest}) => {
  const kept = keepOutput(6)
  for (const chunk of chunks) kept.add(Buffer.from(chunk))

  expect(kept.captured()).toEqual({...rest, bytes: new Uint8Array(Buffer.from(text))})
})

test('never more is kept than was allowed', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({maxLength: 30})), fc.nat(20), (chunks, keepBytes) => {
      const kept = keepOutput(keepBytes)
      for (const chunk of chunks) kept.add(chunk)
      const whole = Buffer.concat(chunks)
      const {bytes, totalBytes, omittedAt} = kept.captured()

      expect(totalBytes).toBe(whole.byteLength)
      expect(bytes.byteLength).toBe(Math.min(keepBytes, whole.byteLength))
      expect(omittedAt === undefined).toBe(whole.byteLength <= keepBytes)
    }),
  )
})
