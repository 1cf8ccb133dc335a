import {spawnSync} from 'node:child_process'
import {copyFile, mkdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {entry, runCodex} from '../helpers/run-codex.ts'
import {temporaryFolder} from '../helpers/temporary-folder.ts'

/** Makes Node believe that it is an older one, in this process only. */
const pretendNode20 = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})`

async function place() {
  const folder = await temporaryFolder()
  const cwd = path.join(folder, 'project')
  await mkdir(cwd)
  return {cwd, home: path.join(folder, 'home')}
}

test('--version answers with the version of the package', async () => {
  const {version} = JSON.parse(await readFile(path.join(path.dirname(entry), '../package.json'), 'utf8')) as {
    version: string
  }
  const run = await runCodex(['--version'], await place())

  expect(run.exitCode).toBe(0)
  expect(run.stdout).toBe(`codex ${version} ${process.platform}-${process.arch} node-v${process.versions.node}\n`)
})

test('a Node that is too old is replaced by the one of the checkout, with the same arguments and exit code', async () => {
  const {cwd} = await place()
  const run = spawnSync(process.execPath, ['--import', pretendNode20, entry, 'hlep'], {cwd, encoding: 'utf8'})

  expect(run.stderr).toContain('Did you mean `codex help`?')
  expect(run.status).toBe(2)
})

test('a Node that is too old, without a checkout, is named in one sentence', async () => {
  const folder = await temporaryFolder()
  await mkdir(path.join(folder, 'bin'))
  await copyFile(entry, path.join(folder, 'bin/run.js'))
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}')

  const run = spawnSync(process.execPath, ['--import', pretendNode20, path.join(folder, 'bin/run.js')], {
    encoding: 'utf8',
  })

  expect(run.stderr).toBe(
    'Error: codex needs Node 22.18 or newer (not 23); this is Node 20.20.2, so nothing was started.\n' +
      '  Try: install Node 24 and run the same command again.\n',
  )
  expect(run.status).toBe(2)
})

test('bare codex with its output in a file prints help on stderr and exits 2', async () => {
  const cwd = await temporaryFolder()
  // `script` gives the child a terminal; without it there would be a silent pipe, which is a prompt.
  const run = spawnSync(
    'script',
    ['-qec', `${process.execPath} ${entry} >out.txt 2>err.txt; echo exit=$?`, '/dev/null'],
    {
      cwd,
      encoding: 'utf8',
    },
  )

  expect(run.stdout).toContain('exit=2')
  expect(await readFile(path.join(cwd, 'err.txt'), 'utf8')).toContain('COMMANDS')
})

test('an empty stdin without a prompt is an empty prompt', async () => {
  const run = await runCodex([], await place())
  expect(run).toMatchObject({exitCode: 2, stdout: ''})
  expect(run.stderr).toContain('The prompt is empty, so nothing was sent.')
})

test.each([
  {argv: ['hlep'], stderr: 'Did you mean `codex help`?'},
  {argv: ['promt', 'Fix it'], stderr: 'Did you mean `codex prompt`?'},
  {argv: ['chat'], stderr: 'codex chat needs a terminal'},
  {argv: ['chat', '--plain'], stderr: '`codex prompt "TEXT"`'},
  {argv: ['--no-such-flag', 'Fix it'], stderr: 'Nonexistent flag: --no-such-flag'},
  {argv: ['config', 'lsit'], stderr: 'lsit'},
])('$argv is a usage error that says so', async ({argv, stderr}) => {
  const run = await runCodex(argv, await place())
  expect(run).toMatchObject({exitCode: 2, stdout: ''})
  expect(run.stderr).toContain(stderr)
})

test('with --json a usage error is one object on stdout with the exit code inside', async () => {
  const run = await runCodex(['hlep', '--json'], await place())

  expect(JSON.parse(run.stdout)).toMatchObject({
    version: 1,
    exit_code: 2,
    errors: [{code: 'UNKNOWN_COMMAND', message: expect.stringContaining('"hlep"')}],
  })
  expect(run.exitCode).toBe(2)
})

test('stdout that is closed early is no error', async () => {
  const {cwd} = await place()
  const run = spawnSync(
    'bash',
    ['-c', `"$1" "$2" --help | head -1; echo "\${PIPESTATUS[0]}"`, '-', process.execPath, entry],
    {
      cwd,
      encoding: 'utf8',
    },
  )
  expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('0')
})
