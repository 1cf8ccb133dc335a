import {expect, test} from 'vitest'
import {assembleBpf} from '../../../src/sandbox/bpf.ts'

test('a program is written as struct sock_filter, little endian, with distances for labels', () => {
  const program = assembleBpf([
    {kind: 'load', offset: 4},
    {kind: 'jump-if-equal', value: 0xc000003e, target: 'yes', otherwise: 'no'},
    {kind: 'label', name: 'no'},
    {kind: 'return', value: 0x80000000},
    {kind: 'label', name: 'yes'},
    {kind: 'return', value: 0x7fff0000},
  ])

  expect(Buffer.from(program).toString('hex').match(/.{16}/g)).toEqual([
    '2000000004000000',
    '150001003e0000c0',
    '0600000000000080',
    '060000000000ff7f',
  ])
})

test('a jump to a label that does not exist is refused', () => {
  expect(() => assembleBpf([{kind: 'jump-if-equal', value: 1, target: 'nowhere'}])).toThrow('"nowhere" does not exist')
})

test('a jump backwards is refused', () => {
  const backwards = [
    {kind: 'label', name: 'start'},
    {kind: 'jump-if-equal', value: 1, target: 'start'},
  ] as const

  expect(() => assembleBpf(backwards)).toThrow('is not possible')
})

test('a jump that does not fit into a byte is refused, not cut', () => {
  const filling = Array.from({length: 256}, () => ({kind: 'load', offset: 0}) as const)

  expect(() =>
    assembleBpf([
      {kind: 'jump-if-equal', value: 1, target: 'end'},
      ...filling,
      {kind: 'label', name: 'end'},
      {kind: 'return', value: 0},
    ]),
  ).toThrow('over 256 instructions')
})
