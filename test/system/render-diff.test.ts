import {execFile} from 'node:child_process'
import {chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {FileEffect, FileState} from '../../src/patch/file-effect.ts'
import {renderDiff} from '../../src/patch/render-diff.ts'
import {temporaryFolder} from '../helpers/temporary-folder.ts'

const absent: FileState = {kind: 'absent'}
const effects: readonly FileEffect[] = [
  {path: 'changed.txt', before: file('1\n2\n3\n4\n5\n6\n7\n8\n9\n'), after: file('1\n2\n3\nx\n5\n6\n7\n8\n9\n10\n')},
  {path: 'crlf.txt', before: file('1\r\n2\r\n'), after: file('1\r\nx\r\n')},
  {path: 'mixed.txt', before: file('1\r\n2\n3'), after: file('1\n2\r\n3\r\n')},
  {path: 'open.txt', before: file('1\n2'), after: file('1\n2\n')},
  {path: 'with blank.txt', before: file('1\n'), after: file('2\n')},
  {path: 'ünï "q".txt', before: file('1\n'), after: file('2\n')},
  {path: 'new/folder/new.sh', before: absent, after: file('#!/bin/sh\n', 0o755)},
  {path: 'new/empty.txt', before: absent, after: file('')},
  {path: 'gone.txt', before: file('x\n'), after: absent},
  {path: 'emptied.txt', before: file('x\n'), after: file('')},
  {path: 'mode.sh', before: file('x\n'), after: file('x\n', 0o755)},
  {path: 'both.sh', before: file('x\n', 0o755), after: file('y\n')},
  {path: 'mark.txt', before: file('\uFEFFa\n'), after: file('a\n')},
]
const links: readonly FileEffect[] = [
  {path: 'new-link', before: absent, after: {kind: 'link', target: 'a/b'}},
  {path: 'other-link', before: {kind: 'link', target: 'a'}, after: {kind: 'link', target: 'b'}},
  {path: 'no-link', before: {kind: 'link', target: 'a'}, after: absent},
  {path: 'becomes-link', before: file('x\n'), after: {kind: 'link', target: 'a'}},
]
const programs = {
  'git apply': ['git', ['apply', '--whitespace=nowarn', 'change.diff']],
  'patch -p1': ['patch', ['-p1', '--binary', '--silent', '--force', '-i', 'change.diff']],
} as const

describe('renderDiff', () => {
  test('gives a diff that git apply reads, links included', async () => {
    const trees = await treesAfter('git apply', [...effects, ...links])

    expect(trees.patched).toEqual(trees.expected)
  })

  test('gives a diff that patch -p1 reads', async () => {
    const trees = await treesAfter('patch -p1', effects)

    expect(trees.patched).toEqual(trees.expected)
  })

  test('git apply leaves out binary files between text files when it is told to, and refuses them otherwise', async () => {
    const text: FileEffect = {path: 'a.txt', before: file('1\n'), after: file('2\n')}
    const later: FileEffect = {path: 'z.txt', before: file('1\n2'), after: file('2\n')}
    const script: FileEffect = {path: 'run.sh', before: absent, after: file('#!/bin/sh\n#\0', 0o755)}
    const folder = await temporaryFolder()
    for (const effect of [text, later]) await write(folder, effect.path, effect.before)
    await writeFile(path.join(folder, 'change.diff'), renderDiff([text, script, later]))
    const git = (...args: readonly string[]) =>
      promisify(execFile)('git', ['apply', ...args, 'change.diff'], {
        cwd: folder,
        env: {...process.env, GIT_CEILING_DIRECTORIES: '/'},
      })

    await expect(git()).rejects.toThrow("cannot apply binary patch to 'run.sh' without full index line")
    await git('--exclude=run.sh')

    await rm(path.join(folder, 'change.diff'))
    expect(await readTree(folder)).toEqual({'a.txt': 'file "2\\n"', 'z.txt': 'file "2\\n"'})
  })

  test('git apply makes of any text any other', async () => {
    const line = fc.constantFrom('a', 'b', '', '--- a', '+', '\\ x', '\t', 'ü', '@@ -1 +1 @@')
    const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), {maxLength: 30})
    const text = fc.tuple(lines, fc.constantFrom('', 'z')).map(([all, last]) => all.flat().join('') + last)
    const texts = fc.sample(fc.tuple(text, text), {numRuns: 100, seed: 1})
    const random = texts.map(([before, after], index) => ({
      path: `${index}.txt`,
      before: file(before),
      after: file(after),
    }))

    const changed = random.filter(({before, after}) => Buffer.compare(before.bytes, after.bytes) !== 0)

    const trees = await treesAfter('git apply', changed)

    expect(trees.patched).toEqual(trees.expected)
  })
})

interface Trees {
  readonly patched: Readonly<Record<string, string>>
  readonly expected: Readonly<Record<string, string>>
}

async function treesAfter(program: keyof typeof programs, all: readonly FileEffect[]): Promise<Trees> {
  const folder = await temporaryFolder()
  for (const effect of all) await write(folder, effect.path, effect.before)
  await writeFile(path.join(folder, 'change.diff'), renderDiff(all))

  const [command, args] = programs[program]
  await promisify(execFile)(command, args, {cwd: folder, env: {...process.env, GIT_CEILING_DIRECTORIES: '/'}})

  await rm(path.join(folder, 'change.diff'))
  const expected = await temporaryFolder()
  for (const effect of all) await write(expected, effect.path, effect.after)
  return {patched: await readTree(folder), expected: await readTree(expected)}
}

async function write(folder: string, name: string, state: FileState): Promise<void> {
  if (state.kind === 'absent') return
  const full = path.join(folder, name)
  await mkdir(path.dirname(full), {recursive: true})
  if (state.kind === 'link') return symlink(state.target, full)
  await writeFile(full, state.bytes)
  await chmod(full, state.mode)
}

async function readTree(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder, {recursive: true})).toSorted()
  const entries = names.map(async (name) => [name, await describeEntry(path.join(folder, name))] as const)
  return Object.fromEntries(await Promise.all(entries))
}

async function describeEntry(full: string): Promise<string> {
  const status = await lstat(full)
  if (status.isSymbolicLink()) return `link to ${await readlink(full)}`
  if (status.isDirectory()) return 'folder'
  return `${(status.mode & 0o100) === 0 ? 'file' : 'program'} ${JSON.stringify(await readFile(full, 'utf8'))}`
}

function file(text: string, mode = 0o644): Extract<FileState, {readonly kind: 'file'}> {
  return {kind: 'file', bytes: new TextEncoder().encode(text), mode}
}
