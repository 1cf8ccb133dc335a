import {closeSync, openSync} from 'node:fs'
import {mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type {SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import type {Descriptor} from '../src/process/spawn.ts'
import {createBubblewrapBackend} from '../src/sandbox/bubblewrap.ts'
import {commandEnvironment} from '../src/sandbox/command-environment.ts'
import {createDefaultPolicy} from '../src/sandbox/default-policy.ts'
import {readHostFacts} from '../src/sandbox/host-facts.ts'
import {createNamespacesBackend} from '../src/sandbox/namespaces.ts'
import {planBubblewrap} from '../src/sandbox/plan-bubblewrap.ts'
import {probeReadPaths} from '../src/sandbox/probe-read-paths.ts'
import {protectedPaths} from '../src/sandbox/protected-paths.ts'
import {buildSeccompProgram} from '../src/sandbox/seccomp-program.ts'
import {openView} from '../src/workspace/open-view.ts'
import type {Benchmark, Choice, Report, Row} from './benchmark.ts'
import {codexCases, type MeasuredCase} from './codex-sandbox.ts'
import {runProgram} from './run-program.ts'

const rounds = 100
const warmUps = 5
const signal = AbortSignal.timeout(30 * 60_000)

const byHand = 'bwrap, same policy'
const peer = 'codex-linux-sandbox'

/** What one command costs that does nothing, started by Node in every case: without a sandbox, in ours, in others. */
export const measureOverhead: Benchmark = async (choice) => {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'codex-bench-')))
  const notes: string[] = []
  try {
    const {cases, close} = await allCases(folder, choice, notes)
    try {
      return toReport(await measure(chosen(cases, choice), choice, notes), notes)
    } finally {
      await close()
    }
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

function chosen(cases: readonly MeasuredCase[], {only}: Choice): readonly MeasuredCase[] {
  const names = cases.map(({name}) => name)
  const unknown = only.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    throw new Error(`There is no case ${unknown.join(', ')} here. The cases: ${names.join(', ')}.`)
  }
  return cases.filter(({name}) => only.length === 0 || only.includes(name))
}

async function allCases(folder: string, choice: Choice, notes: string[]) {
  const workspace = path.join(folder, 'workspace')
  await mkdir(path.join(workspace, '.git'), {recursive: true})
  const recordFolder = path.join(folder, 'records')
  const bubblewrap = createBubblewrapBackend({recordFolder})
  const namespaces = createNamespacesBackend({recordFolder})
  const direct = await policyOf(workspace, folder)
  const inPlace: SandboxPolicy = {...direct, protectedPaths: protectedPaths(workspace)}
  const view = await openView(viewRequest(workspace, folder), signal)
  const copied: SandboxPolicy = {...direct, workspace: {...direct.workspace, source: view.source}}
  const cases = [
    bare('bare spawn', ['/bin/true']),
    bare('bwrap, whole disk', ['/usr/bin/bwrap', ...wholeDisk, '/bin/true']),
    await handWritten(byHand, direct),
    ours('bubblewrap', bubblewrap, direct),
    ours('bubblewrap, in place', bubblewrap, inPlace),
    ours(`bubblewrap, ${view.method}`, bubblewrap, copied),
    ours('namespaces', namespaces, direct),
    ours(`namespaces, ${view.method}`, namespaces, copied),
    ...(await codexCases({folder, workspace, name: peer, installs: choice.installsPeers}, notes)),
  ]
  return {cases, close: view.close}
}

const wholeDisk = [
  '--ro-bind',
  '/',
  '/',
  '--dev',
  '/dev',
  '--proc',
  '/proc',
  '--unshare-all',
  '--die-with-parent',
  '--',
]

function viewRequest(root: string, folder: string) {
  const workFolders = [path.join(folder, 'work')]
  return {root, isolation: 'copy', workFolders, entersNamespaces: true, now: Date.now, random: Math.random} as const
}

/** As a turn makes it, for this user and machine. */
async function policyOf(workspace: string, folder: string): Promise<SandboxPolicy> {
  const allowed = await probeReadPaths({
    platform: process.platform,
    hostEnv: process.env,
    nodeExecutable: process.execPath,
    home: os.homedir(),
    codexHome: path.join(folder, 'home'),
    workspace,
  })
  return createDefaultPolicy({
    workspace: {source: {kind: 'directory', path: workspace}, target: workspace, access: 'write'},
    readPaths: allowed.readPaths,
    environment: commandEnvironment({hostEnv: process.env, allowed}),
  })
}

function ours(name: string, backend: SandboxBackend, policy: SandboxPolicy): MeasuredCase {
  return {
    name,
    async run() {
      const outcome = await backend.run({argv: ['/bin/true'], cwd: policy.workspace.target}, policy, signal)
      if (outcome.kind === 'not-started') throw new Error(outcome.because)
      if (outcome.end.kind !== 'exited' || outcome.end.exitCode !== 0) throw new Error(JSON.stringify(outcome.end))
    },
  }
}

/** The very mounts, namespaces and filter that our backend asks for, and nothing around them. */
async function handWritten(name: string, policy: SandboxPolicy): Promise<MeasuredCase> {
  const {arch} = process
  if (arch !== 'x64' && arch !== 'arm64') throw new Error(`There is no system call filter for ${arch}.`)
  const systemCallFilter = buildSeccompProgram(arch)
  const command = {argv: ['/bin/true'] as const, cwd: policy.workspace.target}
  const options = {program: '/usr/bin/bwrap', systemCallFilter}
  const plan = planBubblewrap({command, policy}, await readHostFacts(policy), options)
  const [args, ...supplied] = plan.kind === 'planned' ? plan.descriptors : []
  if (!(args instanceof Uint8Array)) throw new Error('bubblewrap could not be planned.')
  const argv = Buffer.from(args).toString().split('\0').slice(0, -1)
  const status = argv.indexOf('--json-status-fd')
  const folder = await mkdtemp(path.join(policy.workspace.target, '..', 'supplied-'))
  const files = await Promise.all(supplied.map((item, index) => suppliedFile(item, path.join(folder, `${index}`))))
  return {
    name,
    async run() {
      // The arguments are given as such, and nobody reads a status.
      const descriptors = ['/dev/null', ...files].map((file) => openSync(file, 'r'))
      try {
        await runProgram(['/usr/bin/bwrap', ...argv.toSpliced(status, 2), '--', '/bin/true'], {descriptors})
      } finally {
        descriptors.forEach(closeSync)
      }
    },
  }
}

async function suppliedFile(item: Descriptor, name: string): Promise<string> {
  if (item === 'capture') return '/dev/null'
  if (!(item instanceof Uint8Array)) return item.file
  await writeFile(name, item)
  return name
}

function bare(name: string, argv: readonly string[]): MeasuredCase {
  return {name, run: () => runProgram(argv)}
}

/** Round by round, so that whatever else the machine does falls on all cases alike. */
async function measure(cases: readonly MeasuredCase[], choice: Choice, notes: string[]) {
  const times = new Map<string, number[]>()
  for (let round = -warmUps; round < rounds; round++) {
    if (round % 20 === 0) choice.onCase(`round ${round} of ${rounds}`)
    for (const {name, run} of cases) {
      if (round > -warmUps && !times.has(name)) continue
      const startedAt = performance.now()
      const failure = await run().then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      const took = performance.now() - startedAt
      if (failure !== undefined) {
        notes.push(`${name}: not run, ${failure}`)
        times.delete(name)
      } else if (round < 0) times.set(name, [])
      else times.get(name)?.push(took)
    }
  }
  return times
}

function toReport(times: ReadonlyMap<string, readonly number[]>, notes: readonly string[]): Report {
  const none = quantile(times.get('bare spawn'), 0.5)
  const hand = quantile(times.get(byHand), 0.5)
  const codex = quantile(times.get(peer), 0.5)
  const rows = [...times].map(([name, all]): Row => {
    const median = quantile(all, 0.5)
    return {
      case: name,
      median: median.toFixed(1),
      fast_tenth: quantile(all, 0.1).toFixed(1),
      over_bare: (median - none).toFixed(1),
      to_bwrap: ratio(median, hand),
      to_codex: ratio(median, codex),
    }
  })
  // A command of ours that did not start has shown nothing.
  const holds = ['bubblewrap', 'namespaces'].some((name) => times.has(name))
  return {title: 'overhead: one command that does nothing', rows, notes: [...notes, ...explanations], holds}
}

const explanations = [
  `Medians of ${rounds} rounds in milliseconds, from the call to the end of /bin/true, all started by this program.`,
  `to_bwrap: to "${byHand}", which has the same mounts, namespaces, environment and system call filter as ours, and none of`,
  'its limits of processes, memory and file size, status, time-out and watch over what the workspace holds.',
  `to_codex: to what Codex starts for each command of a session, with the workspace writable and the whole disk readable.`,
  'fast_tenth: a tenth of the rounds took less; on a busy machine it says more than the median.',
  'Goals: `bubblewrap` at most 1.5 to_bwrap and at most 0.5 to_codex.',
]

function ratio(value: number, to: number): string {
  return Number.isNaN(to) ? '' : (value / to).toFixed(2)
}

function quantile(values: readonly number[] = [], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN
}
