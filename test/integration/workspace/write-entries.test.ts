import {mkdir, readdir, rename} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {replace, stage} from '../../../src/workspace/write-entries.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {absent, file, makeTree} from './tree.ts'

test('a folder that was swapped for another after staging is a conflict, not an error', async () => {
  const root = await makeTree(await temporaryFolder(), {'d/x': 'x'})
  const change = {path: 'd/new' as WorkspacePath, from: absent, to: file('new'), stamp: undefined}
  await stage(root, change, {temporaryName: 'staged', durable: false})

  await rename(path.join(root, 'd'), path.join(root, 'moved'))
  await mkdir(path.join(root, 'd'))

  expect(await replace(root, change, 'staged')).toBe(false)
  expect(await readdir(path.join(root, 'd'))).toEqual([])
})
