import {expect, test} from 'vitest'
import {durationText, parseDurationMs} from '../../../src/config/duration.ts'

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['1.5h', 5_400_000],
  ['0s', undefined],
  ['30', undefined],
  ['-5m', undefined],
  ['5 m', undefined],
  ['1e9s', undefined],
  ['9999999h', undefined],
  ['', undefined],
])('%j is %s ms', (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected)
})

test.each([
  [500, '500ms'],
  [90_000, '90s'],
  [1_800_000, '30m'],
  [7_200_000, '2h'],
])('%i ms are written as %s', (durationMs, expected) => {
  expect(durationText(durationMs)).toBe(expected)
})
