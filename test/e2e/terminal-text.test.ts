import {execFileSync} from 'node:child_process'
import {mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {type CodexPlace, codexPlace} from '../helpers/codex-place.ts'
import {ptySession} from '../helpers/pty-session.ts'
import {patches, runs, says} from '../helpers/replies.ts'
import {runOnTerminal} from '../helpers/run-in-shell.ts'

// Clears the screen, writes the clipboard, moves up by a C1 sequence, turns the writing direction, hides.
const attack = '\u001B[2J\u001B]52;c;cm0=\u0007\u009B1A\r\u202E\u200B\u2066'
/** What git lets be part of a branch. */
const branch = 'feat\u009B2J\u202E\u200B'
const raw = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202E\u200B\u2066]|\r(?![\r\n])/
const asEscapes = /\\x1b\[2J|\\u001b\[2J|\\x9b|\\u009b|<U\+202E>|\\u202e/

/** Without what codex itself writes to draw its last line anew. */
const withoutOwn = (screen: string) => screen.replaceAll('\r\u001B[J', '').replaceAll('\u001B[J', '')

/** Everything that others wrote is hostile: the folder, its files and settings, the model, the server, the user's prompt. */
async function hostilePlace(): Promise<CodexPlace> {
  const work = [
    `printf 'printed ${attack}\\n'; printf 'more ${attack}\\n' >&2; echo x > 'made-${attack}.txt'`,
    `git checkout -q -b '${branch}' && git -c user.name=x -c user.email=x@example.org commit -q --allow-empty -m 'message ${attack}'`,
    'exit 3',
  ]
  const lines = '1\n2\n3\n4\n5\n'
  const patch = `*** Begin Patch\n*** Update File: a.txt\n@@\n-${lines[0]}\n+1${attack}\n*** End Patch`
  const noFile = `*** Begin Patch\n*** Update File: none-${attack}.txt\n@@\n-1\n+2\n*** End Patch`
  const refusal = {fault: {status: 400, body: {error: {code: 'bad', message: `no ${attack}`}}}}
  const turn = [
    runs(work.join('\n')),
    patches(patch),
    patches(noFile),
    says(`Done ${attack}. \`\`\`\n${attack}\n\`\`\``),
  ]
  const place = await codexPlace({
    steps: [...turn, refusal],
    env: {CODEX_CACHE: 'off'},
    config: [
      `model: ${JSON.stringify(`gpt-${attack}`)}`,
      'models:',
      `  ${JSON.stringify(`other-${attack}`)}: {context_window: 1000000}`,
      'permissions:',
      `  - {ask: apply_patch, path: ${JSON.stringify(`push-${attack}*`)}}`,
      '',
    ].join('\n'),
  })
  const project = path.join(place.folder, `project-${attack}`)
  const hidden = path.join(project, `folder-${attack}`)
  await mkdir(hidden, {recursive: true})
  await writeFile(path.join(project, 'a.txt'), lines)
  await writeFile(path.join(hidden, '.env'), 'TOKEN=x\n')
  await writeFile(path.join(place.folder, 'hostile.patch'), `--- a/a.txt\n+++ b/a.txt\n@@ -2 +2 @@\n-2\n+2${attack}\n`)
  await writeFile(path.join(place.folder, 'same.patch'), noFile)
  const plugin = path.join(place.folder, 'plugin')
  await mkdir(plugin)
  const manifest = {name: `codex-plugin-${attack}`, version: `0.0.1${attack}`, type: 'module', oclif: {}}
  const declares = {codex: {api: '^99', sandboxes: {[`box${attack}`]: './box.js'}}}
  await writeFile(path.join(plugin, 'package.json'), JSON.stringify({...manifest, ...declares}))
  const git = (...argv: readonly string[]) =>
    execFileSync('git', argv, {cwd: project, env: {PATH: process.env['PATH'] ?? '', HOME: place.home}})
  git('init', '-q')
  git('add', '-A')
  git('-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-qm', 'first')
  return {...place, project}
}

test(
  'control characters of others never reach the terminal, whichever command shows them',
  {timeout: 120_000},
  async () => {
    const place = await hostilePlace()
    const screens: Record<string, string> = {}
    const show = async (argv: readonly string[]): Promise<string> => {
      const screen = withoutOwn(await runOnTerminal(place, argv, {NO_COLOR: '1'}))
      screens[argv.map((word) => JSON.stringify(word)).join(' ')] = screen
      return screen
    }
    const exitOf = (screen: string): string | undefined => /exit=(\d+)/.exec(screen)?.[1]

    await place.run(['plugins', 'link', '--no-install', path.join(place.folder, 'plugin')])

    const turn = await show(['-a', 'full-auto', `Do it ${attack}`])
    await writeFile(path.join(place.project, 'a.txt'), `1${attack}\n2\n3\n4\n5\nmine ${attack}\n`)
    const ends = [
      exitOf(turn),
      exitOf(await show(['undo'])),
      exitOf(await show(['-a', 'full-auto', 'Ask again'])),
      exitOf(await show(['apply', '-a', 'full-auto', path.join(place.folder, 'hostile.patch')])),
      exitOf(await show(['apply', '-a', 'full-auto', path.join(place.folder, 'same.patch')])),
      exitOf(await show(['undo'])),
      exitOf(await show(['diff', 'mnone'])),
    ]
    const mustShow = [
      ['plugins'],
      ['replay', '--list'],
      ['replay', '--list', '--json'],
      ['audit', 'show'],
      ['audit', 'show', '--json'],
      ['models'],
      ['models', '--json'],
      ['config', 'list'],
      ['config', 'list', '--json'],
      ['sandbox', 'doctor'],
      ['sandbox', 'doctor', '--json'],
      ['permissions', 'test', '--path', `push-${attack}.txt`],
      ['permissions', 'test', '--json', '--path', `push-${attack}.txt`],
      ['permissions', 'test', '--path', `new-${attack}.txt`],
      ['permissions', 'test', '--host', `a${attack}.example`],
      ['--sandbox', attack, 'Say hello now'],
      ['--provider', `acme${attack}`, 'Say hello now'],
      ['apply', `none${attack}.patch`],
      ['-C', `none${attack}`, 'Say hello now'],
    ]
    const silent: string[] = []
    for (const argv of mustShow) if (!asEscapes.test(await show(argv))) silent.push(argv.join(' '))
    for (const argv of [['sandbox', 'list'], ['doctor'], ['plugins'], ['audit', 'verify'], ['cache', 'stats']]) {
      await show(argv)
    }

    expect(ends).toEqual(['0', '8', '5', '0', '8', '0', '2'])
    expect(turn).toMatch(/printed \\x1b\[2J/)
    expect(turn).toMatch(/feat\\x9b2J<U\+202E>/)
    expect(silent).toEqual([])
    const obeyed = Object.entries(screens).filter(([, screen]) => raw.test(screen))
    expect(obeyed).toEqual([])
  },
)

test('a question shows a hostile and very long command whole, and nothing of it is obeyed', async () => {
  const words = Array.from({length: 900}, (_, index) => `w${index}`)
  const command = `touch ${words.join(' ')} ${attack} # the end`
  const place = await codexPlace({steps: [runs(command)], files: {'a.txt': 'one\n'}})

  const session = ptySession(place, ['Make the files now'])
  await session.waitFor('\n> ')
  session.type('s')
  await session.ended

  const screen = withoutOwn(session.screen())
  const question = screen.slice(0, screen.indexOf('\n> '))
  const shown = question.replaceAll(/\r?\n(?:│|┆) /g, '')
  expect(shown).toContain(words.join(' '))
  expect(question).toContain('# the end')
  expect(question).toMatch(asEscapes)
  expect(screen).not.toMatch(raw)
})

test('the dialog of a change shows its lines whole, and nothing of them is obeyed', async () => {
  const long = `${'x'.repeat(3000)}-the-end`
  const patch = `*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+${attack}${long}\n*** End Patch`
  const place = await codexPlace({steps: [patches(patch), says('Done.')], files: {'a.txt': 'one\n'}})

  const session = ptySession(place, ['Change it now'])
  await session.waitFor('\n> ')
  session.type('s')
  await session.ended

  const screen = withoutOwn(session.screen())
  const rows = screen
    .slice(0, screen.indexOf('\n> '))
    .split('\n')
    .map((row) => row.trim().replace(/^[│┆]\s*/, ''))
  expect(rows.join('')).toContain(long)
  expect(screen).toMatch(asEscapes)
  expect(screen).not.toMatch(raw)
})
