import {readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'
import {runInShell} from '../helpers/run-in-shell.ts'
import {temporaryFolder} from '../helpers/temporary-folder.ts'

const nothing = {OPENAI_API_KEY: '', OPENAI_BASE_URL: '', CODEX_SANDBOX: ''}

const sample = new URL('../../examples/demo/project/src/format-duration.js', import.meta.url)

test.each<{what: string; argv: readonly string[]; env: Record<string, string>}>([
  {what: 'the namespaces backend', argv: ['demo', '--sandbox', 'namespaces'], env: {}},
  {what: 'the backend that is found', argv: ['demo'], env: {}},
  {
    what: 'no program of the system on the PATH',
    argv: ['demo', '--sandbox', 'namespaces'],
    env: {PATH: path.dirname(process.execPath)},
  },
])('demo repairs the sample project without a key, with $what', async ({argv, env}) => {
  const place = await codexPlace({env: nothing})
  const temporary = await temporaryFolder()
  const sampleBefore = await readFile(sample, 'utf8')

  const run = await place.run(argv, {env: {...env, TMPDIR: temporary}})

  expect(run).toMatchObject({exitCode: 0, stdout: expect.stringContaining('.')})
  const project = /^Project: (.+)$/m.exec(run.stderr)?.[1] ?? ''
  expect(path.relative(temporary, project)).not.toMatch(/^\.\./)
  expect(run.stderr.match(/approved · (?:failed|ok)/g)).toEqual([
    'approved · failed',
    'approved · failed',
    'approved · ok',
  ])
  expect(run.stderr).toMatch(/# fail 2[^]*# fail 0[^]*verify: .+ · passed/)
  expect(run.stderr).toContain('diff --git a/src/format-duration.js b/src/format-duration.js')
  expect(run.stderr).toMatch(/^Change set \w+ landed\.$/m)
  expect(run.stderr).not.toContain('is not in the catalogue')
  expect(run.stderr).toContain('export OPENAI_API_KEY')
  expect((await place.run(['undo'], {cwd: project})).exitCode).toBe(0)
  expect(await readFile(path.join(project, 'src/format-duration.js'), 'utf8')).toBe(sampleBefore)
  expect(await readFile(sample, 'utf8')).toBe(sampleBefore)
})

test('demo says so and stops with 6 where no sandbox can work', async () => {
  const place = await codexPlace()

  const output = await runInShell(
    place,
    `export -f codex; unshare -Ur bash -c 'echo 0 > /proc/sys/user/max_user_namespaces; codex demo 2>&1; echo "exit=$?"'`,
    // Here, the demo chooses the backend; and what it leaves behind is removed with the test.
    {CODEX_SANDBOX: '', TMPDIR: place.folder},
  )

  expect(output).toContain('No sandbox backend can be used here, so no command was run')
  expect(output).toContain('exit=6')
})

test('doctor names what works, where the key comes from, and sends no request', async () => {
  const place = await codexPlace()

  const run = await place.run(['doctor'])

  expect(run.exitCode).toBe(0)
  for (const name of ['node', 'system', 'sandbox namespaces', 'isolation', 'config', 'plugins', 'disk']) {
    expect(run.stdout).toMatch(new RegExp(`^(?:ok|warning) +${name} `, 'm'))
  }
  expect(run.stdout).toMatch(/^ok +key +from OPENAI_API_KEY$/m)
  expect(run.stdout).toMatch(/^ok +server +127\.0\.0\.1:\d+ can be reached$/m)
  expect(place.requests).toEqual([])
})

test('doctor shows what each part of the folder takes on the disk', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await place.run(['Say hello now'])
  await writeFile(path.join(place.codexHome, 'audit', '2020-01.jsonl'), 'x'.repeat(2_000_000))

  const run = await place.run(['doctor', '--json'])

  const {checks} = JSON.parse(run.stdout) as {checks: {name: string; detail: string}[]}
  const detail = checks.find(({name}) => name === 'disk')?.detail ?? ''
  expect(detail).toMatch(/\.codex: \d+\.\d MB \(state\.db 0\.\d MB, audit 2\.\d MB, /)
})

test('doctor --json is one object, and a broken configuration is part of it', async () => {
  const place = await codexPlace({config: 'modle: codex-1\n'})

  const run = await place.run(['doctor', '--json'])

  expect(run.exitCode).toBe(3)
  expect(JSON.parse(run.stdout)).toMatchObject({
    version: 1,
    exit_code: 3,
    checks: expect.arrayContaining([
      expect.objectContaining({name: 'config', status: 'failed', detail: expect.stringContaining('config.yaml:1')}),
    ]),
  })
})

test('plugins lists the plugins, and the verbs are among those that came along', async () => {
  const place = await codexPlace()

  const own = await place.run(['plugins'])
  const core = await place.run(['plugins', '--core'])

  expect(own).toMatchObject({exitCode: 0, stdout: expect.stringContaining('No plugins installed.')})
  expect(core.stdout).toContain('@codex-host/plugin-prompt')
})

test.each([
  {argv: ['help'], words: ['prompt', 'apply', 'config', 'demo', 'doctor', 'plugins', 'undo']},
  {argv: ['--help'], words: ['prompt', 'apply', 'config', 'demo', 'doctor', 'plugins', 'undo']},
  {argv: ['help', 'prompt'], words: ['--approval-mode', '--max-time', '--sandbox', '--json', 'codex prompt']},
  {argv: ['prompt', '--help'], words: ['--approval-mode', '--max-time', '--sandbox', '--json', 'codex prompt']},
  {argv: ['apply', '--help'], words: ['unified diff', '--approval-mode']},
])('$argv goes to stdout and names what there is', async ({argv, words}) => {
  const place = await codexPlace()

  const run = await place.run(argv)

  expect(run).toMatchObject({exitCode: 0, stderr: ''})
  expect(words.filter((word) => !run.stdout.includes(word))).toEqual([])
})
