import {execFile} from 'node:child_process'
import {chmod, mkdir, readFile, rename, rm, symlink, utimes, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {beforeEach, describe, expect, test} from 'vitest'
import type {ChangeSet} from '../../../src/workspace/change-set.ts'
import type {CopyMethod} from '../../../src/workspace/open-view.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {absent, file, makeTree, openTestView, pathInView} from './tree.ts'

interface Situation {
  readonly method: CopyMethod
  readonly folder: string
}

/** Opens a view of the tree, does `act` in it, and gives what has changed. */
async function changesAfter(
  {method, folder}: Situation,
  tree: Readonly<Record<string, string>>,
  act: (at: (inside: string) => string, root: string) => Promise<unknown>,
): Promise<Omit<ChangeSet, 'id' | 'root' | 'createdAt'>> {
  const root = await makeTree(path.join(folder, 'project'), tree)
  if (method === 'git-files') await mkdir(path.join(root, '.git'), {recursive: true})
  const view = await openTestView(folder, {methods: [method]})
  await act((inside) => pathInView(view, inside), root)
  const {effects, ignoredFiles, leftOut, changedMeanwhile} = await view.changes(AbortSignal.timeout(10_000))
  return {effects, ignoredFiles, leftOut, ...(changedMeanwhile === undefined ? {} : {changedMeanwhile})}
}

const nothing = {effects: [], ignoredFiles: 0, leftOut: []}

describe.each(['overlay-unshare', 'copy', 'git-files'] as const)('changes in a view by %s', (method) => {
  let situation: Situation
  beforeEach(async () => {
    situation = {method, folder: await temporaryFolder()}
  })

  test('a file that was touched, or written with the same content, is no change', async () => {
    const changes = await changesAfter(situation, {'a.txt': 'a', 'b.txt': 'b'}, async (at) => {
      await utimes(at('a.txt'), 1, 1)
      await writeFile(at('b.txt'), 'b')
    })

    expect(changes).toEqual(nothing)
  })

  test('a new file, a changed one, a changed mode and a removed one are one effect each', async () => {
    const tree = {'changed.txt': 'old', 'mode.sh': 'run', 'removed.txt': 'gone', 'same.txt': 'same'}
    const changes = await changesAfter(situation, tree, async (at) => {
      await mkdir(at('deep/er'), {recursive: true})
      await writeFile(at('deep/er/new.txt'), 'new')
      await writeFile(at('changed.txt'), 'new')
      await chmod(at('mode.sh'), 0o4755)
      await rm(at('removed.txt'))
    })

    expect(changes).toEqual({
      ...nothing,
      effects: [
        {path: 'changed.txt', before: file('old'), after: file('new')},
        {path: 'deep/er/new.txt', before: absent, after: file('new')},
        {path: 'mode.sh', before: file('run'), after: file('run', 0o755)},
        {path: 'removed.txt', before: file('gone'), after: absent},
      ],
    })
  })

  test('a mode is changed by the x bit of its owner alone, and nothing lands open to others', async () => {
    const changes = await changesAfter(
      situation,
      {'open.txt': 'a', 'private.txt': 'old', 'run.sh': 'run'},
      async (at) => {
        await chmod(at('open.txt'), 0o666)
        await writeFile(at('private.txt'), 'new')
        await chmod(at('private.txt'), 0o606)
        await chmod(at('run.sh'), 0o777)
        await writeFile(at('new.txt'), 'new')
        await chmod(at('new.txt'), 0o666)
      },
    )

    expect(changes.effects).toEqual([
      {path: 'new.txt', before: absent, after: file('new')},
      {path: 'private.txt', before: file('old'), after: file('new')},
      {path: 'run.sh', before: file('run'), after: file('run', 0o755)},
    ])
  })

  test('a folder that was removed and made again has lost what was in it', async () => {
    const changes = await changesAfter(situation, {'d/x': 'x', 'd/sub/y': 'y', 'd/z': 'z'}, async (at) => {
      await rm(at('d'), {recursive: true})
      await mkdir(at('d'))
      await writeFile(at('d/z'), 'z')
    })

    expect(changes.effects).toEqual([
      {path: 'd/sub/y', before: file('y'), after: absent},
      {path: 'd/x', before: file('x'), after: absent},
    ])
  })

  test('a moved folder is all its files at two places', async () => {
    const changes = await changesAfter(situation, {'from/x': 'x', 'from/sub/y': 'y'}, (at) =>
      promisify(execFile)('mv', [at('from'), at('to')]),
    )

    expect(changes.effects).toEqual([
      {path: 'from/sub/y', before: file('y'), after: absent},
      {path: 'from/x', before: file('x'), after: absent},
      {path: 'to/sub/y', before: absent, after: file('y')},
      {path: 'to/x', before: absent, after: file('x')},
    ])
  })

  test('two files that swapped their names are two changes', async () => {
    const changes = await changesAfter(situation, {a: 'a', b: 'b'}, async (at) => {
      await rename(at('a'), at('c'))
      await rename(at('b'), at('a'))
      await rename(at('c'), at('b'))
    })

    expect(changes.effects).toEqual([
      {path: 'a', before: file('a'), after: file('b')},
      {path: 'b', before: file('b'), after: file('a')},
    ])
  })

  test('a file becomes a folder, and a folder a file', async () => {
    const changes = await changesAfter(situation, {a: 'a', 'b/x': 'x'}, async (at) => {
      await rm(at('a'))
      await mkdir(at('a'))
      await writeFile(at('a/in'), 'in')
      await rm(at('b'), {recursive: true})
      await writeFile(at('b'), 'b')
    })

    expect(changes.effects).toEqual([
      {path: 'a', before: file('a'), after: absent},
      {path: 'a/in', before: absent, after: file('in')},
      {path: 'b', before: absent, after: file('b')},
      {path: 'b/x', before: file('x'), after: absent},
    ])
  })

  test('links land as links only while they stay inside', async () => {
    const changes = await changesAfter(situation, {'lib/x': 'x', 'deep/er/y': 'y'}, async (at) => {
      await symlink('lib/x', at('inside'))
      await symlink('../lib', at('deep/up'))
      await symlink('/etc/passwd', at('absolute'))
      await symlink('../../outside', at('above'))
      await symlink('lib/../../outside', at('around'))
    })

    const because = 'it is a link that leads out of the workspace'
    expect(changes).toEqual({
      effects: [
        {path: 'deep/up', before: absent, after: {kind: 'link', target: '../lib'}},
        {path: 'inside', before: absent, after: {kind: 'link', target: 'lib/x'}},
      ],
      ignoredFiles: 0,
      leftOut: ['above', 'absolute', 'around'].map((name) => ({path: name, because})),
    })
  })

  test('pipes, huge files and names that are no text are left out, with the reason', async () => {
    const changes = await changesAfter(situation, {'a.txt': 'a'}, async (at) => {
      await promisify(execFile)('mkfifo', [at('pipe')])
      await promisify(execFile)('truncate', ['-s', '65M', at('huge')])
      await writeFile(at('line\nbreak'), '')
      await writeFile(Buffer.concat([Buffer.from(at('bytes')), Buffer.from([0xff])]), '')
    })

    expect(changes).toEqual({
      effects: [],
      ignoredFiles: 0,
      leftOut: [
        {path: 'bytes\uFFFD', because: 'its name is not UTF-8'},
        {path: 'huge', because: 'it is larger than 64 MB'},
        {path: 'line\nbreak', because: 'its name has a line break'},
        {path: 'pipe', because: 'it is a pipe, a socket or a device'},
      ],
    })
  })

  test('what git keeps to itself stays out at any depth, and what git ignores is counted', async () => {
    const tree = {
      '.git/HEAD': 'ref',
      '.git/info/exclude': 'local.txt\n',
      '.gitignore': 'dist/\n*.log\n!kept.log\n',
      'pkg/.gitignore': '!*.log\n/only-here\n',
      'vendor/.git/config': 'config',
      'dist/old.js': 'old',
    }
    const changes = await changesAfter(situation, tree, async (at) => {
      await writeFile(at('.git/HEAD'), 'other')
      await mkdir(at('.git/hooks'))
      await writeFile(at('.git/hooks/pre-commit'), 'evil')
      await writeFile(at('vendor/.git/config'), 'evil')
      await mkdir(at('dist'), {recursive: true})
      await writeFile(at('dist/old.js'), 'new')
      for (const name of ['dist/new.js', 'x.log', 'kept.log', 'local.txt', 'pkg/y.log', 'pkg/only-here', 'only-here']) {
        await writeFile(at(name), 'new')
      }
    })

    expect(changes).toEqual({
      effects: ['kept.log', 'only-here', 'pkg/y.log'].map((name) => ({path: name, before: absent, after: file('new')})),
      ignoredFiles: 5,
      leftOut: [{path: '.git', because: 'what was checked out in the copy is dropped, its changes to files are kept'}],
    })
  })

  test('what was staged is named, an index that was only refreshed is not', async () => {
    const empty = `DIRC\0\0\0\u0002\0\0\0\0`
    const tree = {'.git/HEAD': 'ref', '.git/index': `${empty}${'x'.repeat(20)}`}
    const refreshed = await changesAfter(situation, tree, (at) =>
      writeFile(at('.git/index'), `${empty}${'y'.repeat(20)}`),
    )
    const staged = await changesAfter(situation, tree, (at) => writeFile(at('.git/index'), 'one entry more'))

    expect(refreshed.leftOut).toEqual([])
    expect(staged.leftOut).toEqual([{path: '.git/index', because: 'what was staged in the copy is dropped'}])
  })

  test('what somebody changed in the workspace meanwhile is marked where the turn changed it too', async () => {
    const tree = {both: 'old', theirs: 'old', ours: 'old', 'removed-by-them': 'old', kept: 'old'}
    const changes = await changesAfter(situation, tree, async (at, root) => {
      for (const name of ['both', 'ours', 'removed-by-them', 'new-in-both']) await writeFile(at(name), 'our')
      await new Promise((resolve) => setTimeout(resolve, 50))
      await writeFile(path.join(root, 'both'), 'the')
      await utimes(path.join(root, 'both'), 1, 1)
      await writeFile(path.join(root, 'theirs'), 'their')
      await writeFile(path.join(root, 'new-in-both'), 'their')
      await rm(path.join(root, 'removed-by-them'))
    })

    expect(changes).toEqual({
      ...nothing,
      effects: [
        {path: 'both', before: file('the'), after: file('our')},
        {path: 'new-in-both', before: file('their'), after: file('our')},
        {path: 'ours', before: file('old'), after: file('our')},
        {path: 'removed-by-them', before: absent, after: file('our')},
      ],
      changedMeanwhile: ['both', 'new-in-both', 'removed-by-them'],
    })
  })

  test('a folder that became a link is read through neither', async () => {
    const changes = await changesAfter(situation, {'d/x': 'x', 'e/x': 'e'}, async (at) => {
      await rm(at('d'), {recursive: true})
      await symlink('e', at('d'))
    })

    expect(changes.effects).toEqual([
      {path: 'd', before: absent, after: {kind: 'link', target: 'e'}},
      {path: 'd/x', before: file('x'), after: absent},
    ])
  })
})

test('the listing of a view that is closed early does not fail the process', async () => {
  const folder = await temporaryFolder()
  await makeTree(path.join(folder, 'project'), {'a.txt': 'a'})
  const view = await openTestView(folder)

  await view.close()

  await expect(readFile(path.join(folder, 'project/a.txt'), 'utf8')).resolves.toBe('a')
})
