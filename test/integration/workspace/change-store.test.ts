import {chmod, mkdir, readdir, rm, stat, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {beforeEach, describe, expect, test} from 'vitest'
import type {ChangeSet, FileEffect, FileState} from '../../../src/workspace/change-set.ts'
import {createChangeSetId} from '../../../src/workspace/change-set-id.ts'
import {createChangeStore, type ChangeStore} from '../../../src/workspace/change-store.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {absent, file, makeTree, readTree} from './tree.ts'

let folder: string
let root: string
let store: ChangeStore

beforeEach(async () => {
  folder = await temporaryFolder()
  root = await makeTree(path.join(folder, 'project'), {'a.txt': 'old', 'lib/b.txt': 'b'})
  store = createChangeStore({folder: path.join(folder, 'changes')})
})

const id = '0123456789abc'

function changeSet(effects: readonly FileEffect[], more: Partial<ChangeSet> = {}): ChangeSet {
  return {id, root, createdAt: '2026-01-01T00:00:00.000Z', effects, ignoredFiles: 1, leftOut: [], ...more}
}

function effect(inside: string, before: FileState, after: FileState): FileEffect {
  return {path: inside as WorkspacePath, before, after}
}

const modify = effect('a.txt', file('old'), file('new', 0o755))
const add = effect('new/deep/c.txt', absent, file('c'))
const remove = effect('lib/b.txt', file('b'), absent)
const oldTree = {'a.txt': 'old 644', lib: '/ 755', 'lib/b.txt': 'b 644'}
const newTree = {'a.txt': 'new 755', new: '/ 755', 'new/deep': '/ 755', 'new/deep/c.txt': 'c 644'}

describe('landing', () => {
  test('a saved change set is pending, readable by its owner only, and comes back as it was', async () => {
    const saved = changeSet([modify, add, remove], {leftOut: [{path: 'x', because: 'y'}], changedMeanwhile: ['a.txt']})

    await store.save(saved)

    expect(await store.load({id})).toEqual({changeSet: saved, status: 'pending'})
    expect(await store.list()).toEqual([{id, root, createdAt: '2026-01-01T00:00:00.000Z', status: 'pending', files: 3}])
    expect((await stat(path.join(folder, 'changes', id))).mode & 0o777).toBe(0o700)
    expect((await stat(path.join(folder, 'changes', id, 'manifest.json'))).mode & 0o777).toBe(0o600)
  })

  test('landing brings all files and their modes, undoing brings all back, and it can land again', async () => {
    await store.save(changeSet([modify, add, remove]))

    expect(await store.settle(id)).toEqual({kind: 'landed'})
    expect(await readTree(root)).toEqual(newTree)
    expect(await store.undo(id)).toEqual({kind: 'undone'})
    expect(await readTree(root)).toEqual(oldTree)
    expect(await store.settle(id)).toEqual({kind: 'landed'})
    expect(await readTree(root)).toEqual(newTree)
  })

  test('one file that somebody changed keeps all others from landing', async () => {
    await store.save(changeSet([modify, add, remove]))
    await writeFile(path.join(root, 'lib/b.txt'), 'edited')

    const conflict = {
      path: 'lib/b.txt',
      because: 'it is not as it was when the change was made',
      expected: 'a file of 1 byte (mode 644, sha256 3e23e8160039)',
      found: 'a file of 6 bytes (mode 644, sha256 1fb9f4097256)',
      wanted: 'no file',
      diff: '--- expected\n+++ there now\n@@ -1,1 +1,1 @@\n-b\n\\ No newline at end of file\n+edited\n\\ No newline at end of file\n',
    }
    expect(await store.conflicts(id)).toEqual([conflict])
    expect(await store.settle(id)).toEqual({kind: 'conflict', paths: ['lib/b.txt'], conflicts: [conflict]})
    expect(await readTree(root)).toEqual({...oldTree, 'lib/b.txt': 'edited 644'})
    expect((await store.load({id}))?.status).toBe('pending')
  })

  test('a file that somebody made at the place of a new one is not overwritten', async () => {
    await store.save(changeSet([modify, effect('here', absent, file('ours'))]))
    await mkdir(path.join(root, 'here'))

    expect(await store.settle(id)).toMatchObject({kind: 'landed'})

    await store.undo(id)
    await makeTree(root, {'here/theirs': 'theirs'})
    expect(await store.settle(id)).toMatchObject({kind: 'conflict', paths: ['here']})
    expect(await readTree(root)).toEqual({...oldTree, here: '/ 755', 'here/theirs': 'theirs 644'})
  })

  test('what was changed while the turn changed it too does not land', async () => {
    await store.save(changeSet([modify], {changedMeanwhile: ['a.txt']}))

    const conflict = {
      path: 'a.txt',
      because: 'it was changed while the turn changed it too',
      found: 'a file of 3 bytes (mode 644, sha256 cba06b5736fa)',
      wanted: 'a file of 3 bytes (mode 755, sha256 11507a0e2f5e)',
      diff: '--- in the change set\n+++ there now\n@@ -1,1 +1,1 @@\n-new\n\\ No newline at end of file\n+old\n\\ No newline at end of file\n',
    }
    expect(await store.settle(id)).toEqual({kind: 'conflict', paths: ['a.txt'], conflicts: [conflict]})
    expect(await readTree(root)).toEqual(oldTree)
  })

  test('a folder swapped for a link leads nothing out of the workspace', async () => {
    await store.save(changeSet([modify, remove]))
    const outside = await makeTree(path.join(folder, 'outside'), {'b.txt': 'b'})
    await rm(path.join(root, 'lib'), {recursive: true})
    await symlink(outside, path.join(root, 'lib'))

    expect(await store.settle(id)).toEqual({
      kind: 'conflict',
      paths: ['lib/b.txt'],
      conflicts: [
        {
          path: 'lib/b.txt',
          because: 'lib is a link, and links are not followed',
          expected: 'a file of 1 byte (mode 644, sha256 3e23e8160039)',
          found: 'whatever is behind the link lib, which is not followed',
          wanted: 'no file',
        },
      ],
    })
    expect(await readTree(outside)).toEqual({'b.txt': 'b 644'})
  })

  test('what is there already lands as nothing, and can be undone', async () => {
    await store.save(changeSet([effect('a.txt', file('before'), file('old'))]))

    expect(await store.settle(id)).toEqual({kind: 'nothing'})
    expect(await store.undo(id)).toEqual({kind: 'undone'})
    expect(await readTree(root)).toEqual({...oldTree, 'a.txt': 'before 644'})
  })

  test('files become folders and links, and back', async () => {
    const effects = [
      effect('a.txt', file('old'), absent),
      effect('a.txt/in', absent, file('in')),
      effect('lib', absent, {kind: 'link', target: 'a.txt'}),
      effect('lib/b.txt', file('b'), absent),
    ]
    await store.save(changeSet(effects))

    expect(await store.settle(id)).toEqual({kind: 'landed'})
    expect(await readTree(root)).toEqual({'a.txt': '/ 755', 'a.txt/in': 'in 644', lib: '-> a.txt'})
    expect(await store.undo(id)).toEqual({kind: 'undone'})
    expect(await readTree(root)).toEqual(oldTree)
  })

  test('a write that fails half-way takes everything back', async () => {
    await chmod(path.join(root, 'lib'), 0o700)
    const tooLong = effect('lib', absent, {kind: 'link', target: 'n'.repeat(5000)})
    await store.save(changeSet([modify, remove, tooLong]))

    await expect(store.settle(id)).rejects.toMatchObject({
      message: `A file of ${root} could not be written (ENAMETOOLONG). All files are as before.`,
      exitCode: 8,
    })
    expect((await store.load({id}))?.status).toBe('pending')
    expect(await readTree(root)).toEqual({...oldTree, lib: '/ 700'})
  })
})

describe('undoing', () => {
  test('a file that somebody changed since keeps all others from being undone', async () => {
    await store.save(changeSet([modify, add, remove]))
    await store.settle(id)
    await chmod(path.join(root, 'new/deep/c.txt'), 0o600)

    expect(await store.undo(id)).toMatchObject({kind: 'conflict', paths: ['new/deep/c.txt']})
    expect(await readTree(root)).toEqual({...newTree, 'new/deep/c.txt': 'c 600'})
  })

  test('a folder that holds something else by now stays', async () => {
    await store.save(changeSet([add]))
    await store.settle(id)
    await writeFile(path.join(root, 'new/theirs'), 'theirs')

    expect(await store.undo(id)).toEqual({kind: 'undone'})
    expect(await readTree(root)).toEqual({...oldTree, new: '/ 755', 'new/theirs': 'theirs 644'})
  })

  test('what has not landed cannot be undone, and what has cannot land again', async () => {
    await store.save(changeSet([modify]))

    await expect(store.undo(id)).rejects.toMatchObject({code: 'CHANGE_SET_STATUS', exitCode: 8})
    await store.settle(id)
    await expect(store.settle(id)).rejects.toMatchObject({code: 'CHANGE_SET_STATUS', exitCode: 8})
    await expect(store.settle('../../etc')).rejects.toMatchObject({code: 'CHANGE_SET_UNKNOWN', exitCode: 2})
  })
})

test('the newest change set that fits is found without an id', async () => {
  const ids = [createChangeSetId(1000, 0.9), createChangeSetId(2000, 0.1), createChangeSetId(3000, 0)]
  for (const each of ids) await store.save(changeSet([modify], {id: each}))
  await store.settle(ids[1]!)

  expect((await store.load({root, status: 'pending'}))?.changeSet.id).toBe(ids[2])
  expect((await store.load({root, status: 'landed'}))?.changeSet.id).toBe(ids[1])
  expect(await store.load({root: '/elsewhere'})).toBeUndefined()
})

test('pruning keeps the newest fifty, two weeks, and what is pending for thirty days, and names what was pending longer', async () => {
  const day = 24 * 60 * 60_000
  const start = Date.parse('2026-01-01T00:00:00.000Z')
  for (let index = 0; index < 54; index++) {
    const createdAt = new Date(start + index * day).toISOString()
    const each = changeSet([effect('a.txt', file('x'), file('old'))], {
      id: createChangeSetId(start + index, 0),
      createdAt,
    })
    await store.save(each)
    if (index !== 1) await store.settle(each.id)
  }

  expect(await store.prune(start + 3 * day + 13 * day)).toEqual([])
  expect(await store.list()).toHaveLength(53)
  expect(await store.prune(start + 31 * day - 1)).toEqual([])
  expect(await store.prune(start + 31 * day + 1)).toMatchObject([{status: 'pending'}])
  await store.prune(start + 100 * day)

  const left = await store.list()
  expect(left).toHaveLength(50)
  expect(new Set(left.map(({status}) => status))).toEqual(new Set(['landed']))
})

test('a damaged manifest does not hide the others', async () => {
  await store.save(changeSet([modify]))
  await makeTree(path.join(folder, 'changes'), {'0000000000000/manifest.json': '{'})

  expect((await store.list()).map((entry) => entry.id)).toEqual([id])
  expect(await readdir(path.join(folder, 'changes'))).toContain('0000000000000')
})
