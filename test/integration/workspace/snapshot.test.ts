import {lstat, mkdir, readFile, readlink, symlink, utimes, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {restoreSnapshot} from '../../../src/workspace/restore-snapshot.ts'
import type {SnapshotEntry} from '../../../src/workspace/snapshot.ts'
import {takeSnapshot} from '../../../src/workspace/take-snapshot.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'
import {filesBelow} from '../../helpers/codex-place.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const signal = new AbortController().signal
const nothingHidden = (): boolean => false

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), {recursive: true})
    await writeFile(path.join(folder, name), text, {mode: 0o644})
  }
  return folder
}

const project = {
  '.gitignore': 'node_modules\ndist/\n*.log\n',
  'src/a.js': 'a\n',
  'run.log': 'log\n',
  'node_modules/x/index.js': 'x\n',
  'dist/main.js': 'main\n',
  '.env': 'TOKEN=1\n',
  '.git/HEAD': 'ref: refs/heads/main\n',
  '.git/refs/heads/main': '0123456789abcdef0123456789abcdef01234567\n',
  '.git/objects/01/23': 'object\n',
  '.git/hooks/pre-commit': '#!/bin/sh\n',
  'vendor/.git/HEAD': 'ref: refs/heads/main\n',
}

test('a workspace is made again with what git ignores and its objects as they are today', async () => {
  const root = await folderWith(project)
  await mkdir(path.join(root, 'empty'))
  await symlink('src/a.js', path.join(root, 'link'))
  await utimes(path.join(root, 'src/a.js'), new Date('2020-01-02'), new Date('2020-01-02'))
  const snapshot = await takeSnapshot({root, isHidden: (inside) => inside === '.env'}, signal)
  await writeFile(path.join(root, 'src/a.js'), 'changed\n')
  await writeFile(path.join(root, 'dist/main.js'), 'built anew\n')

  const folder = await temporaryFolder()
  if (snapshot.kind !== 'complete') throw new Error(snapshot.because)
  const brought = await restoreSnapshot({folder, entries: snapshot.entries, today: root}, signal)

  const notKept = ['vendor/.git/HEAD', '.git/hooks/pre-commit']
  const kept = Object.fromEntries(Object.entries(project).filter(([name]) => !notKept.includes(name)))
  expect(await filesBelow(folder)).toEqual({...kept, '.env': '', 'dist/main.js': 'built anew\n'})
  expect(brought.toSorted()).toEqual(['.git/objects', 'dist', 'node_modules', 'run.log'])
  expect(await readlink(path.join(folder, 'link'))).toBe('src/a.js')
  expect((await lstat(path.join(folder, 'src/a.js'))).mtimeMs).toBe(Date.parse('2020-01-02'))
  expect((await lstat(path.join(folder, 'empty'))).isDirectory()).toBe(true)
})

test('without the workspace of today, what is known by name alone is empty', async () => {
  const root = await folderWith(project)
  const snapshot = await takeSnapshot({root, isHidden: nothingHidden}, signal)

  const folder = await temporaryFolder()
  if (snapshot.kind !== 'complete') throw new Error(snapshot.because)
  await restoreSnapshot({folder, entries: snapshot.entries}, signal)

  expect(await filesBelow(folder)).toEqual({
    '.env': 'TOKEN=1\n',
    '.git/HEAD': project['.git/HEAD'],
    '.git/refs/heads/main': project['.git/refs/heads/main'],
    '.gitignore': project['.gitignore'],
    'dist/main.js': '',
    'run.log': '',
    'src/a.js': 'a\n',
  })
  expect((await lstat(path.join(folder, 'node_modules'))).isDirectory()).toBe(true)
})

test('a link on the way to what is brought from today is not followed', async () => {
  const outside = await folderWith({'built/secret.txt': 'secret\n'})
  const root = await folderWith({'.gitignore': 'built/\n', 'sub/built/a.txt': 'a\n'})
  const snapshot = await takeSnapshot({root, isHidden: nothingHidden}, signal)
  const today = await folderWith({})
  await symlink(outside, path.join(today, 'sub'))

  const folder = await temporaryFolder()
  if (snapshot.kind !== 'complete') throw new Error(snapshot.because)

  expect(await restoreSnapshot({folder, entries: snapshot.entries, today}, signal)).toEqual([])
  expect(await filesBelow(folder)).toEqual({'.gitignore': 'built/\n'})
})

test('entries that want to write through a link of their own write beside it', async () => {
  const outside = await temporaryFolder()
  const folder = await temporaryFolder()
  const entries: readonly SnapshotEntry[] = [
    {type: 'link', path: 'a' as WorkspacePath, target: outside},
    {type: 'file', path: 'a/b.txt' as WorkspacePath, mode: 0o644, writtenAtMs: 0, bytes: new TextEncoder().encode('b')},
  ]

  await expect(restoreSnapshot({folder, entries}, signal)).rejects.toThrow('EEXIST')

  expect(await filesBelow(outside)).toEqual({})
  expect(await readFile(path.join(folder, 'a/b.txt'), 'utf8')).toBe('b')
})

test.each([
  {what: 'files', limits: {maxFiles: 3}, because: 'it has more than 3 files'},
  {what: 'bytes', limits: {maxBytes: 1024 * 1024}, because: 'it has more than 1 MiB'},
])('a workspace with too many $what is not kept', async ({limits, because}) => {
  const root = await folderWith({a: 'x'.repeat(400_000), b: 'x'.repeat(400_000), c: 'x'.repeat(400_000), d: ''})

  const snapshot = await takeSnapshot({root, isHidden: nothingHidden, ...limits}, signal)

  expect(snapshot).toEqual({kind: 'too-large', because})
})

test('what cannot be read, and names that are no text, are not there', async () => {
  const root = await folderWith({'a.txt': 'a\n'})
  await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]), 'odd')
  await writeFile(path.join(root, 'line\nbreak'), 'odd')
  await utimes(path.join(root, 'a.txt'), new Date('2020-01-02'), new Date('2020-01-02'))
  const bytes = Buffer.from('a\n')

  const snapshot = await takeSnapshot({root, isHidden: nothingHidden}, signal)

  expect(snapshot).toEqual({
    kind: 'complete',
    entries: [{type: 'file', path: 'a.txt', mode: 0o644, writtenAtMs: Date.parse('2020-01-02'), bytes}],
  })
})
