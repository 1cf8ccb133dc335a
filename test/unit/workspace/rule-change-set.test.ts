import {expect, test} from 'vitest'
import type {FileEffect, FileState} from '../../../src/workspace/change-set.ts'
import {describeChangeSet} from '../../../src/workspace/describe-change-set.ts'
import {ruleChangeSet} from '../../../src/workspace/rule-change-set.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'

const absent: FileState = {kind: 'absent'}

function added(files: Readonly<Record<string, string>>): FileEffect[] {
  return Object.entries(files).map(([path, content]) => ({
    path: path as WorkspacePath,
    before: absent,
    after: {kind: 'file', bytes: new Uint8Array(Buffer.from(content)), mode: 0o644},
  }))
}

/** The paths that need an answer. */
function needing(effects: readonly FileEffect[]): string[] {
  const ruleOf = ruleChangeSet(effects)
  return effects.filter((effect) => ruleOf(effect).kind === 'needs-answer').map(({path}) => path)
}

test.each([
  {what: 'a repository', files: {HEAD: 'x', 'objects/keep': '', 'refs/heads/.keep': ''}},
  {what: 'one with other letters', files: {Head: 'x', 'OBJECTS/keep': '', 'refs/.keep': ''}},
  {what: 'one that keeps its objects elsewhere', files: {HEAD: 'x', commondir: '../other'}},
])('the parts of $what need an answer whatever they hold, the files beside do not', ({files}) => {
  const inside = {...files, config: '', 'hooks/post-index-change': 'echo', 'page.md': '# Page'}
  const effects = added(Object.fromEntries(Object.entries(inside).map(([name, text]) => [`docs/${name}`, text])))

  const [head] = Object.keys(files)

  expect(needing(effects)).toEqual(
    expect.arrayContaining([`docs/${head}`, 'docs/config', 'docs/hooks/post-index-change']),
  )
  expect(needing(effects)).not.toContain('docs/page.md')
})

test.each([
  ['docs/config', '[core]\n\tfsmonitor = ./run\n'],
  ['docs/config', '[CORE] HooksPath=/tmp'],
  ['docs/config.worktree', '[core]\nworktree = ..\n'],
  ['config', '\ufeff[include]\n\tpath = ../other\n'],
  ['config', '[includeIf "gitdir:/"]\npath = x'],
  ['config', '[user]\nname = a\n[diff "x"] textconv = ./run'],
  ['config', '[alias]\nst = !./run'],
  ['docs/HEAD', 'ref: refs/heads/main\n'],
  ['docs/head', '0123456789012345678901234567890123456789\n'],
])('%s with %j needs an answer alone, because its folder may be completed at another time', (path, text) => {
  expect(needing(added({[path]: text}))).toEqual([path])
})

test.each([
  ['config', '[default]\nregion = eu\n'],
  ['config', '[core]\nname = "a"\n'],
  ['src/HEAD', '<head></head>\n'],
  ['src/refs/config', 'x'],
  ['src/objects/ball.ts', 'x'],
  ['notes.md', '[core] fsmonitor'],
])('%s with %j lands', (path, text) => {
  expect(needing(added({[path]: text}))).toEqual([])
})

test('a link to a reference is a HEAD, and what is removed needs no answer', () => {
  const path = 'docs/HEAD' as WorkspacePath
  const state: FileState = {kind: 'link', target: 'refs/heads/main'}

  expect(needing([{path, before: absent, after: state}])).toEqual([path])
  expect(needing([{path, before: state, after: absent}])).toEqual([])
})

test('the description says why such a file deserves a look', () => {
  expect(
    describeChangeSet({
      id: 'x',
      root: '/',
      createdAt: '',
      ignoredFiles: 0,
      leftOut: [],
      effects: added({'docs/HEAD': 'ref: refs/heads/main\n'}),
    }).files,
  ).toEqual([
    {
      path: 'docs/HEAD',
      kind: 'add',
      addedLines: 1,
      removedLines: 0,
      runsLater: 'git takes the folder for a repository, and may run what it names',
    },
  ])
})
