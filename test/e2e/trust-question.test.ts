import {createHash} from 'node:crypto'
import {readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {type CodexPlace, codexPlace} from '../helpers/codex-place.ts'
import {eventually} from '../helpers/eventually.ts'
import {ptySession} from '../helpers/pty-session.ts'
import {patches, replaceLine, says} from '../helpers/replies.ts'
import {processesLeft} from '../helpers/running-processes.ts'

const open = ['--sandbox', 'none', '--isolation', 'in-place', '-a', 'full-auto', '--cache', 'off']
const change = (from: string, to: string) => [patches(replaceLine('a.txt', from, to)), says('Done.')]
const asked = 'Run this command of the project outside a sandbox'
const choices = '\n> '
const trustedText = 'verify: touch verified\n'
const files = {'a.txt': 'one\n', 'codex.config.yaml': trustedText}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const trustFile = (place: CodexPlace) =>
  readFile(path.join(place.codexHome, 'trust.json'), 'utf8').catch(() => 'nobody is trusted')

test('a yes on the terminal is remembered for this text of the file, and asked again with both hashes when it changes', async () => {
  const place = await codexPlace({files, steps: [...change('one', 'two'), ...change('two', 'three')]})

  const first = ptySession(place, [...open, 'Change it now'])
  await first.waitFor(choices)
  first.type('y')
  const firstExit = await first.ended
  const remembered = await place.run([...open, 'Change it once more'])
  const changedText = 'verify: touch evil\n'
  await writeFile(path.join(place.project, 'codex.config.yaml'), changedText)
  const second = ptySession(place, [...open, 'Change it again'])
  await second.waitFor(choices)
  second.type('n')

  expect(first.screen()).toContain(asked)
  expect(first.screen()).toMatch(/│ touch verified\r\n/)
  expect(first.screen()).toMatch(/│ verify: touch verified\r\n/)
  expect([firstExit, remembered.exitCode, await second.ended]).toEqual([0, 0, 12])
  expect(second.screen().replaceAll(/\s+/g, '')).toContain(
    `SHA-256${sha256(trustedText)}then,${sha256(changedText)}now`,
  )
  expect(Object.keys(await place.files())).toEqual(['a.txt', 'codex.config.yaml', 'verified'])
  const audit = await place.run(['audit', 'show', '--json'])
  expect(audit.stdout.split('\n').filter((line) => line.includes('project.trusted'))).toEqual([
    expect.stringContaining(`"sha256":"${sha256(trustedText)}","by":"user"`),
  ])
})

test.each([
  {name: 'n', keys: 'n'},
  {name: 'Ctrl-C', keys: '\u0003'},
  {name: 'Ctrl-D', keys: '\u0004'},
  {name: 'Esc', keys: '\u001B'},
])('$name is a no: nothing is started and nothing is remembered', async ({keys}) => {
  const place = await codexPlace({files})

  const session = ptySession(place, [...open, 'Change it now'])
  await session.waitFor(choices)
  session.type(keys)

  expect(await session.ended).toBe(12)
  expect(session.screen().replaceAll(/\s+/g, ' ')).toContain('so nothing was started')
  expect(await trustFile(place)).toBe('nobody is trusted')
  expect(await place.files()).toEqual(files)
})

test('keys that are no choice, a paste that begins with y, and what was typed before are no yes', async () => {
  const place = await codexPlace({files})

  const session = ptySession(place, [...open, 'Change it now'])
  session.type('y\r')
  for (const [count, keys] of ['a', 'yes please', '\r', 'Y es'].entries()) {
    await untilAsked(session, count + 1)
    session.type(keys)
  }
  await untilAsked(session, 5)
  session.type('n')

  expect(await session.ended).toBe(12)
  expect(await trustFile(place)).toBe('nobody is trusted')
})

test('a terminal that is closed at the question is no yes, and codex ends', async () => {
  const place = await codexPlace({files})

  const session = ptySession(place, [...open, 'Change it now, in a terminal that closes'])
  await session.waitFor(choices)
  session.hangUp()
  await session.ended

  expect(await processesLeft('in a terminal that closes')).toEqual([])
  expect(await trustFile(place)).toBe('nobody is trusted')
  expect(await place.files()).toEqual(files)
})

test('nobody is asked in CI, with --json, or where the sandbox runs the checks', async () => {
  const place = await codexPlace({files, steps: [says('Hello.')]})

  const sessions = [
    ptySession(place, [...open, 'Change it now'], {CI: '1'}),
    ptySession(place, ['--json', ...open, 'Change it now']),
    ptySession(place, ['Say hello now']),
  ]

  expect(await Promise.all(sessions.map(({ended}) => ended))).toEqual([12, 12, 0])
  expect(sessions.map(({screen}) => screen().includes(asked))).toEqual([false, false, false])
})

test('control characters of the file and of its command are shown as such, and no row of it looks like the question', async () => {
  const text = 'verify: "true \\e]0;title\\a \\u202E evil \\n> yes"\n# \u009B2J\u200B\n# Why: trusted\n'
  const place = await codexPlace({files: {'a.txt': 'one\n', 'codex.config.yaml': text}})

  const session = ptySession(place, [...open, 'Change it now'])
  await session.waitFor(choices)
  session.type('n')

  expect(await session.ended).toBe(12)
  const shown = session.screen()
  expect(shown).toContain('│ true \\x1b]0;title\\x07 <U+202E> evil ')
  expect(shown).toContain('│ # \\x9b2J<U+200B>')
  expect(shown).toContain('│ > yes')
  expect(shown).toContain('│ # Why: trusted')
  expect(shown).not.toMatch(/[\u0080-\u009F\u202E\u200B\u0007]|\u001B\]/)
})

async function untilAsked(session: ReturnType<typeof ptySession>, times: number): Promise<void> {
  await eventually(`a question for the ${times}th time`, () => session.screen().split('> ').length > times)
}
