import {expect, test} from 'vitest'
import {landingRule} from '../../../src/workspace/landing-rules.ts'

test.each([
  ['src/app.ts', 'lands'],
  ['README.md', 'lands'],
  ['.gitignore', 'lands'],
  ['git/config', 'lands'],
  ['src/latest.ts', 'lands'],
  ['.git', 'never'],
  ['.git/hooks/pre-commit', 'never'],
  ['vendor/lib/.git/config', 'never'],
  ['.GIT/config', 'never'],
  ['.git./config', 'never'],
  ['.git /config', 'never'],
  ['.g\u200cit/config', 'never'],
  ['.git::$INDEX_ALLOCATION/config', 'never'],
  ['git~1/config', 'never'],
  ['.codex/config.yaml', 'needs-answer'],
  ['pkg/.Agents/skills.md', 'needs-answer'],
  ['.vscode/tasks.json', 'needs-answer'],
  ['.vscode/settings.json', 'needs-answer'],
  ['.idea/workspace.xml', 'needs-answer'],
  ['sub/.envrc', 'needs-answer'],
  ['AGENTS.md', 'lands-flagged'],
  ['docs/agents.md', 'lands-flagged'],
  ['package.json', 'lands-flagged'],
  ['packages/a/package.json', 'lands-flagged'],
  ['.github/workflows/ci.yml', 'lands-flagged'],
  ['.gitattributes', 'lands-flagged'],
  ['docs/hooks/post-index-change', 'lands-flagged'],
  ['src/hooks/use-state.ts', 'lands'],
  ['.npmrc', 'lands-flagged'],
  ['test/app.ts', 'lands-flagged'],
  ['src/app.test.ts', 'lands-flagged'],
  ['tests/test_app.py', 'lands-flagged'],
  ['vite.config.ts', 'lands-flagged'],
])('%j %s', (inside, kind) => {
  expect(landingRule(inside).kind).toBe(kind)
})

test('a flag says why', () => {
  expect(landingRule('package.json')).toEqual({
    kind: 'lands-flagged',
    because: 'build and package scripts: runs later outside the sandbox',
  })
})
