import {execFile} from 'node:child_process'
import {mkdir, readFile, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {attackClasses, conformanceRows} from '@codex-host/plugin-api/testing'
import {expect, test} from 'vitest'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const root = path.resolve(fileURLToPath(new URL('../../..', import.meta.url)))
const page = await readFile(path.join(root, 'docs/security-model.md'), 'utf8')

test('the page counts the rows that there are', () => {
  const told = {...attackClasses, 'must work': 'do what every command may'}
  const lines = Object.entries(told).map(
    ([name, tries]) => `| \`${name}\` | ${conformanceRows.filter((row) => row.class === name).length} | ${tries} |`,
  )

  expect(page).toContain(`| --- | ---: | --- |\n${lines.join('\n')}\n\n`)
})

test('the program of the page holds a backend of another package against the table, and its exit code tells', async () => {
  const good = `export {createNamespacesBackend as createMyBackend} from ${JSON.stringify(path.join(root, 'src/sandbox/namespaces.ts'))}\n`
  const idle =
    "export const createMyBackend = () => ({name: 'idle', capabilities: {}, run: async () => ({kind: 'not-started', because: 'it is idle'})})\n"

  expect(await runPage(good)).toEqual({code: 0, stdout: '2 rows, 0 failed\n', stderr: ''})
  expect(await runPage(idle)).toEqual({
    code: 1,
    stdout: '2 rows, 2 failed\n',
    stderr:
      'write: protected file: not-run: the sandbox did not start: it is idle\n' +
      'write: protected file under a mount of its own: not-run: the sandbox did not start: it is idle\n',
  })
})

/** As an author has it: a folder elsewhere, with the built contract installed. */
async function runPage(backend: string): Promise<{code: number; stdout: string; stderr: string}> {
  const folder = await temporaryFolder()
  await mkdir(path.join(folder, 'node_modules/@codex-host'), {recursive: true})
  await symlink(path.join(root, 'plugins/api'), path.join(folder, 'node_modules/@codex-host/plugin-api'))
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}')
  await writeFile(path.join(folder, 'my-backend.ts'), backend)
  await writeFile(path.join(folder, 'attacks.ts'), /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
  const argv = ['--disable-warning=ExperimentalWarning', 'attacks.ts', 'write: protected file']
  const options = {cwd: folder, env: {PATH: '/usr/bin:/bin'}, timeout: 60_000}
  try {
    return {code: 0, ...(await promisify(execFile)(process.execPath, argv, options))}
  } catch (error) {
    const {code, stdout, stderr} = error as {code: number; stdout: string; stderr: string}
    return {code, stdout, stderr}
  }
}
