import type {CapturedOutput} from '@codex-host/plugin-api'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {outputText} from '../../../src/verify/output-text.ts'

function captured(text: string): CapturedOutput {
  const bytes = new TextEncoder().encode(text)
  return {bytes, totalBytes: bytes.length}
}

test('short streams are kept whole, one after the other', () => {
  expect(outputText([captured('a\n'), captured(''), captured('b')], 100)).toBe('a\nb\n')
  expect(outputText([captured(''), captured('')], 100)).toBe('')
})

test('a quiet stream leaves its share to the other', () => {
  expect(outputText([captured('x'.repeat(90)), captured('y')], 100)).toBe(`${'x'.repeat(90)}\ny\n`)
})

test('what the sandbox has already left out is counted', () => {
  const stream = {bytes: new TextEncoder().encode('headtail'), totalBytes: 1_008, omittedAt: 4}

  expect(outputText([stream], 100)).toBe('head\n[… 1000 bytes left out …]\ntail\n')
})

test('a cut never goes through a character', () => {
  fc.assert(
    fc.property(
      fc.string({unit: 'binary', minLength: 40, maxLength: 80}),
      fc.integer({min: 4, max: 40}),
      (text, most) => {
        const whole = text.toWellFormed().replaceAll('\ufffd', '')
        expect(outputText([captured(whole)], most)).not.toContain('\ufffd')
      },
    ),
  )
})

test('bytes that are no text do not break it', () => {
  expect(outputText([{bytes: new Uint8Array([0x61, 0xff, 0x62]), totalBytes: 3}], 100)).toBe('a\ufffdb\n')
})
