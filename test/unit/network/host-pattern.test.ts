import {expect, test} from 'vitest'
import {matchesHost, parseHostPattern, splitPort, type Destination} from '../../../src/network/host-pattern.ts'

test.each([
  ['example.org', {kind: 'name', host: 'example.org'}],
  ['Example.ORG.:8443', {kind: 'name', host: 'example.org', port: 8443}],
  ['*', {kind: 'any'}],
  ['*:80', {kind: 'any', port: 80}],
  ['*.example.org:80', {kind: 'below', parent: 'example.org', port: 80}],
  ['*.Bücher.example', {kind: 'below', parent: 'xn--bcher-kva.example'}],
  ['0x7f.1:8080', {kind: 'address', host: '127.0.0.1', port: 8080}],
  ['::1', {kind: 'address', host: '::1'}],
  ['[::1]:8080', {kind: 'address', host: '::1', port: 8080}],
  ['[::1]', {kind: 'address', host: '::1'}],
])('the rule %s names %j', (text, pattern) => {
  expect(parseHostPattern(text)).toEqual(pattern)
})

test.each([
  ['', 'it is empty'],
  [':443', 'it is empty'],
  ['example.org:', 'a port is 1 to 65535'],
  ['example.org:0', 'a port is 1 to 65535'],
  ['example.org:0443', 'a port is 1 to 65535'],
  ['example.org:65536', 'a port is 1 to 65535'],
  ['example.org:+80', 'a port is 1 to 65535'],
  ['example.org:*', 'a port is 1 to 65535'],
  ['https://example.org', 'a port is 1 to 65535'],
  ['*.', 'it is empty'],
  ['*.127.0.0.1', 'an address has nothing below it'],
  ['*example.org', 'it has characters that no host has'],
  ['api.*.example.org', 'it has characters that no host has'],
  ['*.*.example.org', 'it has characters that no host has'],
  ['user@example.org', 'it has characters that no host has'],
])('%j is no rule: %s', (text, because) => {
  expect(parseHostPattern(text)).toEqual({kind: 'invalid', because})
})

const name = (host: string): Destination => ({kind: 'name', host, port: 443})
const address = (host: string): Destination => ({kind: 'address', host, port: 443})

test.each([
  ['example.org', name('example.org'), true],
  ['example.org', name('www.example.org'), false],
  ['example.org', name('example.org.evil.org'), false],
  ['*.example.org', name('www.example.org'), true],
  ['*.example.org', name('a.b.example.org'), true],
  ['*.example.org', name('example.org'), false],
  ['*.example.org', name('evil-example.org'), false],
  ['*.example.org', name('www.example.org.evil.org'), false],
  ['*', name('example.org'), true],
  ['*', address('1.1.1.1'), true],
  ['127.0.0.1', address('127.0.0.1'), true],
  ['127.0.0.1', address('127.0.0.2'), false],
  ['::ffff:127.0.0.1', address('127.0.0.1'), true],
])('the rule %s about %j: %s', (text, destination, matches) => {
  const pattern = parseHostPattern(text)

  expect(pattern.kind !== 'invalid' && matchesHost(pattern, destination)).toBe(matches)
})

test.each([
  ['a:1', {host: 'a', portText: '1'}],
  ['a', {host: 'a'}],
  ['[::1]:2', {host: '[::1]', portText: '2'}],
  ['[::1]', {host: '[::1]'}],
  ['::1', {host: '::1'}],
  ['a:1:2', {host: 'a:1:2'}],
])('%s is split into %j', (text, parts) => {
  expect(splitPort(text)).toEqual(parts)
})
