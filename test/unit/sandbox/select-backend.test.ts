import {isCodexError, type ProbeResult, type SandboxBackend, type SandboxCapabilities} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {requiredCapabilities, selectBackend} from '../../../src/sandbox/select-backend.ts'

const never = new AbortController().signal
const works: ProbeResult = {kind: 'works', detail: 'fine'}
const broken: ProbeResult = {kind: 'unavailable', because: 'it is not installed', remedy: 'Install it.'}
const all: SandboxCapabilities = {
  readAllowList: true,
  writeRoots: true,
  protectedPaths: true,
  networkOff: true,
  networkAllowList: true,
  systemCallFilter: true,
  resourceLimits: true,
  killTree: true,
  diesWithHost: true,
  entersNamespaces: true,
  remapsWorkspace: true,
  ownLoopback: true,
}

function backend(name: string, probe: ProbeResult, capabilities: Partial<SandboxCapabilities> = {}): SandboxBackend {
  return {
    name,
    capabilities: {...all, ...capabilities},
    probe: () => Promise.resolve(probe),
    run: () => Promise.reject(new Error('nothing may run')),
  }
}

const none = backend('none', works, {readAllowList: false, writeRoots: false, networkOff: false, killTree: false})

async function select(
  requested: string | boolean,
  candidates: readonly SandboxBackend[],
  required = [...requiredCapabilities],
) {
  try {
    const {backend: chosen, detail} = await selectBackend({requested, candidates, required}, never)
    return {chosen: chosen.name, detail}
  } catch (error) {
    if (!isCodexError(error)) throw error
    const {message, exitCode, suggestions} = error
    return {message, exitCode, suggestions}
  }
}

test('the first backend that works is chosen', async () => {
  expect(
    await select(true, [backend('first', broken), backend('second', works), backend('third', works), none]),
  ).toEqual({
    chosen: 'second',
    detail: 'fine',
  })
})

test('without one that works nothing runs, and each failure is told; none is not a fallback', async () => {
  expect(await select(true, [backend('first', broken), backend('second', works, {networkOff: false}), none])).toEqual({
    message:
      'No sandbox backend can be used here, so no command was run ' +
      '(first: it is not installed; second: it does not enforce network off).',
    exitCode: 6,
    suggestions: [
      'Install it.',
      'Choose another backend with --sandbox, or accept it: --degrade network-off.',
      'Run `codex doctor` to see which backends work here.',
    ],
  })
})

test('only seatbelt may leave processes over, and nothing else is let off', async () => {
  expect(await select(true, [backend('seatbelt', works, {killTree: false})])).toEqual({
    chosen: 'seatbelt',
    detail: 'fine',
  })
  expect(await select(true, [backend('other', works, {killTree: false})])).toMatchObject({exitCode: 6})
  expect(await select(true, [backend('seatbelt', works, {networkOff: false})])).toMatchObject({exitCode: 6})
})

test('a backend that was named is used, or nothing is', async () => {
  const candidates = [backend('first', works), backend('second', broken)]

  expect(await select('first', candidates)).toEqual({chosen: 'first', detail: 'fine'})
  expect(await select('second', candidates)).toMatchObject({
    message: 'The sandbox backend "second" cannot be used here, so no command was run (second: it is not installed).',
    exitCode: 6,
  })
})

test.each([['none'], [false]])('no sandbox at all must be asked for: %s', async (requested) => {
  expect(await select(requested, [backend('first', works), none])).toEqual({chosen: 'none', detail: 'fine'})
})
