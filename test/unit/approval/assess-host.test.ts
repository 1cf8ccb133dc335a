import type {ApprovalMode} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {assessHost, opensNetwork} from '../../../src/approval/assess-host.ts'
import type {Rule} from '../../../src/approval/rule.ts'
import {canonicalHost} from '../../../src/network/canonical-host.ts'
import {splitPort, type Destination} from '../../../src/network/host-pattern.ts'

/** `user allow example.org`. */
function rule(text: string): Rule {
  const [from, effect, pattern] = text.split(' ') as [Rule['from'], Rule['effect'], string]
  return {from, effect, tool: 'network', pattern, place: 'config:1'}
}

function destination(text: string): Destination {
  const {host, portText} = splitPort(text)
  const found = canonicalHost(host)
  if (found.kind === 'invalid') throw new Error(found.because)
  return {...found, port: Number(portText)}
}

function assess(to: string, rules: readonly string[], mode: ApprovalMode = 'suggest') {
  return assessHost(destination(to), {mode, rules: rules.map(rule)})
}

test.each([
  ['example.org:443', 'user allow example.org'],
  ['example.org:8443', 'user allow example.org:8443'],
  ['www.example.org:443', 'user allow *.example.org'],
  ['anything.example:443', 'user allow *'],
  ['anything.example:80', 'user allow *:80'],
  ['1.1.1.1:443', 'user allow *'],
  ['127.0.0.1:8080', 'user allow 127.0.0.1:8080'],
  ['127.0.0.1:8080', 'user allow 0x7f.1:8080'],
  ['[::1]:8080', 'user allow [::1]:8080'],
  ['169.254.169.254:80', 'user allow 169.254.169.254:80'],
])('%s is allowed by "%s"', (to, text) => {
  expect(assess(to, [text], 'full-auto').kind).toBe('allow')
})

test.each([
  ['example.org:80', 'user allow example.org'],
  ['example.org:443', 'user allow example.org:8443'],
  ['example.org:443', 'user allow *.example.org'],
  ['evil-example.org:443', 'user allow *.example.org'],
  ['example.org.evil.org:443', 'user allow *.example.org'],
  ['example.org:443', 'project allow example.org'],
  ['127.0.0.1:443', 'user allow *'],
  ['127.0.0.1:443', 'user allow localhost'],
  ['10.0.0.1:443', 'user allow *:443'],
  ['[64:ff9b::a00:1]:443', 'user allow *'],
  ['[2002:a00:1::]:443', 'user allow 10.0.0.1'],
])('%s is not allowed by "%s"', (to, text) => {
  expect(assess(to, [text], 'full-auto').kind).toBe('deny')
})

test.each([
  ['user deny example.org', 'example.org:80', 'deny'],
  ['project deny *.example.org', 'www.example.org:443', 'deny'],
  ['user ask *', 'example.org:22', 'ask'],
  ['project ask example.org', 'example.org:443', 'ask'],
  ['user deny example.org:80', 'example.org:443', 'allow'],
])('"%s" comes before what is allowed, for every port if it names none: %s is %s', (text, to, kind) => {
  expect(assess(to, ['user allow *', 'user allow *:80', 'user allow *:22', text]).kind).toBe(kind)
})

test.each(['suggest', 'auto-edit'] as const)('%s asks about what no rule names', (mode) => {
  expect(assess('example.org:443', [], mode)).toEqual({kind: 'ask', because: 'it is not listed'})
})

test('full-auto denies what no rule names, and what a rule asks about', () => {
  expect(assess('example.org:443', [], 'full-auto')).toEqual({
    kind: 'deny',
    because: 'it is not listed, and full-auto does not ask: `--allow-host example.org:443` lists it',
  })
  expect(assess('example.org:443', ['user ask example.org'], 'full-auto')).toEqual({
    kind: 'deny',
    because: 'a rule asks about it, and full-auto does not ask',
    rule: 'ask network "example.org" (config:1)',
  })
})

test.each([
  ['127.0.0.1:5432', 'a loopback address'],
  ['169.254.169.254:80', 'the metadata service of a cloud'],
  ['192.168.1.1:443', 'a private address'],
  ['[fd00:ec2::254]:80', 'the metadata service of a cloud'],
])('nobody is asked about %s', (to, words) => {
  expect(assess(to, ['user ask *'])).toEqual({
    kind: 'deny',
    because: `it is ${words}, which must be listed itself: \`--allow-host ${to}\` lists it`,
  })
})

test.each([
  [[], false],
  [['user deny *'], false],
  [['project ask *'], false],
  [['user ask *'], true],
  [['user allow example.org'], true],
])('the rules %j open the network: %s', (texts, opens) => {
  expect(opensNetwork(texts.map(rule))).toBe(opens)
})
