import {expect, test} from 'vitest'
import {protectedPaths} from '../../../src/sandbox/protected-paths.ts'

const root = '/home/ada/app'

test.each([
  '.git/HEAD',
  '.git/commondir',
  '.git/config',
  '.git/config.worktree',
  '.git/hooks',
  '.git/info',
  '.git/modules',
  '.git/worktrees',
  '.claude',
  '.cursor',
  '.devcontainer',
  '.fleet',
  '.gemini',
  '.mcp.json',
  '.zed',
  'AGENTS.md',
  'CLAUDE.md',
])('%s is protected in the root', (name) => {
  expect(protectedPaths(root)).toContain(`${root}/${name}`)
})

test('what was found is protected too, nested repositories like that of the root', () => {
  const repositories = [`${root}/.git`, `${root}/sub/.git`]
  const settings = [`${root}/sub/.vscode`, `${root}/my.code-workspace`]

  const all = protectedPaths(root, {repositories, settings, rootLinks: []})

  const added = all.filter((place) => !protectedPaths(root).includes(place))
  expect(added).toEqual([
    ...['HEAD', 'commondir', 'config', 'config.worktree', 'hooks', 'info', 'modules', 'worktrees'].map(
      (name) => `${root}/sub/.git/${name}`,
    ),
    ...settings,
  ])
})

test('instructions that are a link are left alone, because a link would have every command refused', () => {
  const rootLinks = [`${root}/CLAUDE.md`, `${root}/AGENTS.md`, `${root}/.claude`]

  const all = protectedPaths(root, {repositories: [], settings: [], rootLinks})

  expect(protectedPaths(root).filter((place) => !all.includes(place))).toEqual([`${root}/CLAUDE.md`])
})
