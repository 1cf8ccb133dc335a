import type {Assessment} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {checkAddresses} from '../../../src/network/check-addresses.ts'
import type {Destination} from '../../../src/network/host-pattern.ts'

const name: Destination = {kind: 'name', host: 'example.org', port: 443}
const notListed: Assessment = {kind: 'deny', because: 'it is not listed'}
const denied: Assessment = {kind: 'deny', because: 'a rule denies it', rule: 'deny network "1.1.1.1" (config:1)'}

function check(found: readonly string[], assess: (to: Destination) => Assessment = () => notListed) {
  return checkAddresses(name, {found, assess})
}

test('public addresses of an allowed name are dialled, each once and in their order', () => {
  expect(check(['2606:4700::1111', '1.1.1.1', '::ffff:1.1.1.1'])).toEqual({
    kind: 'usable',
    addresses: ['2606:4700::1111', '1.1.1.1'],
  })
})

test('of mixed addresses only the public ones are left', () => {
  expect(check(['127.0.0.1', '1.1.1.1', '10.0.0.1'])).toEqual({kind: 'usable', addresses: ['1.1.1.1']})
})

test('another address is dialled only where it is allowed itself, with this port', () => {
  const assess = ({kind, host, port}: Destination): Assessment =>
    kind === 'address' && host === '10.0.0.1' && port === 443 ? {kind: 'allow', because: 'listed'} : notListed

  expect(check(['10.0.0.1', '10.0.0.2'], assess)).toEqual({kind: 'usable', addresses: ['10.0.0.1']})
})

test.each([
  [['127.0.0.1'], 'it leads to 127.0.0.1:443, a loopback address, which must be listed itself'],
  [['::1'], 'it leads to [::1]:443, a loopback address, which must be listed itself'],
  [
    ['169.254.169.254'],
    'it leads to 169.254.169.254:443, the metadata service of a cloud, which must be listed itself',
  ],
  [
    ['64:ff9b::a00:1'],
    'it leads to [64:ff9b::a00:1]:443, an address that hides another one, which must be listed itself',
  ],
  [[], 'example.org has no address'],
  [['fe80::1%eth0'], 'example.org has no address'],
])('%j: %s', (found, because) => {
  expect(check(found)).toEqual({kind: 'refused', because})
})

test('a rule that denies an address holds behind every name', () => {
  expect(check(['1.1.1.1'], () => denied)).toEqual({
    kind: 'refused',
    because: 'it leads to 1.1.1.1:443, which a rule denies',
  })
})
