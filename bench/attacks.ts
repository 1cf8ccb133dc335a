import {constants} from 'node:fs'
import {access} from 'node:fs/promises'
import type {SandboxBackend} from '@codex-host/plugin-api'
import {
  attackClasses,
  conformanceRows,
  failedRows,
  type RowResult,
  runSandboxConformance,
} from '@codex-host/plugin-api/testing'
import createDockerBackend from '../plugins/docker/src/docker.ts'
import {createSandboxHost} from '../src/cli/create-sandbox-host.ts'
import {createBubblewrapBackend} from '../src/sandbox/bubblewrap.ts'
import {createNamespacesBackend} from '../src/sandbox/namespaces.ts'
import {podmanPlace} from '../test/helpers/podman-place.ts'
import type {Benchmark, Choice, Row} from './benchmark.ts'

interface Tried {
  readonly name: string
  /** Nothing, and a note, where it cannot even be made. */
  readonly open: () => Promise<Opened | string>
}

interface Opened {
  readonly backend: SandboxBackend
  readonly note?: string
  readonly close?: () => Promise<void>
}

const tried: readonly Tried[] = [
  {name: 'bubblewrap', open: async () => ({backend: createBubblewrapBackend()})},
  {name: 'namespaces', open: async () => ({backend: createNamespacesBackend()})},
  {name: 'docker', open: openDocker},
]

/** With an engine of its own, so that it needs no daemon and meets no container of the user's. */
async function openDocker(): Promise<Opened | string> {
  const hasPodman = await access('/usr/bin/podman', constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!hasPodman) return 'there is no /usr/bin/podman. Install podman, runc and catatonit'
  const {env, close} = await podmanPlace()
  const host = createSandboxHost({env, codexHome: env['CODEX_HOME'] ?? '', name: 'docker'})
  const note = 'run through podman, with an image of this machine; the docker program itself was not run.'
  return {backend: createDockerBackend(host), note, close}
}

const classes = [...Object.keys(attackClasses), 'must work']
const all = 'all'

/** Holds each backend that works here against the attack table, and counts what came of it, class by class. */
export const countAttacks: Benchmark = async (choice) => {
  const rows: Row[] = []
  const notes: string[] = []
  const failures: string[] = []
  for (const {name, open} of chosen(choice)) {
    choice.onCase(name)
    const opened = await open()
    if (typeof opened === 'string') {
      failures.push(`${name}: not run, ${opened}.`)
      continue
    }
    const {backend, note, close} = opened
    try {
      const probe = await backend.probe(AbortSignal.timeout(60_000))
      if (probe.kind === 'unavailable') {
        failures.push(`${name}: not run, ${probe.because}. ${probe.remedy}`)
        continue
      }
      const results = await runAll(backend, choice)
      rows.push(...[...classes, all].map((row) => toRow(name, {name: row, results})))
      failures.push(...failedRows(results).map(({id, result, detail}) => `${name}: ${id}: ${result}: ${detail}`))
      notes.push(...(note === undefined ? [] : [`${name}: ${note}`]))
    } finally {
      await close?.()
    }
  }
  return {
    title: 'attacks: what a command may try, and what each backend makes of it',
    rows,
    notes: [...failures, ...notes, ...explanations],
    // A backend that does not work here has shown nothing.
    holds: rows.length > 0 && failures.length === 0,
  }
}

/** A container takes about a second for each row, so that it must be seen to move. */
async function runAll(backend: SandboxBackend, {onCase}: Choice): Promise<readonly RowResult[]> {
  const results: RowResult[] = []
  for await (const result of runSandboxConformance(backend)) {
    results.push(result)
    if (results.length % 20 === 0) onCase(`${backend.name}: ${results.length} of ${conformanceRows.length} rows`)
  }
  return results
}

const explanations = [
  'as_promised: attacks that were stopped, or commands that work. marker_seen: they are known to have run.',
  'not_claimed: not asked, because the backend does not claim it, such as a system call filter.',
]

function chosen({only}: Choice): readonly Tried[] {
  const names = tried.map(({name}) => name)
  const unknown = only.filter((name) => !names.includes(name)).join(', ')
  if (unknown !== '') throw new Error(`There is no backend ${unknown}. The backends: ${names.join(', ')}.`)
  return tried.filter(({name}) => only.length === 0 || only.includes(name))
}

function toRow(backend: string, {name, results}: {readonly name: string; readonly results: readonly RowResult[]}): Row {
  const own = results.filter((row) => name === all || row.class === name)
  return {
    backend,
    class: name,
    attempts: own.length,
    as_promised: own.filter(({result}) => result === 'stopped' || result === 'works').length,
    marker_seen: own.filter(({hasRun}) => hasRun).length,
    failed: failedRows(own).length,
    not_claimed: own.filter(({result}) => result === 'not-claimed').length,
  }
}
