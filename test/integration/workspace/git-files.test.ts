import {execFile} from 'node:child_process'
import {
  appendFile,
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {beforeEach, expect, test} from 'vitest'
import {readGitIndex} from '../../../src/workspace/read-git-index.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {file, makeTree, openTestView, pathInView, readTree} from './tree.ts'

let folder: string
let root: string

beforeEach(async () => {
  folder = await temporaryFolder()
  root = await makeTree(path.join(folder, 'project'), {
    '.gitignore': 'dist/\n*.log\n',
    'a.txt': 'one\n',
    'lib/deep/b.txt': 'b\n',
    'dist/kept.js': 'kept\n',
    'gone.txt': 'gone\n',
  })
  await git('init', '-q', '-b', 'main')
  await git('add', '.')
  await git('add', '-f', 'dist/kept.js')
  await git('commit', '-q', '-m', 'first')
})

async function git(...args: string[]): Promise<string> {
  const who = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'A'],
    [`GIT_${role}_EMAIL`, 'a@example.com'],
  ])
  const env = {PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(who)}
  return (await promisify(execFile)('git', ['-C', root, ...args], {env})).stdout.trim()
}

async function shown(): Promise<{at: (inside: string) => string; names: string[]}> {
  const view = await openTestView(folder, {methods: ['git-files']})
  const at = (inside: string) => pathInView(view, inside)
  const names = (await readTreeNames(at(''))).filter((name) => !name.startsWith('.git/'))
  return {at, names}
}

async function readTreeNames(tree: string): Promise<string[]> {
  return (await readdir(tree, {recursive: true})).toSorted()
}

test('the view holds what the user sees, without what git ignores, and the repository is not touched', async () => {
  await makeTree(root, {'a.txt': 'not committed\n', 'new.txt': 'new\n', 'dist/build.js': 'x', 'lib/x.log': 'x'})
  await rm(path.join(root, 'gone.txt'))
  await chmod(path.join(root, 'new.txt'), 0o755)
  await utimes(path.join(root, 'new.txt'), 1_600_000_000, 1_600_000_000)
  await symlink('a.txt', path.join(root, 'link'))
  const owner = process.getuid?.() === 0 ? 65_534 : Number(process.getuid?.())
  for (const name of ['lib', 'lib/deep/b.txt']) await chown(path.join(root, name), owner, Number(process.getgid?.()))
  await chmod(path.join(root, 'lib'), 0o711)
  const before = await readTree(root)

  const {at, names} = await shown()

  expect(names).toEqual([
    ...['.git', '.gitignore', 'a.txt', 'dist', 'dist/kept.js'],
    ...['lib', 'lib/deep', 'lib/deep/b.txt', 'link', 'new.txt'],
  ])
  expect(await readFile(at('a.txt'), 'utf8')).toBe('not committed\n')
  expect(await lstat(at('new.txt'))).toMatchObject({mtimeMs: 1_600_000_000_000, mode: 0o100755})
  expect(await lstat(at('lib'))).toMatchObject({mode: 0o40711, uid: owner})
  expect(await lstat(at('lib/deep/b.txt'))).toMatchObject({uid: owner})
  expect(await readTree(root)).toEqual(before)
  const status = await promisify(execFile)('git', ['-c', 'safe.directory=*', '-C', at(''), 'status', '--porcelain'])
  expect(status.stdout).toBe(' M a.txt\n D gone.txt\n?? link\n?? new.txt\n')
})

test('a repository whose settings name programs and other places runs nothing and shows nothing else', async () => {
  const [ran, outside] = [path.join(folder, 'ran'), path.join(folder, 'outside')]
  await makeTree(outside, {'secret.txt': 'secret', 'b.txt': 'secret'})
  const program = path.join(folder, 'program')
  await writeFile(program, `#!/bin/sh\necho "$0" >> ${ran}\ncat\n`, {mode: 0o755})
  const settings = {
    ...{fsmonitor: program, hooksPath: path.join(folder, 'hooks'), worktree: outside, pager: program},
    ...{sshCommand: program, excludesFile: '/dev/zero', attributesFile: '/dev/zero'},
  }
  const lines = Object.entries(settings).map(([name, value]) => `\t${name} = ${value}\n`)
  const filter = `[filter "evil"]\n\tsmudge = ${program}\n\tclean = ${program}\n\tprocess = ${program}\n\trequired = true\n`
  await appendFile(path.join(root, '.git/config'), `[core]\n${lines.join('')}${filter}[include]\n\tpath = /dev/zero\n`)
  await makeTree(root, {
    '.gitattributes': '* filter=evil\n',
    '.git/objects/info/alternates': `${outside}\n`,
    '.git/info/exclude': 'no-such\n',
  })
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction']) {
    await writeFile(path.join(root, '.git/hooks', hook), `#!/bin/sh\ntouch ${ran}\n`, {mode: 0o755})
    await makeTree(path.join(folder, 'hooks'), {[hook]: `#!/bin/sh\ntouch ${ran}\n`})
  }
  // A tracked folder that leads out of the workspace now.
  await rename(path.join(root, 'lib/deep'), path.join(folder, 'away'))
  await symlink(outside, path.join(root, 'lib/deep'))

  const view = await openTestView(folder, {methods: ['git-files']})
  await writeFile(pathInView(view, 'a.txt'), 'two\n')
  const {effects} = await view.changes(AbortSignal.timeout(10_000))

  expect((await lstat(pathInView(view, 'lib/deep'))).isSymbolicLink()).toBe(true)
  expect(effects).toEqual([{path: 'a.txt', before: file('one\n'), after: file('two\n')}])
  expect((await readdir(folder)).toSorted()).toEqual(['away', 'hooks', 'outside', 'program', 'project', 'work'])
})

test('a file that git ignored, and the view did not show, is never overwritten', async () => {
  await makeTree(root, {'secret.log': 'mine'})

  const view = await openTestView(folder, {methods: ['git-files']})
  await writeFile(pathInView(view, '.gitignore'), 'dist/\n')
  await writeFile(pathInView(view, 'secret.log'), 'of the turn')
  const {effects, changedMeanwhile} = await view.changes(AbortSignal.timeout(10_000))

  expect(effects.map((effect) => effect.path)).toEqual(['.gitignore', 'secret.log'])
  expect(changedMeanwhile).toEqual(['secret.log'])
})

test.each([
  {name: 'no repository', make: async () => rename(path.join(root, '.git'), path.join(root, 'git'))},
  {
    name: 'a repository elsewhere',
    make: async () => {
      await rename(path.join(root, '.git'), path.join(folder, 'git'))
      await writeFile(path.join(root, '.git'), `gitdir: ${folder}/git\n`)
    },
  },
  {name: 'an index that is none', make: async () => writeFile(path.join(root, '.git/index'), 'DIRC nonsense')},
  {
    name: 'an index that is cut',
    make: async () => {
      const index = path.join(root, '.git/index')
      await writeFile(index, (await readFile(index)).subarray(0, 100))
    },
  },
  {
    name: 'an index that is a link',
    make: async () => {
      await rename(path.join(root, '.git/index'), path.join(folder, 'index'))
      await symlink(path.join(folder, 'index'), path.join(root, '.git/index'))
    },
  },
])('there is no such view of $name', async ({make}) => {
  await make()

  await expect(openTestView(folder, {methods: ['git-files']})).rejects.toMatchObject({exitCode: 6})
})

const tracked = ['.gitignore', 'a.txt', 'dist/kept.js', 'gone.txt', 'lib/deep/b.txt']

test.each([
  {format: 'version 2', make: async () => git('update-index', '--index-version', '2')},
  {format: 'version 4', make: async () => git('update-index', '--index-version', '4')},
  {format: 'version 3, with a file to be added', make: async () => git('update-index', '--skip-worktree', 'a.txt')},
  {format: 'split', make: async () => git('update-index', '--split-index')},
])('the index is read as git reads it: $format', async ({make}) => {
  await make()
  const long = `${'long/'.repeat(60)}name.txt`
  await makeTree(root, {[long]: 'x', 'é.txt': 'x', 'lib/c.txt': 'x'})
  await git('add', '.')
  await git('rm', '-q', '--cached', 'gone.txt')

  const index = await readGitIndex(root)
  const listed = (await git('ls-files', '-z')).split('\0').filter(Boolean)

  expect(index.kind === 'read' && index.names.filter((name) => name !== 'gone.txt').toSorted()).toEqual(
    listed.toSorted(),
  )
  expect(listed).toEqual(expect.arrayContaining(tracked.filter((name) => name !== 'gone.txt')))
})

test('the index of a repository with SHA-256 is read', async () => {
  await rm(path.join(root, '.git'), {recursive: true})
  await git('init', '-q', '--object-format=sha256')
  await git('add', '-f', '.')

  expect(await readGitIndex(root)).toEqual({kind: 'read', names: tracked})
})

test('folders of their own repositories come with what git keeps for them', async () => {
  await makeTree(root, {'nested/.git/HEAD': 'ref: x', 'nested/logs.log': 'x', 'nested/.git/logs/x.log': 'x'})
  await mkdir(path.join(root, 'empty'))

  const {names} = await shown()

  expect(names.filter((name) => /^(nested|empty)/.test(name))).toEqual([
    ...['empty', 'nested', 'nested/.git', 'nested/.git/HEAD', 'nested/.git/logs', 'nested/.git/logs/x.log'],
  ])
})
