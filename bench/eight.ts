import {createBubblewrapBackend} from '../src/sandbox/bubblewrap.ts'
import {createNamespacesBackend} from '../src/sandbox/namespaces.ts'
import {type EightRequest, runEightAtOnce} from '../test/helpers/eight-at-once.ts'
import type {Benchmark, Choice, Row} from './benchmark.ts'

const rounds = 40

const backends = {bubblewrap: createBubblewrapBackend(), namespaces: createNamespacesBackend()}

type Case = Pick<EightRequest, 'backend' | 'isolation'>

const cases: Readonly<Record<string, Case>> = {
  'bubblewrap-copy': {backend: 'bubblewrap', isolation: 'copy'},
  'bubblewrap-in-place': {backend: 'bubblewrap', isolation: 'in-place'},
  'namespaces-copy': {backend: 'namespaces', isolation: 'copy'},
  'namespaces-in-place': {backend: 'namespaces', isolation: 'in-place'},
}

/** Eight sandboxes at once in one workspace, again and again: whether any fails, and whether anything is left. */
export const runEight: Benchmark = async (choice) => {
  const rows: Row[] = []
  const notes: string[] = []
  for (const [name, request] of chosen(choice)) {
    choice.onCase(name)
    const probe = await backends[request.backend].probe(AbortSignal.timeout(60_000))
    if (probe.kind === 'unavailable') {
      notes.push(`${name}: not run, ${probe.because}. ${probe.remedy}`)
      continue
    }
    const {methods, sandboxes, failures, litter, roundMs} = await runEightAtOnce({...request, rounds})
    rows.push({
      ...{backend: request.backend, isolation: methods.join(' '), rounds, sandboxes},
      ...{failures: failures.length, litter: litter.length, round_ms: median(roundMs).toFixed(0)},
    })
    notes.push(...[...failures, ...litter].map((problem) => `${name}: ${problem}`))
  }
  const holds = rows.length > 0 && notes.length === 0
  return {
    title: 'eight: eight sandboxes of eight processes at once in one workspace',
    rows,
    notes: [...notes, ...explanations],
    holds,
  }
}

const explanations = [
  'failures: a sandbox that did not start, a command that did not do what it should, or one that did what it must not.',
  'litter: what a round left in the workspace, among the views or among the records. round_ms: median of the rounds.',
]

function chosen({only}: Choice): readonly (readonly [string, Case])[] {
  const unknown = only.filter((name) => !Object.hasOwn(cases, name)).join(', ')
  if (unknown !== '') throw new Error(`There is no case ${unknown}. The cases: ${Object.keys(cases).join(', ')}.`)
  return Object.entries(cases).filter(([name]) => only.length === 0 || only.includes(name))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
