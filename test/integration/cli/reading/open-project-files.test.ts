import {mkdir, readFile, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import type {HostContext} from '../../../../src/cli/host-context.ts'
import {openProjectFiles} from '../../../../src/cli/reading/open-project-files.ts'
import {createChangeStore} from '../../../../src/workspace/change-store.ts'
import {temporaryFolder} from '../../../helpers/temporary-folder.ts'

const never = new AbortController().signal

async function place(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder()
  const root = path.join(folder, 'project')
  for (const [name, text] of Object.entries({'.git/HEAD': 'ref: refs/heads/main\n', ...files})) {
    await mkdir(path.dirname(path.join(root, name)), {recursive: true})
    await writeFile(path.join(root, name), text)
  }
  const codexHome = path.join(folder, 'codex-home')
  const env = {HOME: path.join(folder, 'home'), CODEX_HOME: codexHome}
  const context = {env, cwd: root, now: Date.now} as unknown as HostContext
  return {folder, root, codexHome, files: await openProjectFiles(context, {})}
}

const bytes = (text: string) => new TextEncoder().encode(text)

test('a folder is listed in order, without what git ignores, secrets, git and links', async () => {
  const {root, files} = await place({
    'b.ts': '',
    'a.ts': '',
    'lib/z.ts': '',
    'lib/gen/out.ts': '',
    '.gitignore': 'gen/\n*.log\n',
    'x.log': '',
    '.env': 'KEY=1',
    '.ssh/config': '',
    id_rsa: '',
  })
  await symlink('/etc', path.join(root, 'etc'))
  const listing = await files.listFiles('.', {most: 100}, never)
  expect(listing).toEqual({
    isComplete: true,
    paths: ['.gitignore', 'a.ts', 'b.ts', 'lib/z.ts'].map((name) => path.join(root, name)),
  })
  expect(await files.listFiles('.', {most: 2}, never)).toMatchObject({isComplete: false, paths: {length: 2}})
})

test('an ignored folder that is named on purpose is listed', async () => {
  const {root, files} = await place({'.gitignore': 'dist/\n', 'dist/a.js': ''})
  expect((await files.listFiles('dist', {most: 10}, never)).paths).toEqual([path.join(root, 'dist/a.js')])
})

test('what a file is decides how it is read', async () => {
  const {root, folder, files} = await place({'a.ts': 'let a\n', 'secret/.env': 'KEY=1', '.npmrc': '_authToken=abc\n'})
  await symlink(path.join(root, 'secret/.env'), path.join(root, 'plain.txt'))
  await writeFile(path.join(folder, 'outside.ts'), 'out')
  const kinds = await Promise.all(
    ['a.ts', 'secret', 'none.ts', 'a.ts/b', 'plain.txt', '.npmrc', '/dev/zero', '../outside.ts'].map(async (file) => {
      const reading = await files.readFile(file, {maxBytes: 100})
      return [file, reading.kind === 'refused' ? reading.code : reading.kind]
    }),
  )
  expect(Object.fromEntries(kinds)).toEqual({
    'a.ts': 'file',
    secret: 'folder',
    'none.ts': 'absent',
    'a.ts/b': 'absent',
    'plain.txt': 'SECRET_FILE',
    '.npmrc': 'SECRET_FILE',
    '/dev/zero': 'NO_REGULAR_FILE',
    '../outside.ts': 'file',
  })
  expect(await files.readFile('a.ts', {maxBytes: 3})).toMatchObject({code: 'FILE_TOO_LARGE'})
})

test('edits land as one change set that can be taken back', async () => {
  const {root, codexHome, files} = await place({'a.ts': 'a', 'b.ts': 'b'})
  const edit = (name: string) => ({path: path.join(root, name), before: bytes(name[0] ?? ''), after: bytes('new')})
  const landed = await files.land([edit('a.ts'), edit('b.ts')], never)
  expect(landed).toMatchObject({status: 'landed', files: [{path: 'a.ts'}, {path: 'b.ts'}]})
  expect(await readFile(path.join(root, 'b.ts'), 'utf8')).toBe('new')

  await createChangeStore({folder: path.join(codexHome, 'changes')}).undo(landed.id)
  expect(await readFile(path.join(root, 'a.ts'), 'utf8')).toBe('a')
})

test('a file that was changed meanwhile keeps all edits from landing', async () => {
  const {root, files} = await place({'a.ts': 'a', 'b.ts': 'changed'})
  const edit = (name: string) => ({path: path.join(root, name), before: bytes(name[0] ?? ''), after: bytes('new')})
  expect(await files.land([edit('a.ts'), edit('b.ts')], never)).toMatchObject({
    status: 'conflict',
    conflicts: [{path: 'b.ts'}],
  })
  expect(await readFile(path.join(root, 'a.ts'), 'utf8')).toBe('a')
})

test('what an editor runs by itself stays pending, and what is no file of the workspace is refused', async () => {
  const {root, folder, files} = await place({'.vscode/tasks.json': '{}'})
  const task = {path: path.join(root, '.vscode/tasks.json'), before: bytes('{}'), after: bytes('{"x":1}')}
  expect(await files.land([task], never)).toMatchObject({status: 'pending'})
  await writeFile(path.join(folder, 'outside.ts'), 'out')
  for (const name of ['../outside.ts', '.git/HEAD']) {
    const edit = {path: path.join(root, name), before: bytes(''), after: bytes('')}
    await expect(files.land([edit], never)).rejects.toMatchObject({code: 'FILE_NOT_CHANGEABLE', exitCode: 2})
  }
})
