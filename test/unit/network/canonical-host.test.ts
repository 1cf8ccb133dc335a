import {expect, test} from 'vitest'
import {canonicalHost} from '../../../src/network/canonical-host.ts'

test.each([
  ['example.org', 'example.org'],
  ['EXAMPLE.Org', 'example.org'],
  ['example.org.', 'example.org'],
  ['localhost', 'localhost'],
  ['_service.example.org', '_service.example.org'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['BÜCHER.example', 'xn--bcher-kva.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['ｅｘａｍｐｌｅ。org', 'example.org'],
  ['раypal.com', 'xn--ypal-43d9g.com'],
])('the name %j is %s', (text, host) => {
  expect(canonicalHost(text)).toEqual({kind: 'name', host})
})

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.1.', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['0', '0.0.0.0'],
  ['2130706433', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['0X7F.1', '127.0.0.1'],
  ['017700000001', '127.0.0.1'],
  ['0177.0.0.01', '127.0.0.1'],
  ['１２７.0.0.1', '127.0.0.1'],
  ['169.254.43518', '169.254.169.254'],
  ['[::1]', '::1'],
  ['::1', '::1'],
  ['[0:0:0:0:0:0:0:1]', '::1'],
  ['[2001:DB8:0::1]', '2001:db8::1'],
  ['[::ffff:127.0.0.1]', '127.0.0.1'],
  ['[::FFFF:7f00:1]', '127.0.0.1'],
  ['::ffff:a9fe:a9fe', '169.254.169.254'],
  ['[::127.0.0.1]', '::7f00:1'],
  ['[64:ff9b::127.0.0.1]', '64:ff9b::7f00:1'],
])('the address %j is %s', (text, host) => {
  expect(canonicalHost(text)).toEqual({kind: 'address', host})
})

test.each([
  '',
  '.',
  '..',
  '.example.org',
  'example..org',
  'example.org..',
  'example.org\0.evil.org',
  'example.org\n',
  'example.org ',
  ' example.org',
  'user@example.org',
  'user:password@example.org',
  'example.org/path',
  'example.org?query',
  'example.org#part',
  'example.org\\evil.org',
  'example.org:443',
  'https://example.org',
  'exam%70le.org',
  'exam\u00ADple.org',
  'exam\u200Bple.org',
  'example.org\u202E',
  '*.example.org',
  '-example.org',
  'example-.org',
  '256.0.0.1',
  '1.2.3.4.5',
  '0x100000000',
  'example.0x7f',
  '[::1',
  '[127.0.0.1]',
  '[fe80::1%eth0]',
  'fe80::1%25eth0',
  '[::1]evil',
  `${'a'.repeat(64)}.org`,
  `${'a.'.repeat(127)}org`,
])('%j is no host', (text) => {
  expect(canonicalHost(text)).toMatchObject({kind: 'invalid'})
})
