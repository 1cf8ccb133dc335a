import fc from 'fast-check'
import {expect, test} from 'vitest'
import {createOutputCollector} from '../../../src/process/output-collector.ts'

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

test('output that fits is kept whole', () => {
  const collector = createOutputCollector(10)

  collector.add(bytesOf('hello'))
  collector.add(bytesOf('world'))

  expect(collector.captured()).toEqual({bytes: bytesOf('helloworld'), totalBytes: 10})
})

test('longer output keeps its head and its tail, and says where and how much is missing', () => {
  const collector = createOutputCollector(8)

  for (const chunk of ['abc', 'defgh', 'ij', 'klmnopqrstuvw', 'xyz']) collector.add(bytesOf(chunk))

  expect(collector.captured()).toEqual({bytes: bytesOf('abcdwxyz'), totalBytes: 26, omittedAt: 4})
})

test('the same bytes are kept, however they are cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({maxLength: 40})), fc.nat(50), (chunks, keepBytes) => {
      const whole = Buffer.concat(chunks)
      const collector = createOutputCollector(keepBytes)

      for (const chunk of chunks) collector.add(chunk)

      const headBytes = Math.ceil(keepBytes / 2)
      const tailBytes = keepBytes - headBytes
      const kept = Buffer.concat([whole.subarray(0, headBytes), whole.subarray(whole.length - tailBytes)])
      const expected =
        whole.length <= keepBytes
          ? {bytes: new Uint8Array(whole), totalBytes: whole.length}
          : {bytes: new Uint8Array(kept), totalBytes: whole.length, omittedAt: headBytes}
      expect(collector.captured()).toEqual(expected)
    }),
  )
})
