import {execFile} from 'node:child_process'
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {onlyReads} from '../../../src/approval/only-reads.ts'
import type {ParsedLine} from '../../../src/approval/command-line.ts'
import {parseCommand} from '../../../src/approval/parse-command.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {readingLines} from '../../unit/approval/reading-lines.ts'

const run = promisify(execFile)
const environment = {PATH: '/usr/bin:/bin', HOME: '/proc/nonexistent'}

/** What bash makes of a line, whatever its exit code is. */
async function bash(line: string, cwd: string): Promise<string> {
  const child = run('bash', ['-c', line], {cwd, env: environment, timeout: 20_000, killSignal: 'SIGKILL'})
  child.child.stdin?.end()
  const {stdout} = await child.catch((error: {stdout: string}) => error)
  return stdout
}

async function contents(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, {recursive: true, withFileTypes: true})
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const)),
  )
}

/** Neither more commands nor a keyword, which may be a syntax error and end the script. */
function isOneCommand(parsed: ParsedLine & {kind: 'parsed'}): boolean {
  return parsed.commands.length === 1 && parsed.constructs.length === 0
}

test('lines that only read change nothing in a folder full of files with the names of flags', async () => {
  const folder = await temporaryFolder()
  await mkdir(path.join(folder, 'src'))
  const names = [
    'f',
    'a',
    'b',
    'in',
    'log',
    'a b',
    'file',
    '-delete',
    '-o',
    '-oout',
    '-i',
    '-exec',
    '--output=out',
    '--pre=x',
    'src/x.ts',
  ]
  for (const name of names) await writeFile(path.join(folder, name), `content of ${name}\n`)
  const before = await contents(folder)

  for (const line of readingLines) await bash(line, folder)

  expect(await contents(folder)).toEqual(before)
})

test('words that the parser calls static are what bash passes on', async () => {
  const folder = await temporaryFolder()
  const pieces = fc.constantFrom(
    ...'ab \'"\\-#=!~^%,.:{}$@+/]'.split(''),
    "'a b'",
    '"$"',
    '\\"',
    '\\\\',
    'é',
    '\\\n',
    '\t',
    ' #',
    '[',
  )
  const arguments_ = fc.array(pieces, {minLength: 1, maxLength: 12}).map((parts) => parts.join(''))
  const marker = '\u0001'

  let compared = 0

  await fc.assert(
    fc.asyncProperty(fc.array(arguments_, {minLength: 20, maxLength: 20}), async (lines) => {
      const known = lines.flatMap((text) => {
        const parsed = parseCommand(`x ${text}`)
        const command = parsed.kind === 'parsed' && isOneCommand(parsed) ? parsed.commands[0] : undefined
        if (command === undefined || command.words.some((word) => word.kind !== 'static')) return []
        return [{text, words: command.words.slice(1).map((word) => word.text)}]
      })
      compared += known.length
      const script = known.map(({text}) => `x ${text}\n`).join('')
      const stdout = await bash(
        `x() { for w; do builtin printf '%s\\1' "$w"; done; builtin printf '\\n\\1'; }\n${script}`,
        folder,
      )

      expect(stdout).toBe(known.map(({words}) => [...words, '\n', ''].join(marker)).join(''))
    }),
    {numRuns: 60},
  )
  expect(compared).toBeGreaterThan(200)
})

test.each([
  ["printf '1%n' PATH; echo $PATH", '1'],
  ["test -v 'a[$(echo ran >&2; echo 0)]' 2>&1", 'ran'],
  ['echo {PATH}>/dev/null; echo $PATH', '1'],
  ['echo $\\\n(echo ran)', 'ran'],
  ["(x='a[$(echo ran >&2)]'; echo $((x))) 2>&1", 'ran'],
  ["x='$(echo ran)'; echo ${x@P}", 'ran'],
])('bash does run or assign something in %j, which is why it does not only read', async (line, shown) => {
  expect(await bash(line, await temporaryFolder())).toContain(shown)
  expect(onlyReads(line).kind).toBe('may-change')
})
