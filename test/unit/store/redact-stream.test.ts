import fc from 'fast-check'
import {expect, test} from 'vitest'
import {createRedactor} from '../../../src/store/create-redactor.ts'
import {tokenShapes} from '../../../src/store/secret-shapes.ts'

const known = 'correct horse battery'
const token = `ghp_${'a1B2'.repeat(9)}`
const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nabc=\n-----END PRIVATE KEY-----'
const redactor = createRedactor([known, 'short'], tokenShapes)

function streamed(text: string, size: number): {readonly shown: string; readonly pieces: readonly string[]} {
  const stream = redactor.stream()
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += size) pieces.push(stream.push(text.slice(at, at + size)))
  pieces.push(stream.end())
  return {shown: pieces.join(''), pieces}
}

test.each([1, 2, 3, 7, 16, 1000])('in pieces of %i, nothing of a secret passes, and all else does', (size) => {
  const text = `It is ${known}, or ${token}.\n${key}\nsk-learn and risk-free, x\n-----BEGIN CERTIFICATE-----\nMII\n`

  const {shown} = streamed(text, size)

  expect(shown).toBe(
    'It is [redacted], or [redacted].\n[redacted]\nsk-learn and risk-free, x\n-----BEGIN CERTIFICATE-----\nMII\n',
  )
})

test('ordinary text is not held back', () => {
  const {pieces} = streamed('The sum is right now. Run it with --all.', 10)

  expect(pieces).toEqual(['The sum is', ' right now', '. Run it w', 'ith --all.', ''])
})

const separators = [' ', '\n', ',', '"', ' (']

test('a text that was pieced passes as the whole does', () => {
  const part = fc.constantFrom(
    known,
    token,
    'AKIA',
    'AKIAABCDEFGHIJKLMNOP',
    'sk-',
    ' ',
    '\n',
    'correct horse',
    '-----BEGIN ',
    key,
    'a',
    '{"k":"',
  )
  fc.assert(
    fc.property(fc.array(part, {maxLength: 12}), fc.integer({min: 1, max: 40}), (parts, size) => {
      const text = parts.map((words, index) => words + separators[index % separators.length]).join('')
      expect(streamed(text, size).shown).toBe(redactor.text(text))
    }),
    {numRuns: 500},
  )
})

test('a long text without a blank is not held back for ever', () => {
  const stream = redactor.stream()
  const blob = `eyJ${'a'.repeat(30_000)}`

  expect(stream.push(blob)).toBe(blob)
})
