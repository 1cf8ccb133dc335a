import type {FlagValues} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {backendCandidates, everyBackend} from '../../../src/cli/sandbox-backends.ts'
import {loadConfig} from '../../../src/config/load-config.ts'

const parts = {env: {}, plugins: [], codexHome: '/nowhere'}

async function candidates(platform: NodeJS.Platform, flags: FlagValues = {}): Promise<readonly string[]> {
  const loaded = await loadConfig({codexHome: '/nowhere', projectFolder: '/nowhere', home: '/nowhere', env: {}, flags})
  return (await backendCandidates(loaded, {...parts, platform})).map((backend) => backend.name)
}

test.each([
  ['linux', ['bubblewrap', 'namespaces', 'none']],
  ['darwin', ['seatbelt', 'none']],
] as const)('on %s the backends of that system are tried and listed', async (platform, names) => {
  expect(await candidates(platform)).toEqual(names)
  const listed = await everyBackend({...parts, platform})
  expect(listed.map((entry) => (entry.kind === 'usable' ? entry.backend.name : entry.kind))).toEqual(names)
})

test('a backend of another system can be named, and says itself that it is not here', async () => {
  expect(await candidates('linux', {sandbox: 'seatbelt'})).toEqual(['seatbelt'])
  expect(await candidates('darwin', {sandbox: 'bubblewrap'})).toEqual(['bubblewrap'])
})

test('without a sandbox there is none to choose but none', async () => {
  expect(await candidates('darwin', {sandbox: 'none'})).toEqual(['none'])
})
