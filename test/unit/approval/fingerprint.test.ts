import {expect, test} from 'vitest'
import type {ApprovalAction} from '../../../src/approval/assess.ts'
import {fingerprint} from '../../../src/approval/fingerprint.ts'
import {effect} from './effects.ts'

const base = effect('a', 'text')
const different: ApprovalAction[] = [
  {kind: 'command', line: 'a', cwd: '/w'},
  {kind: 'command', line: 'a ', cwd: '/w'},
  {kind: 'command', line: 'a', cwd: '/w2'},
  {kind: 'command', line: 'a/w', cwd: ''},
  {kind: 'patch', effects: [base]},
  {kind: 'change-set', effects: [base]},
  {kind: 'patch', effects: []},
  {kind: 'patch', effects: [base, base]},
  {kind: 'patch', effects: [effect('b', 'text')]},
  {kind: 'patch', effects: [effect('a', 'texts')]},
  {kind: 'patch', effects: [{...base, after: {kind: 'file', bytes: new TextEncoder().encode('text'), mode: 0o755}}]},
  {kind: 'patch', effects: [{...base, after: {kind: 'absent'}}]},
  {kind: 'patch', effects: [{...base, after: {kind: 'link', target: 'text'}}]},
  {kind: 'command', line: '\ud800', cwd: '/w'},
  {kind: 'command', line: '\ufffd', cwd: '/w'},
]

test('actions that differ in what they do have different fingerprints', () => {
  expect(new Set(different.map(fingerprint)).size).toBe(different.length)
})

test('the same effects in other objects have the same fingerprint', () => {
  expect(fingerprint({kind: 'patch', effects: [effect('a', 'text')]})).toBe(
    fingerprint({kind: 'patch', effects: [base]}),
  )
})

test('bytes changed behind the back of an approval change the fingerprint', () => {
  const bytes = new TextEncoder().encode('text')
  const action: ApprovalAction = {kind: 'patch', effects: [{...base, after: {kind: 'file', bytes, mode: 0o644}}]}
  const approved = fingerprint(action)

  bytes[0] = 0

  expect(fingerprint(action)).not.toBe(approved)
})
