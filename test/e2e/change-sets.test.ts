import {execFile} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {processStarts} from '../helpers/running-processes.ts'
import {toolOutputs} from '../helpers/sent-texts.ts'

const files = {'a.txt': 'one\n', 'old.txt': 'old\n'}
const patch =
  '*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+two\n*** Add File: sub/new.txt\n+new\n*** Delete File: old.txt\n*** End Patch'
const changed = {'a.txt': 'two\n', 'sub/new.txt': 'new\n'}
const threeEffects = {files, steps: [patches(patch), says('Done.')]}

test('suggest without a terminal keeps the change set, which can be seen, landed, undone and landed again', async () => {
  const place = await codexPlace(threeEffects)

  const turn = await place.run(['Change it now'])
  const id = /codex apply (\w+)/.exec(turn.stderr)?.[1] ?? ''
  const untouched = await place.files()
  const diff = await place.run(['diff', id])
  const apply = await place.run(['apply', id])
  const landed = await place.files()
  const undo = await place.run(['undo'])
  const undone = await place.files()
  const again = await place.run(['apply', id])

  expect(turn).toMatchObject({exitCode: 7, stdout: 'Done.\n'})
  expect(turn.stderr).toContain('- {allow: apply_patch, path: "a.txt"}')
  expect(untouched).toEqual(files)
  expect(diff).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('--- a/a.txt\n+++ b/a.txt\n@@ -1,1 +1,1 @@\n-one\n+two\n'),
  })
  expect(apply).toMatchObject({exitCode: 0, stdout: ''})
  expect(landed).toEqual(changed)
  expect(undo).toMatchObject({exitCode: 0, stdout: ''})
  expect(undone).toEqual(files)
  expect(again.exitCode).toBe(0)
  expect(await place.files()).toEqual(changed)
})

test('the rule that a denial names allows the change', async () => {
  const place = await codexPlace({
    ...threeEffects,
    steps: [...threeEffects.steps, ...threeEffects.steps],
  })
  const denied = await place.run(['Change it now'])
  const rules = [...denied.stderr.replaceAll(/\n\s*/g, ' ').matchAll(/`(- \{allow: [^`]+\})`/g)].map(
    (match) => match[1],
  )

  await writeFile(
    path.join(place.codexHome, 'config.yaml'),
    `permissions:\n${rules.map((rule) => `  ${rule}\n`).join('')}`,
  )
  const allowed = await place.run(['--cache', 'off', 'Change it now'])

  expect(rules.length).toBe(3)
  expect(allowed.exitCode).toBe(0)
  expect(await place.files()).toEqual(changed)
})

test.each(['auto-edit', 'full-auto'])('%s lands a patch without a question', async (mode) => {
  const place = await codexPlace(threeEffects)

  const run = await place.run(['-a', mode, 'Change it now'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(await place.files()).toEqual(changed)
})

test.each([
  {mode: 'suggest', exitCode: 7, made: {}},
  {mode: 'auto-edit', exitCode: 7, made: {}},
  {mode: 'full-auto', exitCode: 0, made: {'made.txt': 'made\n'}},
])('$mode, with nobody to ask about a command: exit $exitCode', async ({mode, exitCode, made}) => {
  const place = await codexPlace({steps: [runs('echo made > made.txt'), says('That was it.')]})

  const run = await place.run(['-a', mode, 'Change it now'])

  expect(run).toMatchObject({exitCode, stdout: 'That was it.\n'})
  expect(await place.files()).toEqual(made)
  const [output] = toolOutputs(place.requests[1])
  expect(output).toMatch(exitCode === 7 ? /^Denied, nothing was done/ : /^Exit code 0/)
})

test('undo leaves everything alone when the user has changed one of the files since', async () => {
  const place = await codexPlace(threeEffects)
  await place.run(['-a', 'auto-edit', 'Change it now'])
  await writeFile(path.join(place.project, 'a.txt'), 'mine\n')

  const undo = await place.run(['undo'])

  expect(undo).toMatchObject({exitCode: 8, stdout: ''})
  expect(undo.stderr).toContain('a.txt')
  expect(await place.files()).toEqual({...changed, 'a.txt': 'mine\n'})
})

test('a file that the user changes during the turn is not overwritten', async () => {
  const place = await codexPlace({files, steps: [patches(patch), runs('sleep 2.7321'), says('Done.')]})
  const {ended} = place.start(['-a', 'full-auto', 'Change it now'])
  await processStarts('sleep 2.7321')

  await writeFile(path.join(place.project, 'a.txt'), 'mine\n')
  const run = await ended

  expect(run).toMatchObject({exitCode: 8, stdout: 'Done.\n'})
  expect(run.stderr).toContain('a.txt')
  expect(await place.files()).toEqual({...files, 'a.txt': 'mine\n'})
})

test('without a change set, diff, apply and undo say so', async () => {
  const place = await codexPlace({files})

  const runsOfAll = await Promise.all([place.run(['diff']), place.run(['apply']), place.run(['undo'])])

  expect(runsOfAll.map(({exitCode}) => exitCode)).toEqual([2, 2, 2])
  expect(runsOfAll.map(({stdout}) => stdout)).toEqual(['', '', ''])
  expect(await place.files()).toEqual(files)
})

test('--verify that fails to the end lands the change and says 9', async () => {
  const place = await codexPlace({
    files,
    steps: [patches(replaceLine('a.txt', 'one', 'two')), says('Done.'), says('I cannot mend it.')],
  })

  const run = await place.run([
    '-a',
    'full-auto',
    '--max-iterations',
    '2',
    '--verify',
    'grep three a.txt',
    'Change it now',
  ])

  expect(run).toMatchObject({exitCode: 9, stdout: 'I cannot mend it.\n'})
  expect(await place.read('a.txt')).toBe('two\n')
})

test('redo lands what was undone again, in the order in which it had landed', async () => {
  const change = (from: string, to: string) => [patches(replaceLine('a.txt', from, to)), says('Done.')]
  const place = await codexPlace({
    files: {'a.txt': 'one\n'},
    steps: [...change('one', 'two'), ...change('two', 'three')],
  })
  const turn = ['-a', 'auto-edit', 'Change it now']
  await place.run(turn)
  await place.run(turn)
  await place.run(['undo'])
  await place.run(['undo'])

  const first = await place.run(['redo'])
  const afterFirst = await place.read('a.txt')
  const second = await place.run(['redo'])
  const afterSecond = await place.read('a.txt')
  const third = await place.run(['redo'])

  expect([first.exitCode, afterFirst, second.exitCode, afterSecond]).toEqual([0, 'two\n', 0, 'three\n'])
  expect(third).toMatchObject({exitCode: 2, stdout: ''})
  expect(third.stderr).toContain('was taken back last, so no file was changed')
})

test('redo overwrites nothing: a file that was changed since is a conflict, and stays', async () => {
  const place = await codexPlace({
    files: {'a.txt': 'one\n'},
    steps: [patches(replaceLine('a.txt', 'one', 'two')), says('Done.')],
  })
  await place.run(['-a', 'auto-edit', 'Change it now'])
  await place.run(['undo'])
  await writeFile(path.join(place.project, 'a.txt'), 'mine\n')

  const redo = await place.run(['redo'])

  const diff = await place.run(['diff', /change set (\w{13})/.exec(redo.stderr)?.[1] ?? ''])

  const sides = [
    'Conflict: a.txt: it is not as it was when the change was made.',
    '  expected    a file of 4 bytes (mode 644, sha256 2c8b08da5ce6)',
    '  there now   a file of 5 bytes (mode 644, sha256 fcbc800db3f1)',
    '  change set  a file of 4 bytes (mode 644, sha256 27dd8ed44a83)',
    '  --- expected',
    '  +++ there now',
    '  @@ -1,1 +1,1 @@',
    '  -one',
    '  +mine',
  ].join('\n')
  expect(redo.exitCode).toBe(8)
  expect(redo.stderr).toContain(sides)
  expect(diff).toMatchObject({exitCode: 0, stdout: expect.not.stringContaining('mine')})
  expect(diff.stderr).toContain(sides)
  expect(await place.read('a.txt')).toBe('mine\n')
})

test('a commit made in the copy is offered as a ref, and the branch stays where it was', async () => {
  const commit = 'echo two > a.txt && git -c user.name=A -c user.email=a@example.com commit -qam "make it two"'
  const place = await codexPlace({files: {'a.txt': 'one\n'}, steps: [runs(commit), says('Done.')]})
  const git = (...args: string[]) =>
    promisify(execFile)('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: place.project,
      env: {PATH: process.env['PATH'], HOME: place.home, GIT_CONFIG_NOSYSTEM: '1'},
    })
  await git('init', '-q', '-b', 'main')
  await git('add', '.')
  await git('commit', '-q', '-m', 'first')

  const turn = await place.run(['-a', 'full-auto', '--json', 'Commit it now'])
  const [offered] = (JSON.parse(turn.stdout) as {change_set: {commits: {ref: string; commit: string}[]}}).change_set
    .commits

  expect(turn.exitCode).toBe(0)
  expect(offered).toMatchObject({
    ref: expect.stringMatching(/^refs\/codex\/\w{13}$/),
    branch: 'refs/heads/main',
    new_commits: 1,
  })
  expect((await git('log', '--format=%s', offered?.ref ?? '')).stdout).toBe('make it two\nfirst\n')
  expect((await git('log', '--format=%s')).stdout).toBe('first\n')
  expect(await place.read('a.txt')).toBe('two\n')
  await git('checkout', '-q', 'a.txt')
  await git('cherry-pick', offered?.ref ?? '')
  expect(await place.read('a.txt')).toBe('two\n')
})
