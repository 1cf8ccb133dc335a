import type {SandboxBackend, SandboxOutcome} from '@codex-host/plugin-api'
import {conformanceRows, failedRows, runConformanceRow, runSandboxConformance} from '@codex-host/plugin-api/testing'
import {expect, test} from 'vitest'
import {createNamespacesBackend} from '../../../src/sandbox/namespaces.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {readdir} from 'node:fs/promises'

const working = createNamespacesBackend()
const rowOf = (id: string) => conformanceRows.filter((row) => row.id === id)
const nothing = {bytes: new Uint8Array(), totalBytes: 0}

/** Claims what the real one claims, and answers this to every command. */
function answering(run: SandboxBackend['run']): SandboxBackend {
  return {...working, run}
}

const finished: SandboxOutcome = {
  kind: 'finished',
  end: {kind: 'exited', exitCode: 0},
  stdout: nothing,
  stderr: nothing,
  durationMs: 1,
}

test('a sandbox that does not start withstands nothing: no attack is shown to have run', async () => {
  const rows = conformanceRows.slice(0, 3)
  const backends = [
    answering(() => Promise.resolve({kind: 'not-started', because: 'of reasons'})),
    answering(() => Promise.resolve(finished)),
    answering(() => Promise.reject(new Error('broken'))),
  ]

  const results = await Promise.all(
    backends.map(async (backend) => Array.fromAsync(runSandboxConformance(backend, {rows}))),
  )

  expect(results.map((rowsOfOne) => rowsOfOne.map(({result}) => result))).toEqual(
    backends.map(() => ['not-run', 'not-run', 'not-run']),
  )
  expect(results.flatMap(failedRows).length).toBe(9)
  expect(results.map(([first]) => first?.detail)).toEqual([
    'the sandbox did not start: of reasons',
    'no marker: ',
    'the sandbox did not start: the backend threw: Error: broken',
  ])
})

test('a command that says nothing breaks what must keep working', async () => {
  const [row] = rowOf('must work: exit code')

  const found =
    row &&
    (await runConformanceRow(
      answering(() => Promise.resolve(finished)),
      row,
    ))

  expect(found?.result).toBe('broken')
  expect(found?.detail).toContain('"exitCode":7')
})

test('what a backend does not claim is not asked of it, and is no failure', async () => {
  const rows = rowOf('system call: bpf')

  const results = await Array.fromAsync(runSandboxConformance(working, {rows}))

  expect(results.map(({result}) => result)).toEqual(['not-claimed'])
  expect(failedRows(results)).toEqual([])
})

test('what must keep working is asked of a backend only where it claims what that needs', async () => {
  const rows = rowOf('must work: its own loopback server')
  const none = {...working, capabilities: {...working.capabilities, ownLoopback: false}}

  const results = await Promise.all(
    [none, working].map((backend) => Array.fromAsync(runSandboxConformance(backend, {rows}))),
  )

  expect(results.flat().map(({result}) => result)).toEqual(['not-claimed', 'works'])
})

test('nothing is left of an arena', async () => {
  const parent = await temporaryFolder()
  const rows = rowOf('write: absolute path')

  const results = await Array.fromAsync(runSandboxConformance(working, {rows, parent}))

  expect(results.map(({result}) => result)).toEqual(['stopped'])
  expect(await readdir(parent)).toEqual([])
})
