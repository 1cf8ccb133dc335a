import assert from 'node:assert/strict'
import test from 'node:test'
import {formatDuration} from '../src/format-duration.js'

test('shows minutes and seconds', () => {
  assert.equal(formatDuration(90), '1m 30s')
})

test('shows hours once there is one', () => {
  assert.equal(formatDuration(3_661), '1h 1m 1s')
})

test('leaves out minutes that are zero', () => {
  assert.equal(formatDuration(42), '42s')
})
