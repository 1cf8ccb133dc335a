import {writeFile} from 'node:fs/promises'
import path from 'node:path'
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

const hostConfig = `network:
  allow_hosts: [registry.example.org, "*.cdn.example.org:8443", 127.0.0.1:8080]
permissions:
  - {deny: network, host: evil.example.org}
  - {ask: network, host: "*.example.net"}
`
const lookedUp =
  'note: the name was not looked up; where it leads to an address that is not public, that is refused unless the address itself is listed\n'

test.each([
  {
    argv: ['--host', 'Registry.Example.ORG.'],
    stdout: `allow: a rule allows it (suggest)\nhost: registry.example.org:443\nrule: allow network "registry.example.org" (~/.codex/config.yaml:2)\n${lookedUp}`,
  },
  {
    argv: ['--host', 'registry.example.org:80'],
    stdout: `ask: it is not listed (suggest)\nhost: registry.example.org:80\n${lookedUp}would allow it: - {allow: network, host: "registry.example.org:80"}\n`,
  },
  {
    argv: ['-a', 'full-auto', '--host', 'evil.example.org:8080'],
    stdout:
      'deny: a rule denies it (full-auto)\nhost: evil.example.org:8080\nrule: deny network "evil.example.org" (~/.codex/config.yaml:4)\n',
  },
  {
    argv: ['--host', 'a.example.net'],
    stdout: `ask: a rule asks about it (suggest)\nhost: a.example.net:443\nrule: ask network "*.example.net" (~/.codex/config.yaml:5)\n${lookedUp}`,
  },
  {
    argv: ['--host', '0x7f.1:8080'],
    stdout:
      'allow: a rule allows it (suggest)\nhost: 127.0.0.1:8080\nrule: allow network "127.0.0.1:8080" (~/.codex/config.yaml:2)\n',
  },
  {
    argv: ['--host', '[::ffff:169.254.169.254]'],
    stdout: expect.stringMatching(/^deny: it is .*, which must be listed itself: .*\nhost: 169\.254\.169\.254:443\n/),
  },
  {
    argv: ['--host', 'bücher.example', '--allow-host', '*.example'],
    stdout: `allow: a rule allows it (suggest)\nhost: xn--bcher-kva.example:443\nrule: allow network "*.example" (--allow-host)\n${lookedUp}`,
  },
  {
    argv: ['--host', 'any.example', '--sandbox', 'none'],
    stdout: 'allow: without a sandbox nothing keeps commands from any host (suggest)\nhost: any.example:443\n',
  },
])(
  'permissions test $argv says whether commands may reach the host, and which rule decides',
  async ({argv, stdout}) => {
    const place = await codexPlace({config: hostConfig})

    expect(await place.run(['permissions', 'test', ...argv])).toEqual({exitCode: 0, signal: null, stdout, stderr: ''})
  },
)

test('where no host is listed, a host is denied, and the rule that would allow it does', async () => {
  const place = await codexPlace()

  const closed = await place.run(['permissions', 'test', '--json', '--host', 'a.example'])
  const rule = '- {allow: network, host: "a.example:443"}'
  await writeFile(path.join(place.codexHome, 'config.yaml'), `permissions:\n  ${rule}\n`)
  const opened = await place.run(['permissions', 'test', '--json', '--host', 'a.example'])

  expect(JSON.parse(closed.stdout)).toEqual({
    version: 1,
    assessment: 'deny',
    because: 'no host is listed, so commands have no network',
    rule: null,
    approval_mode: 'suggest',
    would_allow: [rule],
    host: 'a.example:443',
    note: null,
  })
  expect(JSON.parse(opened.stdout)).toMatchObject({
    assessment: 'allow',
    rule: 'allow network "a.example:443" (~/.codex/config.yaml:2)',
  })
})

test('what belongs to git never lands, so no rule is said to allow it', async () => {
  const place = await codexPlace({config: 'permissions:\n  - {allow: apply_patch, path: "**"}\n'})

  const runs = await Promise.all(
    ['.git/hooks/pre-commit', 'sub/.GIT/config'].map((file) => place.run(['permissions', 'test', '--path', file])),
  )

  expect(runs.map(({stdout}) => stdout)).toEqual(
    Array(2).fill('deny: it belongs to git, and nothing of that lands (suggest)\n'),
  )
})

test.each([
  {argv: []},
  {argv: ['--path', 'a.txt', '--', 'ls']},
  {argv: ['--path', '../outside.txt']},
  {argv: ['--host', 'a.example', '--', 'ls']},
  {argv: ['--host', 'a b']},
  {argv: ['--host', 'a.example:0']},
  {argv: ['--allow-host', 'a.example', '--', 'ls']},
])('$argv is wrong usage', async ({argv}) => {
  const place = await codexPlace({})

  const run = await place.run(['permissions', 'test', ...argv])

  expect(run).toMatchObject({exitCode: 2, stdout: ''})
  expect(run.stderr).not.toBe('')
})
