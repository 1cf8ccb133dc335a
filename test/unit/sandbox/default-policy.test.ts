import {expect, test} from 'vitest'
import {createDefaultPolicy} from '../../../src/sandbox/default-policy.ts'
import {protectedPaths} from '../../../src/sandbox/protected-paths.ts'

const workspace = {source: {kind: 'directory', path: '/view'}, target: '/home/ada/app', access: 'write'} as const
const options = {workspace, readPaths: ['/usr'], environment: {PATH: '/usr/bin'}}

test('a policy has no network, and limits unless others are given', () => {
  expect(createDefaultPolicy({...options, hiddenPaths: ['/home/ada/app/.env'], limits: {timeoutMs: 5_000}})).toEqual({
    workspace,
    readPaths: ['/usr'],
    hiddenPaths: ['/home/ada/app/.env'],
    protectedPaths: [],
    network: {kind: 'none'},
    environment: {PATH: '/usr/bin'},
    limits: {
      timeoutMs: 5_000,
      outputBytes: 1_000_000,
      processes: 512,
      dataBytes: 8_589_934_592,
      fileBytes: 4_294_967_296,
    },
  })
})

test.each(['/home/ada/app', '/home/ada/app-evil/.env', '/home/ada', 'app/.env', '/home/ada/app/../.env', '/'])(
  'a path that is not below the workspace cannot be hidden or protected: %s',
  (place) => {
    expect(() => createDefaultPolicy({...options, hiddenPaths: [place]})).toThrow('is not below')
    expect(() => createDefaultPolicy({...options, protectedPaths: [place]})).toThrow('is not below')
  },
)

test('what is protected in place makes a policy', () => {
  const policy = createDefaultPolicy({...options, protectedPaths: protectedPaths('/home/ada/app')})

  expect(policy.protectedPaths).toEqual(
    expect.arrayContaining(['/home/ada/app/.git/hooks', '/home/ada/app/.git/config', '/home/ada/app/AGENTS.md']),
  )
})
