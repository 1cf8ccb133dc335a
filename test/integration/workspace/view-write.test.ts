import {readdir, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {describe, expect, test} from 'vitest'
import type {FileEffect, FileState} from '../../../src/workspace/change-set.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {absent, file, makeTree, openTestView, pathInView, readTree} from './tree.ts'

function effect(inside: string, before: FileState, after: FileState): FileEffect {
  return {path: inside as WorkspacePath, before, after}
}

const tree = {'a.txt': 'old', 'lib/b.txt': 'b'}
const patch = [
  effect('a.txt', file('old'), file('new')),
  effect('lib/b.txt', file('b'), absent),
  effect('src/deep/c.txt', absent, file('c', 0o755)),
]

describe.each(['overlay-unshare', 'copy'] as const)('writing to a view by %s', (method) => {
  test('brings all effects, which are then the changes of the turn', async () => {
    const folder = await temporaryFolder()
    const root = await makeTree(path.join(folder, 'project'), tree)
    const view = await openTestView(folder, {methods: [method]})

    await view.write(patch)

    expect((await view.changes(AbortSignal.timeout(5000))).effects).toEqual(patch)
    expect(await readTree(root)).toEqual({'a.txt': 'old 644', lib: '/ 755', 'lib/b.txt': 'b 644'})
  })

  test('what a patch replaced is the base, also when the user changes the file meanwhile', async () => {
    const folder = await temporaryFolder()
    const root = await makeTree(path.join(folder, 'project'), tree)
    const view = await openTestView(folder, {methods: [method]})

    await view.write(patch)
    await writeFile(path.join(root, 'a.txt'), 'the edit of the user')
    const changes = await view.changes(AbortSignal.timeout(5000))

    expect(changes.effects).toEqual(patch)
    expect(changes.changedMeanwhile).toBeUndefined()
  })

  test('what a command had written before the patch is no base', async () => {
    const folder = await temporaryFolder()
    await makeTree(path.join(folder, 'project'), tree)
    const view = await openTestView(folder, {methods: [method]})

    await writeFile(pathInView(view, 'a.txt'), 'by a command')
    await view.write([effect('a.txt', file('by a command'), file('new'))])
    const {effects} = await view.changes(AbortSignal.timeout(5000))

    expect(effects).toEqual([effect('a.txt', file('old'), file('new'))])
  })

  test('writes nothing when one file is not what the patch was made for', async () => {
    const folder = await temporaryFolder()
    await makeTree(path.join(folder, 'project'), tree)
    const view = await openTestView(folder, {methods: [method]})
    await writeFile(pathInView(view, 'lib/b.txt'), 'by a command')

    await expect(view.write(patch)).rejects.toMatchObject({
      message:
        'lib/b.txt was not written: it is not as it was when the change was made. No file of the patch was changed.',
      exitCode: 8,
    })
    expect((await readdir(pathInView(view, '.'), {recursive: true})).sort()).toEqual(['a.txt', 'lib', 'lib/b.txt'])
  })

  test('does not leave the view through a link', async () => {
    const folder = await temporaryFolder()
    await makeTree(path.join(folder, 'project'), tree)
    const outside = await makeTree(path.join(folder, 'outside'), {'x.txt': 'x'})
    const view = await openTestView(folder, {methods: [method]})
    await symlink(outside, pathInView(view, 'out'))

    await expect(view.write([effect('out/x.txt', absent, file('evil'))])).rejects.toMatchObject({exitCode: 8})
    await expect(view.write([effect('out/y.txt', absent, file('evil'))])).rejects.toMatchObject({exitCode: 8})
    expect(await readTree(outside)).toEqual({'x.txt': 'x 644'})
  })
})

test('in place, patches are written to the files themselves and what commands changed is only named', async () => {
  const folder = await temporaryFolder()
  const root = await makeTree(path.join(folder, 'project'), {...tree, 'by-command': 'old', '.git/HEAD': 'ref'})
  const view = await openTestView(folder, {isolation: 'in-place'})

  await view.write([effect('a.txt', file('old'), file('newer'))])
  await view.write([effect('a.txt', file('newer'), file('newest'))])
  await writeFile(path.join(root, 'by-command'), 'new')
  await writeFile(path.join(root, '.git/HEAD'), 'other')
  const changes = await view.changes(AbortSignal.timeout(5000))
  await view.close()

  expect(view.source).toEqual({kind: 'directory', path: root})
  expect(changes).toEqual({
    id: '0loyw3v28i000',
    root,
    createdAt: '2023-11-14T22:13:20.000Z',
    effects: [effect('a.txt', file('old'), file('newest'))],
    ignoredFiles: 0,
    leftOut: [{path: 'by-command', because: 'it was changed in place by a command, so it cannot be undone'}],
  })
})
