import {expect, test} from 'vitest'
import {isMapped, mayActAsOthers} from '../../../src/workspace/owner-to-act-as.ts'

const all = '         0          0 4294967295\n'
const rootless = '         0       1000          1\n         1     100000      65536\n'

test.each([
  [all, 1234, true],
  [rootless, 0, true],
  [rootless, 1234, true],
  [rootless, 65536, true],
  [rootless, 65537, false],
  ['0 0 1\n', 1234, false],
  ['', 1234, false],
])('with the map %j the id %d is known: %j', (map, id, expected) => {
  expect(isMapped(map, id)).toBe(expected)
})

test.each([
  ['all rights', 'CapEff:\t000001ffffffffff\nNoNewPrivs:\t0\n', true],
  ['what docker gives', 'CapEff:\t00000000a80425fb\nNoNewPrivs:\t0\n', true],
  ['no-new-privileges', 'CapEff:\t000001ffffffffff\nNoNewPrivs:\t1\n', false],
  ['no right to change the user', 'CapEff:\t000001ffffffff7f\nNoNewPrivs:\t0\n', false],
  ['no rights', 'CapEff:\t0000000000000000\nNoNewPrivs:\t0\n', false],
  ['nothing known', '', false],
])('root with %s may act as others: %j', (_, status, expected) => {
  expect(mayActAsOthers(status)).toBe(expected)
})
