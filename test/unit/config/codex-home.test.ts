import {expect, test} from 'vitest'
import {codexHome} from '../../../src/config/codex-home.ts'

test.each([
  [{}, '/home/ada/.codex'],
  [{CODEX_HOME: ''}, '/home/ada/.codex'],
  [{CODEX_HOME: '/srv/codex/'}, '/srv/codex'],
])('%j gives %s', (env, expected) => {
  expect(codexHome({env, home: '/home/ada'})).toBe(expected)
})

test('a relative CODEX_HOME is refused, because a project could bring it along', () => {
  expect(() => codexHome({env: {CODEX_HOME: './.codex'}, home: '/home/ada'})).toThrow(
    expect.objectContaining({
      exitCode: 3,
      message: 'CODEX_HOME is "./.codex", which is not an absolute path; nothing was read.',
    }),
  )
})
