import {chmod, mkdir, readdir, readlink, rm, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {describe, expect, test} from 'vitest'
import {toWorkspacePath} from '../../../src/workspace/workspace-path.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {absent, file, makeTree, openTestView, pathInView, readTree} from './tree.ts'

describe.each(['overlay-unshare', 'copy'] as const)('a view by %s', (method) => {
  test('shows the workspace, and keeps what is written away from it', async () => {
    const folder = await temporaryFolder()
    const root = await makeTree(path.join(folder, 'project'), {'a.txt': 'old', '.git/HEAD': 'ref', 'lib/b.txt': 'b'})
    const before = await readTree(root)

    const view = await openTestView(folder, {methods: [method]})
    await writeFile(pathInView(view, 'a.txt'), 'new')
    await rm(pathInView(view, 'lib'), {recursive: true})

    expect(view.method).toBe(method)
    expect(await view.read(toWorkspacePath(root, 'a.txt')!)).toEqual(file('new'))
    expect(await view.read(toWorkspacePath(root, '.git/HEAD')!)).toEqual(file('ref'))
    expect(await view.read(toWorkspacePath(root, 'lib/b.txt')!)).toEqual(absent)
    expect(await readTree(root)).toEqual(before)
  })

  test('leaves nothing behind when it is closed, twice, with folders that nobody may enter', async () => {
    const folder = await temporaryFolder()
    await makeTree(path.join(folder, 'project'), {'a.txt': 'a'})

    const view = await openTestView(folder, {methods: [method]})
    await mkdir(pathInView(view, 'closed/inner'), {recursive: true, mode: 0o700})
    await Promise.all([view.close(), view.close()])
    await view.close()

    expect(await readdir(path.join(folder, 'work'))).toEqual([])
  })

  test('works where the path of the workspace holds characters that mount options give a meaning', async () => {
    const folder = await temporaryFolder()
    const root = await makeTree(path.join(folder, 'a,b:c d\\e "f" $(g)'), {'x,y:z\\.txt': 'old'})

    const view = await openTestView(folder, {root, methods: [method]})
    await writeFile(pathInView(view, 'x,y:z\\.txt'), 'new')
    const {effects} = await view.changes(AbortSignal.timeout(5000))

    expect(effects).toEqual([{path: 'x,y:z\\.txt', before: file('old'), after: file('new')}])
  })
})

test('without a backend that enters namespaces the view is a plain folder', async () => {
  const folder = await temporaryFolder()
  await makeTree(path.join(folder, 'project'), {'a.txt': 'a'})

  const view = await openTestView(folder, {entersNamespaces: false})

  expect(view.source.kind).toBe('directory')
})

test.each([
  {what: 'a link', prepare: (place: string, other: string) => symlink(other, place)},
  {
    what: 'open to others',
    prepare: async (place: string) => {
      await mkdir(place)
      await chmod(place, 0o777)
    },
  },
])('a work folder that is $what is passed over, and nothing below it is removed', async ({prepare}) => {
  const folder = await temporaryFolder()
  await makeTree(path.join(folder, 'project'), {'a.txt': 'a'})
  const other = await makeTree(path.join(folder, 'other'), {'codex-view-stale/owner': '{"pid":2147483646}'})
  const taken = path.join(folder, 'taken')
  await prepare(taken, other)
  await makeTree(taken, {'codex-view-stale/owner': '{"pid":2147483646}'})

  const view = await openTestView(folder, {workFolders: [taken, path.join(folder, 'work')], methods: ['copy']})

  expect(pathInView(view, '')).toContain(path.join(folder, 'work'))
  expect(await readdir(taken)).toEqual(['codex-view-stale'])
})

test('a work folder that cannot be made is passed over for the next', async () => {
  const folder = await temporaryFolder()
  await makeTree(path.join(folder, 'project'), {'a.txt': 'a'})
  await writeFile(path.join(folder, 'occupied'), '')

  const workFolders = [path.join(folder, 'occupied'), path.join(folder, 'project/inside'), path.join(folder, 'second')]
  await openTestView(folder, {workFolders})

  expect(await readdir(folder)).toEqual(['occupied', 'project', 'second'])
  expect(await readdir(path.join(folder, 'project'))).toEqual(['a.txt'])
})

test('where no copy can be made the error names what was tried and what to do', async () => {
  const folder = await temporaryFolder()
  await makeTree(path.join(folder, 'project'), {'a.txt': 'a'})
  await writeFile(path.join(folder, 'occupied'), '')

  const opening = openTestView(folder, {workFolders: [path.join(folder, 'occupied')], methods: ['copy']})

  await expect(opening).rejects.toMatchObject({
    message: expect.stringContaining(`No isolated copy of ${folder}/project could be made, so nothing was run`),
    exitCode: 6,
    code: 'ISOLATION_UNAVAILABLE',
  })
})

test('a workspace with more files than a copy may have is refused, unless git ignores most of them', async () => {
  const folder = await temporaryFolder()
  const names = Array.from({length: 20_001}, (_, index) => String(index))
  await mkdir(path.join(folder, 'project'))
  for (let start = 0; start < names.length; start += 500) {
    await Promise.all(names.slice(start, start + 500).map((name) => writeFile(path.join(folder, 'project', name), '')))
  }

  const opening = openTestView(folder, {methods: ['copy']})

  await expect(opening).rejects.toMatchObject({message: expect.stringContaining('more than 20,000 files'), exitCode: 6})

  // Where git ignores them, what is left can be copied.
  await makeTree(path.join(folder, 'project'), {'.git/HEAD': 'ref: x', '.gitignore': '[0-9]*\n', 'a.txt': 'a'})
  const view = await openTestView(folder, {methods: ['copy', 'git-files']})
  expect(view.method).toBe('git-files')
  expect((await readdir(pathInView(view, ''))).toSorted()).toEqual(['.git', '.gitignore', 'a.txt'])
})

test('what a killed process left in the work folder is removed, what a living one uses is not', async () => {
  const folder = await temporaryFolder()
  await makeTree(path.join(folder, 'project'), {'a.txt': 'a'})
  const first = await openTestView(folder)
  const dead = {pid: 1, startedAt: '-1', pidNamespace: await readlink('/proc/self/ns/pid')}
  await makeTree(path.join(folder, 'work/codex-view-dead'), {owner: JSON.stringify(dead), 'upper/x': 'x'})

  await openTestView(folder)

  const names = await readdir(path.join(folder, 'work'))
  expect(names).toHaveLength(2)
  expect(names).not.toContain('codex-view-dead')
  expect(await first.read(toWorkspacePath(first.root, 'a.txt')!)).toEqual(file('a'))
})
