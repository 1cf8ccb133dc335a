import {expect, test} from 'vitest'
import {createCommandPolicy, hashPolicy, type PolicyFacts} from '../../../src/cli/command-policy.ts'

const root = '/home/ada/work/app'
const copy = '/home/ada/.codex/work/codex-view-1/tree'

const facts = {
  setup: {root, writable: ['out']},
  env: {},
  allowed: {
    readPaths: ['/usr'],
    programPath: ['/usr/bin', `${root}/bin`, `${root}-next-door/bin`],
    toolEnvironment: {},
  },
  hidden: {
    paths: [`${root}/.env`],
    isComplete: true,
    obeyed: {repositories: [], settings: [], rootLinks: []},
  },
  network: undefined,
} as unknown as PolicyFacts

test('where a copy is shown where it lies, all paths of the policy are those of the copy', () => {
  const view = {root: copy, source: {kind: 'directory', path: copy}, method: 'reflink'} as const

  const policy = createCommandPolicy(facts)(view, {access: 'write', timeoutMs: 1})

  expect(policy).toMatchObject({
    workspace: {source: {path: copy}, target: copy, access: 'write', writableRoots: [`${copy}/out`]},
    readPaths: ['/usr'],
    hiddenPaths: [`${copy}/.env`],
    protectedPaths: [],
    environment: {PATH: `/usr/bin:${copy}/bin:${root}-next-door/bin`},
  })
  expect(JSON.stringify(policy)).not.toContain(`${root}/`)
})

test('as the policy of the workspace itself it has the same hash wherever the copy lies', () => {
  const hash = (place: string) => {
    const view = {root, source: {kind: 'directory', path: place}, method: 'copy'} as const
    return hashPolicy(createCommandPolicy(facts)(view, {access: 'read', timeoutMs: 0}), [])
  }

  expect(hash(copy)).toBe(hash('/elsewhere'))
})
