import type {SandboxBackend} from '@codex-host/plugin-api'
import {attackClasses, failedRows, type RowResult, runSandboxConformance} from '@codex-host/plugin-api/testing'
import {createBubblewrapBackend} from '../src/sandbox/bubblewrap.ts'
import {createNamespacesBackend} from '../src/sandbox/namespaces.ts'
import type {Benchmark, Choice, Row} from './benchmark.ts'

const backends: readonly SandboxBackend[] = [createBubblewrapBackend(), createNamespacesBackend()]

const classes = [...Object.keys(attackClasses), 'must work']

/** Holds each backend that works here against the attack table, and counts what came of it, class by class. */
export const countAttacks: Benchmark = async (choice) => {
  const rows: Row[] = []
  const notes: string[] = []
  for (const backend of chosen(choice)) {
    choice.onCase(backend.name)
    const probe = await backend.probe(AbortSignal.timeout(60_000))
    if (probe.kind === 'unavailable') {
      notes.push(`${backend.name}: not run, ${probe.because}. ${probe.remedy}`)
      continue
    }
    const results = await Array.fromAsync(runSandboxConformance(backend))
    rows.push(...classes.map((name) => toRow(backend.name, {name, results})))
    notes.push(...failedRows(results).map(({id, result, detail}) => `${backend.name}: ${id}: ${result}: ${detail}`))
  }
  const failures = notes.length
  return {
    title: 'attacks: what a command may try, and what each backend makes of it',
    rows,
    notes: [...notes, ...explanations],
    // A backend that does not work here has shown nothing.
    holds: rows.length > 0 && failures === 0,
  }
}

const explanations = [
  'as_promised: attacks that were stopped, or commands that work. marker_seen: they are known to have run.',
  'not_claimed: not asked, because the backend does not claim it; namespaces has no system call filter.',
]

function chosen({only}: Choice): readonly SandboxBackend[] {
  const names = backends.map(({name}) => name)
  const unknown = only.filter((name) => !names.includes(name)).join(', ')
  if (unknown !== '') throw new Error(`There is no backend ${unknown}. The backends: ${names.join(', ')}.`)
  return backends.filter(({name}) => only.length === 0 || only.includes(name))
}

function toRow(backend: string, {name, results}: {readonly name: string; readonly results: readonly RowResult[]}): Row {
  const own = results.filter((row) => row.class === name)
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
