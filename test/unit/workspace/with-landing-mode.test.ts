import {expect, test} from 'vitest'
import type {FileState} from '../../../src/workspace/change-set.ts'
import {withLandingMode} from '../../../src/workspace/with-landing-mode.ts'

function file(mode: number): FileState {
  return {kind: 'file', bytes: new Uint8Array(), mode}
}

const absent: FileState = {kind: 'absent'}
const link: FileState = {kind: 'link', target: 'a'}

test.each([
  {what: 'a new file', before: absent, after: 0o666, lands: 0o644},
  {what: 'a new program', before: absent, after: 0o777, lands: 0o755},
  {what: 'a new private file', before: absent, after: 0o600, lands: 0o600},
  {what: 'a new file that only others may run', before: absent, after: 0o611, lands: 0o600},
  {what: 'a file in the place of a link', before: link, after: 0o666, lands: 0o644},
  {what: 'a file opened to others', before: file(0o600), after: 0o666, lands: 0o600},
  {what: 'a file closed to others', before: file(0o664), after: 0o600, lands: 0o664},
  {what: 'a file made a program', before: file(0o644), after: 0o777, lands: 0o755},
  {what: 'a private file made a program', before: file(0o600), after: 0o755, lands: 0o700},
  {what: 'a program made a file', before: file(0o750), after: 0o666, lands: 0o640},
])('$what lands with its own bits, and x where its owner has it', ({before, after, lands}) => {
  expect(withLandingMode(file(after), before)).toEqual(file(lands))
})

test('what is no file has no mode', () => {
  expect(withLandingMode(link, file(0o644))).toEqual(link)
  expect(withLandingMode(absent, file(0o644))).toEqual(absent)
})
