import {execFile} from 'node:child_process'
import {createHash} from 'node:crypto'
import {mkdir, readdir, readFile, rename, rm, symlink, unlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {deflateSync} from 'node:zlib'
import {beforeEach, describe, expect, test} from 'vitest'
import type {ChangeSet} from '../../../src/workspace/change-set.ts'
import {createChangeStore, type ChangeStore} from '../../../src/workspace/change-store.ts'
import type {CopyMethod} from '../../../src/workspace/open-view.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {makeTree, openTestView, pathInView} from './tree.ts'

let folder: string
let root: string
let store: ChangeStore

beforeEach(async () => {
  folder = await temporaryFolder()
  root = await makeTree(path.join(folder, 'project'), {'a.txt': 'one\n', 'sub/b.txt': 'b\n'})
  await git(root, 'init', '-q', '-b', 'main')
  await git(root, 'add', '.')
  await git(root, 'commit', '-q', '-m', 'first')
  store = createChangeStore({folder: path.join(folder, 'changes')})
})

async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  }
  const [, pid, inside] = /^\/proc\/(\d+)\/root(.*)$/.exec(cwd) ?? []
  // A view by overlay is a repository only where it is mounted.
  const enter = pid === undefined ? [] : ['nsenter', '-t', pid, '-U', '-m', '--preserve-credentials', '--']
  const [program = '', ...argv] = [...enter, 'git', '-c', 'safe.directory=*', '-C', inside ?? cwd, ...args]
  const {stdout} = await promisify(execFile)(program, argv, {env})
  return stdout.trim()
}

/** Opens a view, does `act` in it, and gives the change set. */
async function turn(act: (view: string) => Promise<unknown>, method: CopyMethod = 'copy'): Promise<ChangeSet> {
  const view = await openTestView(folder, {methods: [method]})
  await act(pathInView(view, ''))
  return view.changes(AbortSignal.timeout(10_000))
}

async function commitFile(view: string, text = 'two\n'): Promise<void> {
  await writeFile(path.join(view, 'a.txt'), text)
  await git(view, 'commit', '-q', '-a', '-m', `make it ${text.trim()}`)
}

const dropped = (because: string) => [
  {path: '.git', because: `commits made in the copy are dropped (${because}), their changes to files are kept`},
]

describe.each<CopyMethod>(['overlay-unshare', 'copy', 'git-files'])('commits made in a view by %s', (method) => {
  test('are found under a ref after landing, on no branch, gone after undo and back after redo', async () => {
    const mine = await git(root, 'rev-parse', 'main')
    const changeSet = await turn(async (view) => {
      await commitFile(view)
      await commitFile(view, 'three\n')
    }, method)
    const refs = () => git(root, 'for-each-ref', '--format=%(refname) %(subject)', 'refs/codex')
    await store.save(changeSet)

    expect(await refs()).toBe('')
    expect(await store.settle(changeSet.id)).toEqual({kind: 'landed'})

    expect(await refs()).toBe(`refs/codex/${changeSet.id} make it three`)
    expect(await git(root, 'log', '--format=%s', `refs/codex/${changeSet.id}`)).toBe(
      'make it three\nmake it two\nfirst',
    )
    expect(await git(root, 'rev-parse', 'main', 'HEAD')).toBe(`${mine}\n${mine}`)
    expect(await git(root, 'fsck', '--strict', '--full')).toBe('')
    expect(await git(root, 'status', '--porcelain')).toBe('M a.txt')
    await store.undo(changeSet.id)
    expect(await refs()).toBe('')
    await store.settle(changeSet.id)
    expect(await refs()).toBe(`refs/codex/${changeSet.id} make it three`)
  })
})

test('each branch with new commits gets a ref, that of HEAD first', async () => {
  const changeSet = await turn(async (view) => {
    await git(view, 'checkout', '-q', '-b', 'other')
    await commitFile(view)
    await git(view, 'checkout', '-q', '-b', 'topic/deep', 'main')
    await commitFile(view, 'three\n')
  })
  await store.save(changeSet)
  await store.settle(changeSet.id)

  expect(changeSet.commits?.tips.map(({branch}) => branch)).toEqual(['refs/heads/topic/deep', 'refs/heads/other'])
  expect(await git(root, 'for-each-ref', '--format=%(refname) %(subject)', 'refs/codex')).toBe(
    `refs/codex/${changeSet.id} make it three\nrefs/codex/${changeSet.id}-2 make it two`,
  )
})

test('what the repository keeps in packs is not carried over again', async () => {
  await git(root, 'gc', '-q')
  const changeSet = await turn((view) => commitFile(view))

  expect(changeSet.commits?.objects.map(({type}) => type).sort()).toEqual(['blob', 'commit', 'tree'])
  expect(changeSet.leftOut).toEqual([])
})

test('a turn without commits has none, also where it fetched its own branch names about', async () => {
  const changeSet = await turn((view) => git(view, 'branch', 'copy-of-main'))

  expect(changeSet.commits).toBeUndefined()
  expect(changeSet.leftOut).toEqual([])
})

describe('what a command forges below .git', () => {
  async function putObject(view: string, type: string, content: Buffer, id?: string): Promise<string> {
    const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content])
    const name = id ?? createHash('sha1').update(whole).digest('hex')
    await mkdir(path.join(view, '.git/objects', name.slice(0, 2)), {recursive: true})
    await writeFile(path.join(view, '.git/objects', name.slice(0, 2), name.slice(2)), deflateSync(whole))
    return name
  }

  async function commitTree(view: string, tree: string): Promise<string> {
    const who = 'A <a@example.com> 1700000000 +0000'
    const commit = await putObject(view, 'commit', Buffer.from(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nx\n`))
    await writeFile(path.join(view, '.git/refs/heads/main'), `${commit}\n`)
    return commit
  }

  const entry = (mode: string, name: string, id: string): Buffer =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')])

  test.each(['.git', '.GIT', '..', 'a/b', 'git~1', '.g\u200cit'])(
    'a tree with an entry %j is not taken',
    async (name) => {
      const changeSet = await turn(async (view) => {
        const blob = await putObject(view, 'blob', Buffer.from('evil'))
        await commitTree(view, await putObject(view, 'tree', entry('100644', name, blob)))
      })

      expect(changeSet.commits).toBeUndefined()
      expect(changeSet.leftOut).toEqual([
        {path: '.git', because: expect.stringMatching(/\(the tree [0-9a-f]{40} has an entry that git refuses\)/)},
      ])
    },
  )

  test('a submodule is not taken', async () => {
    const changeSet = await turn(async (view) => {
      await commitTree(view, await putObject(view, 'tree', entry('160000', 'sub', 'a'.repeat(40))))
    })

    expect(changeSet).toMatchObject({leftOut: dropped('submodules do not go along')})
  })

  test('an object whose content is not what its name says is not taken', async () => {
    const id = 'b'.repeat(40)
    const changeSet = await turn(async (view) => {
      await putObject(view, 'commit', Buffer.from('tree nothing'), id)
      await writeFile(path.join(view, '.git/refs/heads/main'), `${id}\n`)
    })

    expect(changeSet.leftOut).toEqual(dropped(`the commit ${id} is not among the loose objects of the copy`))
  })

  test('a commit without its tree is not taken', async () => {
    const tree = 'c'.repeat(40)
    const changeSet = await turn((view) => commitTree(view, tree))

    expect(changeSet.leftOut).toEqual(dropped(`the tree ${tree} is not among the loose objects of the copy`))
  })

  test('an object that inflates to far more than it is stops at the limit', async () => {
    const id = 'd'.repeat(40)
    const changeSet = await turn(async (view) => {
      await mkdir(path.join(view, '.git/objects/dd'), {recursive: true})
      await writeFile(path.join(view, '.git/objects/dd', id.slice(2)), deflateSync(Buffer.alloc(100 * 1024 * 1024)))
      await writeFile(path.join(view, '.git/refs/heads/main'), id)
    })

    expect(changeSet.leftOut).toEqual(dropped(`the commit ${id} is not among the loose objects of the copy`))
  })

  test('links out of the copy are not followed', async () => {
    const outside = path.join(folder, 'outside')
    const changeSet = await turn(async (view) => {
      await commitFile(view)
      await rename(path.join(view, '.git/objects'), outside)
      await symlink(outside, path.join(view, '.git/objects'))
    })

    expect(changeSet.commits).toBeUndefined()
  })
})

describe('the repository of the user', () => {
  test('that lost what the commits build on gets no ref, and the files land all the same', async () => {
    const changeSet = await turn((view) => commitFile(view))
    await store.save(changeSet)
    const lost = await git(root, 'rev-parse', 'HEAD:sub')
    await unlink(path.join(root, '.git/objects', lost.slice(0, 2), lost.slice(2)))

    expect(await store.settle(changeSet.id)).toEqual({
      kind: 'landed',
      commitsKept: `the repository no longer has the object ${lost}`,
    })
  })

  test('that is a link to elsewhere by now is not written', async () => {
    const changeSet = await turn((view) => commitFile(view))
    await store.save(changeSet)
    const elsewhere = path.join(folder, 'elsewhere')
    await mkdir(elsewhere)
    await symlink(elsewhere, path.join(root, '.git/refs/codex'))

    expect(await store.settle(changeSet.id)).toEqual({
      kind: 'landed',
      commitsKept: '.git/refs/codex is not an ordinary folder',
    })
    expect(await readdir(elsewhere)).toEqual([])
  })

  test('that is gone by now is not made', async () => {
    const changeSet = await turn((view) => commitFile(view))
    await store.save(changeSet)
    await rm(path.join(root, '.git'), {recursive: true})

    expect(await store.settle(changeSet.id)).toMatchObject({
      kind: 'landed',
      commitsKept: expect.stringContaining('no longer has'),
    })
    expect(await readdir(root)).toEqual(['a.txt', 'sub'])
  })
})

test('a landing that a kill interrupted before the ref was made is ended with the ref', async () => {
  const changeSet = await turn((view) => commitFile(view))
  await store.save(changeSet)
  await store.settle(changeSet.id)
  const manifest = path.join(folder, 'changes', changeSet.id, 'manifest.json')
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"status":"landed"', '"status":"landing"'))
  await unlink(path.join(root, '.git/refs/codex', changeSet.id))

  expect(await store.recover()).toMatchObject([{id: changeSet.id, status: 'landed'}])
  expect(await git(root, 'log', '-1', '--format=%s', `refs/codex/${changeSet.id}`)).toBe('make it two')
})

test('a ref that the user moved stays where it is when the change set is taken back', async () => {
  const changeSet = await turn((view) => commitFile(view))
  await store.save(changeSet)
  await store.settle(changeSet.id)
  await git(root, 'update-ref', `refs/codex/${changeSet.id}`, 'main')

  expect(await store.undo(changeSet.id)).toEqual({kind: 'undone'})
  expect(await git(root, 'log', '-1', '--format=%s', `refs/codex/${changeSet.id}`)).toBe('first')
  expect(await store.settle(changeSet.id)).toEqual({
    kind: 'landed',
    commitsKept: `refs/codex/${changeSet.id} is there already and points elsewhere`,
  })
})

test('stored objects that somebody changed are not taken', async () => {
  const changeSet = await turn((view) => commitFile(view))
  await store.save(changeSet)
  const stored = path.join(folder, 'changes', changeSet.id, 'commits')
  await writeFile(stored, (await readFile(stored, 'latin1')).replace('two', 'six'), 'latin1')

  await expect(store.settle(changeSet.id)).rejects.toThrow(/^The stored object [0-9a-f]{40} is damaged\.$/)
  expect(await readFile(path.join(root, 'a.txt'), 'utf8')).toBe('one\n')
})
