import {expect, test} from 'vitest'
import {refuseWorkParent} from '../../../src/workspace/refuse-work-parent.ts'

test.each([
  {what: 'an own folder', isFolder: true, uid: 7, mode: 0o40755, because: undefined},
  {what: 'a link or a file', isFolder: false, uid: 7, mode: 0o120777, because: 'it is a link or a file, not a folder'},
  {what: 'the folder of another', isFolder: true, uid: 8, mode: 0o40700, because: 'it belongs to another user'},
  {what: 'open to a group', isFolder: true, uid: 7, mode: 0o40770, because: 'other users may write to it'},
  {what: 'open to all', isFolder: true, uid: 7, mode: 0o41703, because: 'other users may write to it'},
])('$what: $because', ({isFolder, uid, mode, because}) => {
  expect(refuseWorkParent({isDirectory: () => isFolder, uid, mode}, 7)).toBe(because)
})

test('where users have no ids, the owner is not asked for', () => {
  expect(refuseWorkParent({isDirectory: () => true, uid: 0, mode: 0o700}, undefined)).toBeUndefined()
})
