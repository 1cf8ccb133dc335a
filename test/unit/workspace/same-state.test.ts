import {expect, test} from 'vitest'
import type {FileState} from '../../../src/workspace/change-set.ts'
import {sameState} from '../../../src/workspace/same-state.ts'
import type {ViewEntry} from '../../../src/workspace/view.ts'

const absent: FileState = {kind: 'absent'}
const link: FileState = {kind: 'link', target: 'x'}
const file: FileState = {kind: 'file', bytes: new Uint8Array([1]), mode: 0o644}

test.each<[ViewEntry, FileState, boolean]>([
  [absent, absent, true],
  [{kind: 'directory'}, absent, true],
  [{kind: 'directory'}, file, false],
  [{kind: 'special'}, absent, false],
  [{...link}, link, true],
  [{...link, target: 'y'}, link, false],
  [{...file, bytes: new Uint8Array([1])}, file, true],
  [{...file, bytes: new Uint8Array([2])}, file, false],
  [{...file, mode: 0o755}, file, false],
  [file, absent, false],
])('%j is %j: %j', (entry, state, expected) => {
  expect(sameState(entry, state)).toBe(expected)
})
