import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {beforeEach, expect, test} from 'vitest'
import type {FileEffect} from '../../../src/workspace/change-set.ts'
import {createChangeStore, type ChangeStore} from '../../../src/workspace/change-store.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {absent, file, makeTree, readTree} from './tree.ts'

const id = '0123456789abc'
const effects: FileEffect[] = [
  {path: 'a' as WorkspacePath, before: file('old a'), after: file('new a')},
  {path: 'b' as WorkspacePath, before: file('old b'), after: file('new b')},
  {path: 'dir/c' as WorkspacePath, before: absent, after: file('new c')},
]

let root: string
let folder: string
let store: ChangeStore

beforeEach(async () => {
  folder = await temporaryFolder()
  root = await makeTree(path.join(folder, 'project'), {a: 'old a', b: 'old b'})
  store = createChangeStore({folder: path.join(folder, 'changes')})
  await store.save({id, root, createdAt: '2026-01-01T00:00:00.000Z', effects, ignoredFiles: 0, leftOut: []})
  await store.settle(id)
})

/** As a kill leaves it on disk. */
async function interrupt(status: 'landing' | 'undoing', changeSetId = id): Promise<void> {
  const manifest = path.join(folder, 'changes', changeSetId, 'manifest.json')
  const text = await readFile(manifest, 'utf8')
  await writeFile(manifest, text.replace('"status":"landed"', `"status":"${status}"`))
}

test('a landing that had written everything is complete', async () => {
  await interrupt('landing')

  expect(await store.recover()).toEqual([{id, root, status: 'landed', leftAlone: []}])
  expect(await readTree(root)).toEqual({a: 'new a 644', b: 'new b 644', dir: '/ 755', 'dir/c': 'new c 644'})
  expect(await store.recover()).toEqual([])
})

test('a landing that had only its emptied folders left to remove is complete, without them', async () => {
  const removal = {path: 'gone/d' as WorkspacePath, before: file('d'), after: absent}
  const other = '0123456789abd'
  await makeTree(root, {'gone/d': 'd'})
  await store.save({id: other, root, createdAt: '', effects: [removal], ignoredFiles: 0, leftOut: []})
  await store.settle(other)
  await interrupt('landing', other)
  await mkdir(path.join(root, 'gone'))

  expect(await store.recover()).toEqual([{id: other, root, status: 'landed', leftAlone: []}])
  expect(await readdir(root)).toEqual(['a', 'b', 'dir'])
})

test('a landing that had written half is taken back and can land again', async () => {
  await interrupt('landing')
  await writeFile(path.join(root, 'b'), 'old b')

  expect(await store.recover()).toEqual([{id, root, status: 'pending', leftAlone: []}])
  expect(await readTree(root)).toEqual({a: 'old a 644', b: 'old b 644'})
  expect(await store.settle(id)).toEqual({kind: 'landed'})
})

test('an undo that had begun is brought to its end', async () => {
  await interrupt('undoing')
  await writeFile(path.join(root, 'b'), 'old b')

  expect(await store.recover()).toEqual([{id, root, status: 'undone', leftAlone: []}])
  expect(await readTree(root)).toEqual({a: 'old a 644', b: 'old b 644'})
})

test('what somebody wrote after the kill is left alone and named', async () => {
  await interrupt('landing')
  await writeFile(path.join(root, 'b'), 'theirs')

  expect(await store.recover()).toEqual([{id, root, status: 'pending', leftAlone: ['b']}])
  expect(await readTree(root)).toEqual({a: 'old a 644', b: 'theirs 644'})
})

test('a damaged change set is named and keeps nothing else from being recovered', async () => {
  await interrupt('landing')
  const broken = '0123456789abb'
  await store.save({id: broken, root, createdAt: '2026-01-01T00:00:00.000Z', effects, ignoredFiles: 0, leftOut: []})
  const manifest = path.join(folder, 'changes', broken, 'manifest.json')
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"status":"pending"', '"status":"landing"'))
  const others = (await readdir(path.join(folder, 'changes', broken))).filter((name) => name !== 'manifest.json')
  for (const name of others) await rm(path.join(folder, 'changes', broken, name), {recursive: true})

  const recoveries = await store.recover()

  expect(recoveries.map((recovery) => [recovery.id, recovery.status])).toEqual([
    [broken, 'damaged'],
    [id, 'landed'],
  ])
})
