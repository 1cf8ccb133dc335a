import {chmod, lstat, mkdir, readdir, readFile, readlink, symlink, utimes, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {onlyReads} from '../../../src/approval/only-reads.ts'
import {readOnlyPrograms} from '../../../src/approval/read-only-commands.ts'
import {createNamespacesBackend} from '../../../src/sandbox/namespaces.ts'
import {createArena} from '../../helpers/sandbox-arena.ts'
import {runLine} from '../../helpers/sandbox-conformance.ts'
import {dresses} from '../../unit/approval/dressed-lines.ts'
import {readingLines} from '../../unit/approval/reading-lines.ts'

const programs = [
  ...readOnlyPrograms.keys(),
  'printf',
  'sed',
  'test',
  '[',
  'xargs',
  'bash',
  'sh',
  'timeout',
  'nice',
  'command',
  'time',
]

/** Flags that write or run something in some program, and harmless ones that could take them as their value. */
const flags = [
  ...[
    '-o',
    '-oout',
    '--output=out',
    '--output',
    '-i',
    '-i.bak',
    '-delete',
    '-exec',
    '-ok',
    '-fprint',
    '-fls',
    '-w',
    '-s',
    '-S',
    '-T',
  ],
  ...[
    '--pre=./evil',
    '--pre',
    '-z',
    '--compress-program=./evil',
    '--files0-from=a',
    '-f',
    '-a',
    '-b',
    '-c',
    '-C',
    '-d',
    '-e',
    '-k',
  ],
  ...[
    '-l',
    '-m',
    '-n',
    '-p',
    '-r',
    '-t',
    '-u',
    '-v',
    '-x',
    '-0',
    '-1',
    '-I{}',
    '-n1',
    '-P2',
    '--',
    '-',
    '--help',
    '--version',
    '+x',
    '{}',
  ],
  ...[
    '-name',
    '-type',
    '-newer',
    '-print',
    '-printf',
    '%p',
    '-maxdepth',
    '1',
    '2',
    '5',
    '1p',
    '$p',
    '1,2p',
    'w out',
    '1w out',
    's/a/b/w out',
  ],
  ...[
    '1e ./evil',
    '--debug',
    '--color',
    '-R',
    '--replace=x',
    '-g',
    '-A1',
    '-U',
    '--from-file=a',
    '--rawfile',
    '-L',
    '-P',
    '-q',
    '-E',
  ],
]
const operands = [
  'a',
  'b',
  'out',
  'src',
  'src/x.ts',
  'link',
  '*',
  'a*',
  './*',
  '.',
  '..',
  './evil',
  'evil',
  '"a b"',
  "'-o'",
  '"$HOME"',
  '$x',
  '~',
  '\\-o',
  '{a,b}',
  'a[$(./evil)]',
]
const endings = [
  '',
  ' 2>&1',
  ' >/dev/null',
  ' | head',
  ' | sort',
  ' | xargs',
  ' && ls',
  '; pwd',
  ' || true',
  ' > out',
  ' | tee out',
  ' &',
  ' < a',
  ' <<< a',
  ' $(./evil)',
]

const words = fc.array(fc.constantFrom(...flags, ...operands), {maxLength: 5})
const plain = fc
  .tuple(fc.constantFrom(...programs), words, fc.constantFrom(...endings))
  .map(([program, rest, ending]) => [program, ...rest].join(' ') + ending)
const dressed = fc
  .tuple(fc.oneof(plain, fc.constantFrom(...readingLines)), fc.array(fc.constantFrom(...dresses), {maxLength: 2}))
  .map(([line, worn]) => worn.reduce((text, dress) => dress(text), line))

const batches = 4
const perBatch = 90

test('what is called reading changes nothing where everything could be changed', async () => {
  const {policy, workspace} = await createArena({timeoutMs: 240_000})
  const backend = createNamespacesBackend()
  // Nothing is protected and nothing hidden: only the lines themselves leave the workspace as it is.
  const open: SandboxPolicy = {...policy, hiddenPaths: [], protectedPaths: []}
  const lines = [...readingLines, ...fc.sample(dressed, {numRuns: 60_000})].filter(
    (line, index, all) => onlyReads(line).kind === 'only-reads' && all.indexOf(line) === index,
  )
  const chosen = lines.slice(0, batches * perBatch)
  expect(chosen.length).toBeGreaterThan(300)

  for (let start = 0; start < chosen.length; start += perBatch) {
    const batch = chosen.slice(start, start + perBatch)
    const folders = await Promise.all(batch.map((_, index) => makeFolder(path.join(workspace, `${start + index}`))))
    const before = await Promise.all(folders.map(stateOf))
    await Promise.all(batch.map((line, index) => writeFile(path.join(workspace, `${start + index}.line`), line)))
    const script = `before=$(ls -A /tmp); for i in $(seq ${start} ${start + batch.length - 1}); do
      (cd "$i" && timeout -k 1 2 bash -c "$(cat "../$i.line")" </dev/null >/dev/null 2>&1); echo "ran $i"
    done; [ "$(ls -A /tmp)" = "$before" ] || ls -A /tmp`

    const {stdout} = await runLine(backend, open, script)

    const after = await Promise.all(folders.map(stateOf))
    const changed = batch.filter((_, index) => JSON.stringify(before[index]) !== JSON.stringify(after[index]))
    expect(changed).toEqual([])
    // Each has run, and nothing was left in the only other place that could be written.
    expect(stdout).toBe(batch.map((_, index) => `ran ${start + index}\n`).join(''))
  }
})

/** Files with names that are flags, a program that would tell on whoever runs it, and times that a write would change. */
async function makeFolder(folder: string): Promise<string> {
  await mkdir(path.join(folder, 'src'), {recursive: true})
  const names = ['a', 'b', 'a b', '-o', '-oout', '-delete', '-i', '--output=out', '--pre=.', '-exec', 'src/x.ts']
  for (const name of names) await writeFile(path.join(folder, name), `3 ${name}\n1 text\n2 a\n`)
  await writeFile(path.join(folder, 'evil'), '#!/bin/sh\necho ran > caught\n')
  await chmod(path.join(folder, 'evil'), 0o755)
  await symlink('a', path.join(folder, 'link'))
  for (const name of [...names, 'evil']) await utimes(path.join(folder, name), 1_000_000_000, 1_000_000_000)
  return folder
}

async function stateOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, {recursive: true})).toSorted()
  const states = names.map(async (name) => {
    const place = path.join(folder, name)
    const stats = await lstat(place)
    const content = stats.isSymbolicLink()
      ? await readlink(place)
      : stats.isFile()
        ? await readFile(place, 'latin1')
        : ''
    return [name, `${stats.mode} ${stats.uid} ${stats.mtimeMs} ${stats.ctimeMs} ${content}`] as const
  })
  return Object.fromEntries(await Promise.all(states))
}
