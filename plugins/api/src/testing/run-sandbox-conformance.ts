import {setTimeout as delay} from 'node:timers/promises'
import {isDeepStrictEqual} from 'node:util'
import type {SandboxBackend, SandboxOutcome, SandboxPolicy} from '../sandbox.ts'
import {conformanceRows, type ConformanceRow} from './attack-table.ts'
import type {Attack} from './attack.ts'
import type {MustWork} from './must-work.ts'
import {createSandboxArena, type SandboxArena, secret} from './sandbox-arena.ts'

export interface ConformanceOptions {
  /** All unless told. */
  readonly rows?: readonly ConformanceRow[]
  /** Changes the arena's policy into one that the backend can run, for example with other `readPaths`. */
  readonly adapt?: (policy: SandboxPolicy) => SandboxPolicy
  /** An existing folder to make the arenas in; the system's temporary one unless told. */
  readonly parent?: string
  /** Ends the suite before its next row. */
  readonly signal?: AbortSignal
}

export interface RowResult {
  readonly id: string
  readonly class: ConformanceRow['class']
  /**
   * An attack is `stopped` or `breached`; what must keep working `works` or is `broken`. An attack that cannot be shown
   * to have been carried out is `not-run`, which is a failure; `not-claimed` is not: the backend does not claim it.
   */
  readonly result: 'stopped' | 'breached' | 'works' | 'broken' | 'not-run' | 'not-claimed'
  /** Whether the command is known to have run: for an attack, its marker was seen. */
  readonly hasRun: boolean
  /** Empty where all is well. */
  readonly detail: string
}

/** Longer than any row takes on a slow machine. */
const patienceMs = 90_000

/** Holds a backend against the table, row by row, each in an arena of its own. */
export async function* runSandboxConformance(
  backend: SandboxBackend,
  options: ConformanceOptions = {},
): AsyncGenerator<RowResult> {
  for (const row of options.rows ?? conformanceRows) {
    options.signal?.throwIfAborted()
    yield await runConformanceRow(backend, row, options)
  }
}

export function failedRows(results: readonly RowResult[]): readonly RowResult[] {
  return results.filter(({result}) => result === 'breached' || result === 'broken' || result === 'not-run')
}

/** Never throws because of what the backend does. */
export async function runConformanceRow(
  backend: SandboxBackend,
  row: ConformanceRow,
  options: Pick<ConformanceOptions, 'adapt' | 'parent'> = {},
): Promise<RowResult> {
  const judged = (result: RowResult['result'], detail = '', hasRun = false): RowResult => ({
    ...{id: row.id, class: row.class, result, hasRun, detail},
  })
  if (row.needs !== undefined && !backend.capabilities[row.needs]) {
    return judged('not-claimed', `the backend does not claim ${row.needs}`)
  }

  const arena = await createSandboxArena({...options, isOnView: 'isOnView' in row && row.isOnView === true})
  try {
    const policy = policyOf(row, arena)
    const before = await arena.outside()
    const outcome = await runScript({backend, policy: options.adapt?.(policy) ?? policy, row})
    if (outcome.kind === 'not-started') return judged('not-run', `the sandbox did not start: ${outcome.because}`)
    if (row.class === 'must work') {
      const deviation = deviationOf(row, outcome)
      return deviation === undefined ? judged('works', '', true) : judged('broken', deviation, true)
    }
    const hasRun = /^ran$/m.test(textOf(outcome.stdout))
    const breach = findBreach({row, policy, outcome}) ?? (await findTrace(arena, before))
    if (breach !== undefined) return judged('breached', breach, hasRun)
    if (!hasRun) return judged('not-run', `no marker: ${shortened(textOf(outcome.stderr))}`)
    return judged('stopped', '', hasRun)
  } finally {
    await arena.close()
  }
}

type Finished = Extract<SandboxOutcome, {readonly kind: 'finished'}>

/** The arena's policy, with what the row changes. */
function policyOf(row: ConformanceRow, {policy, workspace}: SandboxArena): SandboxPolicy {
  const environment: Record<string, string> = {...policy.environment}
  for (const [name, value] of Object.entries('environment' in row ? (row.environment ?? {}) : {})) {
    environment[name] = value
      .replaceAll('$WORKSPACE', workspace)
      .replaceAll('$OUTSIDE', policy.environment.OUTSIDE ?? '')
  }
  const roots = row.writable?.map((folder) => `${workspace}/${folder}`)
  return {
    ...policy,
    workspace: {...policy.workspace, ...(roots !== undefined && {writableRoots: roots})},
    environment: {...environment, NAMES: [...Object.keys(environment), 'NAMES'].join(' ')},
    limits: {...policy.limits, ...('limits' in row && row.limits)},
  }
}

interface ScriptRun {
  readonly backend: SandboxBackend
  readonly policy: SandboxPolicy
  readonly row: ConformanceRow
}

async function runScript({backend, policy, row}: ScriptRun): Promise<SandboxOutcome> {
  const line = row.class === 'must work' ? row.script : `${row.script}\necho ran\n`
  const stdin = 'stdin' in row && row.stdin !== undefined ? {stdin: Buffer.from(row.stdin)} : {}
  const abort = new AbortController()
  const ended = new AbortController()
  const command = {argv: ['/bin/bash', '-c', line] as const, cwd: policy.workspace.target, ...stdin}
  try {
    return await Promise.race([
      backend.run(command, policy, abort.signal),
      delay(patienceMs, {kind: 'not-started' as const, because: 'the backend never came back'}, ended),
    ])
  } catch (error) {
    return {kind: 'not-started', because: `the backend threw: ${String(error)}`}
  } finally {
    ended.abort()
    abort.abort()
  }
}

/** What the command itself shows. */
function findBreach({
  row,
  policy,
  outcome,
}: {
  row: Attack
  policy: SandboxPolicy
  outcome: Finished
}): string | undefined {
  const {end, stdout, stderr} = outcome
  const said = textOf(stdout) + textOf(stderr)
  const breach = /^BREACH.*/m.exec(said)
  if (breach !== null) return `the script got through: ${shortened(said)}`
  if (said.includes(secret)) return 'the script read the secret'
  const kept = Math.max(stdout.bytes.byteLength, stderr.bytes.byteLength)
  if (kept > policy.limits.outputBytes) return `${kept} bytes of output were kept`
  if (row.end === undefined && end.kind === 'timed-out') return 'the command did not end when its script did'
  if (row.end !== undefined && end.kind !== row.end) return `the command ended with ${JSON.stringify(end)}`
  return undefined
}

/** What is seen on the host afterwards. */
async function findTrace(arena: SandboxArena, before: Readonly<Record<string, string>>): Promise<string | undefined> {
  // What has been sent may not have been received yet.
  await delay(20)
  if (arena.reached.length > 0) return `the host was reached: ${arena.reached.join(', ')}`
  const after = await arena.outside()
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (place) => before[place] !== after[place],
  )
  if (changed.length > 0) return `the host was changed: ${changed.join(', ')}`
  for (let attempt = 0; attempt < 40; attempt += 1) {
    if ((await arena.leftovers()).length === 0) return undefined
    await delay(25)
  }
  return 'processes outlive the command'
}

function deviationOf(row: MustWork, {end, stdout, stderr}: Finished): string | undefined {
  const expected = {end: row.end ?? {kind: 'exited', exitCode: 0}, stdout: row.stdout ?? '', stderr: row.stderr ?? ''}
  const found = {end, stdout: textOf(stdout), stderr: textOf(stderr)}
  if (isDeepStrictEqual(found, expected)) return undefined
  return `expected ${JSON.stringify(expected)}, got ${shortened(JSON.stringify(found))}`
}

function textOf({bytes}: {readonly bytes: Uint8Array}): string {
  return Buffer.from(bytes).toString()
}

function shortened(text: string): string {
  return text.length > 600 ? `${text.slice(0, 300)} … ${text.slice(-300)}` : text
}
