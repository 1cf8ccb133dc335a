import {execFile} from 'node:child_process'
import {readFile, rename, rm, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {openFolder} from '../../../src/workspace/open-inside.ts'
import {readInside} from '../../../src/workspace/read-inside.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {file, makeTree} from './tree.ts'

async function read(root: string, inside: string, maxBytes?: number) {
  const found = await readInside(root, inside as WorkspacePath, maxBytes)
  return found.kind === 'found' ? found.entry : found
}

test('every kind of entry is told apart, and none is waited for', async () => {
  const root = await makeTree(await temporaryFolder(), {'dir/file': 'text'})
  await symlink('/etc', path.join(root, 'dir/link'))
  await promisify(execFile)('mkfifo', [path.join(root, 'dir/pipe')])

  expect(await read(root, 'dir/file')).toEqual(file('text'))
  expect(await read(root, 'dir/file', 3)).toEqual({kind: 'too-large', sizeBytes: 4})
  expect(await read(root, 'dir/link')).toEqual({kind: 'link', target: '/etc'})
  expect(await read(root, 'dir/pipe')).toEqual({kind: 'special'})
  expect(await read(root, 'dir')).toEqual({kind: 'directory'})
  expect(await read(root, 'dir/none')).toEqual({kind: 'absent'})
  expect(await read(root, 'none/none')).toEqual({kind: 'absent'})
  expect(await read(root, 'dir/file/below')).toEqual({kind: 'absent'})
})

test('a link on the way is named and not followed, also one that stays inside', async () => {
  const root = await makeTree(await temporaryFolder(), {'real/sub/file': 'text'})
  await symlink('sub', path.join(root, 'real/loop'))
  await symlink('/', path.join(root, 'out'))

  expect(await read(root, 'real/loop/file')).toEqual({kind: 'through-link', link: 'real/loop'})
  expect(await read(root, 'out/etc/passwd')).toEqual({kind: 'through-link', link: 'out'})
})

test('an open folder stays the same folder when its path leads elsewhere', async () => {
  const root = await makeTree(await temporaryFolder(), {'a/b/file': 'ours', 'evil/file': 'theirs'})
  const opening = await openFolder(root, 'a/b')
  if (opening.kind !== 'folder') throw new Error(`The folder is ${opening.kind}.`)

  await rename(path.join(root, 'a/b'), path.join(root, 'a/moved'))
  await symlink(path.join(root, 'evil'), path.join(root, 'a/b'))
  await writeFile(opening.folder.entry('file'), 'written')
  await opening.folder.close()

  expect(await readFile(path.join(root, 'evil/file'), 'utf8')).toBe('theirs')
  expect(await readFile(path.join(root, 'a/moved/file'), 'utf8')).toBe('written')
})

test('an entry that is swapped while it is read is no error', async () => {
  const root = await makeTree(await temporaryFolder(), {file: 'text'})
  const place = path.join(root, 'swapped')
  const end = new AbortController()
  const swap = async (): Promise<void> => {
    for (let round = 0; round < 1500; round++) {
      await symlink('file', place)
      await rm(place)
      await writeFile(place, 'text')
      await rm(place)
    }
    end.abort()
  }
  const readOn = async (): Promise<string[]> => {
    const kinds = new Set<string>()
    while (!end.signal.aborted) kinds.add((await read(root, 'swapped')).kind)
    return [...kinds]
  }

  const [kinds] = await Promise.all([readOn(), readOn(), swap()])

  expect(['absent', 'file', 'link', 'special']).toEqual(expect.arrayContaining(kinds))
})
