import {readdir, symlink} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {replaceLine} from '../helpers/replies.ts'

const files = {'src/a.txt': 'one\n'}
const envelope = replaceLine('src/a.txt', 'one', 'two')
const unifiedDiff = 'diff --git a/src/a.txt b/src/a.txt\n--- a/src/a.txt\n+++ b/src/a.txt\n@@ -1 +1 @@\n-one\n+two\n'

test.each([
  {what: 'an envelope', text: envelope, mode: 'auto-edit'},
  {what: 'a unified diff', text: unifiedDiff, mode: 'full-auto'},
])('$what lands in $mode, from a file and from stdin, and is undone', async ({text, mode}) => {
  const place = await codexPlace({files: {...files, 'fix.patch': text}})

  const fromFile = await place.run(['apply', '-a', mode, 'fix.patch'])
  const landed = await place.read('src/a.txt')
  const undo = await place.run(['undo'])
  const undone = await place.read('src/a.txt')
  const fromStdin = await place.run(['apply', '-a', mode, '-'], {stdin: text})

  expect(fromFile).toMatchObject({exitCode: 0, stdout: ''})
  expect(landed).toBe('two\n')
  expect(undo.exitCode).toBe(0)
  expect(undone).toBe('one\n')
  expect(fromStdin).toMatchObject({exitCode: 0, stdout: ''})
  expect(await place.read('src/a.txt')).toBe('two\n')
})

test('suggest with nobody to ask keeps the patch pending, and its id lands it', async () => {
  const place = await codexPlace({files})

  const patch = await place.run(['apply', '-'], {stdin: envelope})
  const before = await place.files()
  const id = /codex apply (\w+)/.exec(patch.stderr)?.[1] ?? ''
  const apply = await place.run(['apply', id])

  expect(patch).toMatchObject({exitCode: 7, stdout: ''})
  expect(before).toEqual(files)
  expect(apply.exitCode).toBe(0)
  expect(await place.files()).toEqual({'src/a.txt': 'two\n'})
})

test.each([
  {what: 'an envelope', text: replaceLine('src/a.txt', 'other', 'two')},
  {what: 'a unified diff', text: unifiedDiff.replace('-one', '-other')},
  {
    what: 'a second file',
    text: `${envelope.replace('\n*** End Patch', '')}\n*** Delete File: missing.txt\n*** End Patch`,
  },
  {what: 'text', text: 'Dear codex, change a.txt\n'},
])('$what that does not fit changes nothing', async ({text}) => {
  const place = await codexPlace({files})

  const run = await place.run(['apply', '-a', 'auto-edit', '-'], {stdin: text})

  expect(run).toMatchObject({exitCode: 8, stdout: ''})
  expect(run.stderr).toContain('Error: ')
  expect(await place.files()).toEqual(files)
})

test.each([
  '../evil.txt',
  '/tmp/codex-evil.txt',
  'src/../../evil.txt',
  '.git/hooks/pre-commit',
  '.GIT/config',
  'link/evil.txt',
])('a patch for %s is refused in every mode', async (target) => {
  const place = await codexPlace({files: {...files, '.git/HEAD': 'ref: refs/heads/main\n'}})
  await symlink('..', path.join(place.project, 'link'))
  const text = `${envelope.replace('\n*** End Patch', '')}\n*** Add File: ${target}\n+evil\n*** End Patch`

  const run = await place.run(['apply', '-a', 'full-auto', '-'], {stdin: text})

  expect(run).toMatchObject({exitCode: 8, stdout: ''})
  expect(await place.files()).toEqual({...files, '.git/HEAD': 'ref: refs/heads/main\n'})
  expect((await readdir(place.folder)).sort()).toEqual(['home', 'project'])
})

test('a patch with a link that leads out of the workspace is refused in every mode, by name', async () => {
  const place = await codexPlace({files})
  const text = [
    'diff --git a/src/out b/src/out',
    'new file mode 120000',
    '--- /dev/null',
    '+++ b/src/out',
    '@@ -0,0 +1 @@',
    '+../../outside',
    '\\ No newline at end of file',
    '',
  ].join('\n')

  const run = await place.run(['apply', '-a', 'full-auto', '-'], {stdin: text})

  expect(run).toMatchObject({exitCode: 8, stdout: ''})
  expect(run.stderr).toContain('src/out would be a link that leads out of the workspace')
  expect(await readdir(path.join(place.project, 'src'))).toEqual(['a.txt'])
})

test('a folder that git would take for a repository needs an answer in every mode', async () => {
  const place = await codexPlace({files})
  const added = Object.entries({
    'docs/HEAD': 'ref: refs/heads/main',
    'docs/config': '[core]',
    'docs/objects/keep': 'x',
    'docs/refs/heads/.keep': 'x',
  }).map(([name, line]) => `*** Add File: ${name}\n+${line}\n`)

  const run = await place.run(['apply', '-a', 'full-auto', '-'], {
    stdin: `*** Begin Patch\n${added.join('')}*** End Patch`,
  })

  expect(run).toMatchObject({exitCode: 7, stdout: ''})
  expect(await place.files()).toEqual(files)
})

test('a file that configures an agent or an editor needs an answer in every mode', async () => {
  const place = await codexPlace({files})
  const text = '*** Begin Patch\n*** Add File: .envrc\n+echo evil\n*** End Patch'

  const run = await place.run(['apply', '-a', 'auto-edit', '-'], {stdin: text})

  expect(run).toMatchObject({exitCode: 7, stdout: ''})
  expect(await place.files()).toEqual(files)
})

test('a patch that changes nothing is no error', async () => {
  const place = await codexPlace({files})

  const run = await place.run(['apply', '-'], {stdin: replaceLine('src/a.txt', 'one', 'one')})

  expect(run).toMatchObject({exitCode: 0, stdout: ''})
  expect(await place.files()).toEqual(files)
})

test('a patch file that does not exist is a usage error', async () => {
  const place = await codexPlace({files})

  const run = await place.run(['apply', 'missing.patch'])

  expect(run).toMatchObject({exitCode: 2, stdout: ''})
  expect(run.stderr).toContain('missing.patch')
})

test('apply works in the folder that -C names', async () => {
  const place = await codexPlace({files})

  const run = await place.run(['apply', '-a', 'auto-edit', '-C', 'project', '-'], {cwd: place.folder, stdin: envelope})

  expect(run.exitCode).toBe(0)
  expect(await place.files()).toEqual({'src/a.txt': 'two\n'})
})
