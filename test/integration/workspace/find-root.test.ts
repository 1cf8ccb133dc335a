import {mkdir, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {findRoot} from '../../../src/workspace/find-root.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {makeTree} from './tree.ts'

test('the nearest folder upwards with a .git is the workspace, a worktree included', async () => {
  const home = await temporaryFolder()
  await makeTree(home, {'project/.git/HEAD': 'ref', 'project/src/deep/x': '', 'project/tree/.git': 'gitdir: …'})

  expect(await findRoot(path.join(home, 'project/src/deep'), home)).toBe(path.join(home, 'project'))
  expect(await findRoot(path.join(home, 'project/tree'), home)).toBe(path.join(home, 'project/tree'))
})

test('without a repository the working folder is the workspace, with its links resolved', async () => {
  const home = await temporaryFolder()
  await makeTree(home, {'plain/x': ''})
  await symlink('plain', path.join(home, 'link'))

  expect(await findRoot(path.join(home, 'link'), home)).toBe(path.join(home, 'plain'))
})

test('a repository of the home folder, or above it, does not count', async () => {
  const top = await temporaryFolder()
  const home = path.join(top, 'home')
  await makeTree(top, {'.git/HEAD': 'ref', 'home/.git/HEAD': 'ref', 'home/notes/x': '', 'other/x': ''})

  expect(await findRoot(path.join(home, 'notes'), home)).toBe(path.join(home, 'notes'))
  expect(await findRoot(home, home)).toBe(home)
  expect(await findRoot(path.join(top, 'other'), home)).toBe(path.join(top, 'other'))
})

test('a working folder that is missing, or is a file, is a usage error', async () => {
  const home = await temporaryFolder()
  await writeFile(path.join(home, 'file'), '')
  await mkdir(path.join(home, 'folder'))

  await expect(findRoot(path.join(home, 'none'), home)).rejects.toMatchObject({
    exitCode: 2,
    code: 'WORKING_FOLDER_MISSING',
  })
  await expect(findRoot(path.join(home, 'file'), home)).rejects.toMatchObject({exitCode: 2})
})

test('a folder that cannot be written is named in the error', async () => {
  await expect(findRoot('/proc/1', '/root')).rejects.toMatchObject({
    message: 'The workspace /proc/1 cannot be written, so nothing was started.',
    exitCode: 2,
  })
})
