import {expect, test} from 'vitest'
import {rootCause, safeText} from '../../../src/model/error-text.ts'

test('text of the server is one bounded line without control characters and without secrets', () => {
  expect(safeText('bad\u001B[31m key\nsk-1 \u202Eno', ['sk-1'])).toBe('bad [31m key … no')
  expect(safeText('x'.repeat(1_000), [])).toBe(`${'x'.repeat(300)}…`)
})

test('the innermost error says what happened', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:9'), {code: 'ECONNREFUSED'})
  const error = new Error('Connection error.', {
    cause: new TypeError('fetch failed', {cause: new AggregateError([refused])}),
  })

  expect(rootCause(error)).toEqual({code: 'ECONNREFUSED', message: 'connect ECONNREFUSED ::1:9'})
  expect(rootCause('text')).toEqual({code: undefined, message: 'text'})
})
