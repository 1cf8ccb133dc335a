import {execFileSync} from 'node:child_process'
import {mkdir, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {environmentFacts} from '../../../src/runtime/environment-facts.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

async function gitLine(root: string): Promise<string | undefined> {
  const facts = await environmentFacts({root, cwd: root, hostRoot: root, os: 'Linux x86_64', now: new Date(0)})
  return facts.split('\n').find((line) => line.startsWith('git: '))
}

test('the branch, a detached commit and a worktree are told from the files of git', async () => {
  const root = await temporaryFolder()
  await mkdir(path.join(root, '.git'))
  await writeFile(path.join(root, '.git/HEAD'), 'ref: refs/heads/feature/x\n')
  expect(await gitLine(root)).toBe('git: branch feature/x')

  await writeFile(path.join(root, '.git/HEAD'), '0123456789abcdef0123456789abcdef01234567\n')
  expect(await gitLine(root)).toBe('git: detached at 0123456789ab')

  const worktree = await temporaryFolder()
  await writeFile(path.join(worktree, '.git'), `gitdir: ${root}/.git\n`)
  expect(await gitLine(worktree)).toBe('git: detached at 0123456789ab')
})

test('a HEAD that is a pipe keeps nobody waiting, and one that is a link tells nothing', async () => {
  const root = await temporaryFolder()
  await mkdir(path.join(root, '.git'))
  execFileSync('mkfifo', [path.join(root, '.git/HEAD')])
  expect(await gitLine(root)).toBe('git: not a repository')

  const linked = await temporaryFolder()
  await mkdir(path.join(linked, '.git'))
  await writeFile(path.join(linked, 'secret'), 'TOKENabcdefgh')
  await symlink('../secret', path.join(linked, '.git/HEAD'))
  expect(await gitLine(linked)).toBe('git: not a repository')
})

test('files that lie elsewhere than they are seen are told as they are seen', async () => {
  const hostRoot = await temporaryFolder()
  await mkdir(path.join(hostRoot, 'src'))
  await writeFile(path.join(hostRoot, 'src/a.js'), '')

  const facts = await environmentFacts({
    root: '/home/dev/project',
    cwd: '/home/dev/project/src',
    hostRoot,
    os: 'Linux x86_64',
    now: new Date('2026-11-23T10:00:00Z'),
  })

  expect(facts).toBe(
    `<environment>
workspace: /home/dev/project
the user is in: src/
os: Linux x86_64
date: 2026-11-23
git: not a repository
files: src/a.js
</environment>`,
  )
})
