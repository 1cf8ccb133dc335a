import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'

const config = `permissions:
  - {allow: shell, command: "npm test*"}
  - {deny: shell, command: "git push*"}
  - {deny: apply_patch, path: "*.lock"}
`

test.each([
  {
    argv: ['--', 'npm', 'test', '--', '-u'],
    stdout: 'allow: a rule allows it (suggest)\nrule: allow shell "npm test*" (~/.codex/config.yaml:2)\n',
  },
  {
    argv: ['-a', 'full-auto', '--', 'npm test && git push'],
    stdout: 'deny: a rule denies it (full-auto)\nrule: deny shell "git push*" (~/.codex/config.yaml:3)\n',
  },
  {argv: ['--', 'cat', 'a b'], stdout: 'allow: it only reads, inside the sandbox (suggest)\n'},
  {
    argv: ['--path', 'yarn.lock'],
    stdout: 'deny: a rule denies it (suggest)\nrule: deny apply_patch "*.lock" (~/.codex/config.yaml:4)\n',
  },
  {
    argv: ['-a', 'full-auto', '--path', '.vscode/tasks.json'],
    stdout: expect.stringContaining('rule: built in: agent and editor files need an answer\n'),
  },
  {
    argv: ['--', 'make install'],
    stdout: expect.stringMatching(/^ask: .*\nwould allow it: - \{allow: shell, command: "make install"\}\n$/),
  },
])('permissions test $argv says what would happen, and which rule of which line decides', async ({argv, stdout}) => {
  const place = await codexPlace({config})

  const run = await place.run(['permissions', 'test', ...argv])

  expect(run).toEqual({exitCode: 0, signal: null, stdout, stderr: ''})
  expect(await place.files()).toEqual({})
})

test('a rule of the project is named with its file and line, and asks where the user allows', async () => {
  const place = await codexPlace({
    config,
    files: {'codex.config.yaml': 'permissions:\n  - {ask: shell, command: "npm test*"}\n'},
  })

  const run = await place.run(['permissions', 'test', '--json', '--', 'npm', 'test'])

  expect(JSON.parse(run.stdout)).toMatchObject({
    version: 1,
    assessment: 'ask',
    because: 'a rule asks about it',
    rule: 'ask shell "npm test*" (codex.config.yaml:2)',
    approval_mode: 'suggest',
  })
})

test.each([{argv: []}, {argv: ['--path', 'a.txt', '--', 'ls']}, {argv: ['--path', '../outside.txt']}])(
  '$argv is wrong usage',
  async ({argv}) => {
    const place = await codexPlace({})

    const run = await place.run(['permissions', 'test', ...argv])

    expect(run).toMatchObject({exitCode: 2, stdout: ''})
    expect(run.stderr).not.toBe('')
  },
)
