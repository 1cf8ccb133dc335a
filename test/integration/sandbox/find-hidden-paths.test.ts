import {execFileSync} from 'node:child_process'
import {mkdir, symlink, writeFile} from 'node:fs/promises'
import {once} from 'node:events'
import {createServer} from 'node:net'
import path from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {findHiddenPaths} from '../../../src/sandbox/find-hidden-paths.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const signal = AbortSignal.timeout(20_000)

test('secret files and folders are found on every level, but not in what package managers wrote', async () => {
  const root = await workspace([
    '.env',
    '.env.example',
    'packages/api/.env.local',
    'node_modules/dotenv/.env',
    'dist/.env',
    'dist/deep/.env',
    '.git/.env',
    '.ssh/config',
    'src/index.ts',
  ])

  expect(await find(root)).toEqual({paths: ['.env', '.ssh', 'dist/.env', 'packages/api/.env.local'], isComplete: true})
})

test('sockets are found on every level and in the folder of git', async () => {
  const root = await workspace(['src/deep/a.ts', '.git/HEAD', 'src/.git/HEAD'])
  const sockets = ['.git/monitor.ipc', 'dev.sock', 'src/.git/monitor.ipc', 'src/deep/.hidden']
  for (const socket of sockets) {
    const server = createServer().listen(path.join(root, socket))
    onTestFinished(() => {
      server.close()
    })
    await once(server, 'listening')
  }

  const found = await findHiddenPaths({root, codexHome: '/nowhere'}, signal)

  expect(found.sockets.map((place) => path.relative(root, place))).toEqual(sockets)
  expect(found.paths).toEqual([])
})

test('a folder with the name of a secret file stays visible', async () => {
  const root = await workspace(['.env/bin/python'])

  expect(await find(root)).toEqual({paths: [], isComplete: true})
})

test('the settings of a package manager are hidden when they hold a token', async () => {
  const root = await workspace(['a/.npmrc', 'b/.npmrc'])
  await writeFile(path.join(root, 'a/.npmrc'), '//registry.npmjs.org/:_authToken=npm_abc\n')
  await writeFile(path.join(root, 'b/.npmrc'), 'engine-strict=true\n')

  expect(await find(root)).toEqual({paths: ['a/.npmrc'], isComplete: true})
})

test('a secret name that is a link hides the file it leads to, when that lies in the workspace', async () => {
  const outside = await workspace(['secret'])
  const root = await workspace(['config/development', 'src/index.ts'])
  await symlink('config/development', path.join(root, '.env'))
  await symlink(path.join(outside, 'secret'), path.join(root, '.env.local'))
  await symlink('nowhere', path.join(root, '.env.gone'))

  expect(await find(root)).toEqual({paths: ['config/development'], isComplete: true})
})

test('the folder of codex is hidden when the workspace holds it', async () => {
  const root = await workspace(['.codex-home/config.yaml'])

  const found = await findHiddenPaths({root, codexHome: path.join(root, '.codex-home')}, signal)

  expect(found.paths).toEqual([path.join(root, '.codex-home')])
})

test('a workspace that is too deep or too large is said to be incomplete', async () => {
  const root = await workspace(['.env', 'a/b/c/.env'])

  expect(await find(root, {maxDepth: 1})).toEqual({paths: ['.env'], isComplete: false})
  expect(await find(root, {maxFolders: 2})).toEqual({paths: ['.env'], isComplete: false})
})

test('the children of a huge folder do not use up what is left for its neighbours', async () => {
  const huge = Array.from({length: 30}, (_, index) => `data/${index}/file`)
  const root = await workspace([...huge, 'svc/api/.env'])

  expect(await find(root, {maxFolders: 10})).toEqual({paths: ['svc/api/.env'], isComplete: false})
})

test('the settings of git are hidden when a remote has a password in its address', async () => {
  const root = await workspace(['.git/config', 'sub/.git/config'])
  await writeFile(path.join(root, '.git/config'), '[remote "origin"]\n\turl = https://ada:s3cret@example.org/x.git\n')
  await writeFile(path.join(root, 'sub/.git/config'), '[remote "origin"]\n\turl = git@example.org:x.git\n')

  expect(await find(root)).toEqual({paths: ['.git/config'], isComplete: true})
})

test('settings that are a pipe, a device, or a link to something outside are not read', async () => {
  const outside = await workspace(['token'])
  await writeFile(path.join(outside, 'token'), '_authToken=npm_abc')
  const root = await workspace(['pipe/x', 'device/x', 'away/x', 'real/npm.conf'])
  execFileSync('mkfifo', [path.join(root, 'pipe/.npmrc')])
  await symlink('/dev/zero', path.join(root, 'device/.npmrc'))
  await symlink(path.join(outside, 'token'), path.join(root, 'away/.npmrc'))
  await symlink('../pipe/.npmrc', path.join(root, 'real/.yarnrc'))
  await writeFile(path.join(root, 'real/npm.conf'), '_authToken=npm_abc')
  await symlink('npm.conf', path.join(root, 'real/.npmrc'))

  expect(await find(root)).toEqual({paths: ['real/npm.conf'], isComplete: true})
})

test('repositories and settings that others obey are found below the root, and links in the root', async () => {
  const root = await workspace([
    '.git/HEAD',
    'sub/.git/HEAD',
    'tree/.git',
    'sub/.vscode/tasks.json',
    'sub/.claude/settings.json',
    'my.code-workspace',
    'src/.prettierrc',
  ])
  await symlink('AGENTS.md', path.join(root, 'CLAUDE.md'))

  const {obeyed} = await findHiddenPaths({root, codexHome: '/nowhere'}, signal)

  const inside = (names: readonly string[]): readonly string[] => names.map((name) => path.join(root, name))
  expect(obeyed).toEqual({
    repositories: inside(['.git', 'sub/.git', 'tree/.git']),
    settings: inside(['my.code-workspace', 'sub/.claude', 'sub/.vscode']),
    rootLinks: inside(['CLAUDE.md']),
  })
})

async function workspace(files: readonly string[]): Promise<string> {
  const root = await temporaryFolder()
  for (const file of files) {
    await mkdir(path.join(root, path.dirname(file)), {recursive: true})
    await writeFile(path.join(root, file), 'text')
  }
  return root
}

async function find(root: string, limits: {maxDepth?: number; maxFolders?: number} = {}): Promise<unknown> {
  const found = await findHiddenPaths({root, codexHome: '/nowhere', ...limits}, signal)
  return {isComplete: found.isComplete, paths: found.paths.map((place) => path.relative(root, place))}
}
