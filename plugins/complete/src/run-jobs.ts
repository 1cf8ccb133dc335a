import type {ErrorSummary, Notice, Outcome} from '@codex-host/plugin-api'
import type {Job, JobEnd} from './job.ts'
import {type Call, callAlone, type CallTerms} from './plan-calls.ts'
import {type CallEnd, type CallParts, runCall} from './run-call.ts'

export interface RunParts extends CallParts {
  readonly terms: CallTerms
  /** Requests that run side by side. */
  readonly concurrency: number
  /** Told whenever files are done. */
  readonly onDone?: (jobs: number) => void
}

/** Sends all calls and yields the end of each file in the order of `jobs`, as soon as those before it are there. */
export async function* runJobs(
  {jobs, calls}: {readonly jobs: readonly Job[]; readonly calls: readonly Call[]},
  parts: RunParts,
  signal: AbortSignal,
): AsyncGenerator<JobEnd, void> {
  const ends = new Map(jobs.map((job) => [job, Promise.withResolvers<JobEnd>()]))
  for (const {promise} of ends.values()) promise.catch(() => {})
  const settle = (done: readonly JobEnd[]) => {
    for (const end of done) ends.get(end.job)?.resolve(end)
    parts.onDone?.(done.length)
  }
  const run = createCallRunner({...parts, limit: createLimit(parts.concurrency)}, signal)
  const all = Promise.all(calls.map(async (call) => settle(await run(call)))).catch((error: unknown) => {
    for (const {reject} of ends.values()) reject(error)
  })
  for (const {promise} of ends.values()) yield await promise
  await all
}

type Limit = <Value>(work: () => Promise<Value>) => Promise<Value>

/** Lets so many pieces of work run side by side; the others wait, in order. */
function createLimit(most: number): Limit {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

type CallRunner = (call: Call) => Promise<readonly JobEnd[]>

/** Remembers what one call has shown about all others: that nothing can be sent, or that the server knows no lists. */
function createCallRunner(parts: RunParts & {readonly limit: Limit}, signal: AbortSignal): CallRunner {
  let isOver = false
  let readsLists = true
  let fillsIn = true

  async function run(call: Call): Promise<readonly JobEnd[]> {
    if (call.kind === 'together' && !readsLists) return runAlone(call)
    if (call.kind !== 'asked' && !fillsIn) return runInWords(call)

    const end = await parts.limit(() => send(call))
    if (end.kind === 'answered') return end.ends
    // One text that the cache does not have must not hide the others.
    if (end.error.code === 'MODEL_NOT_CACHED' && call.jobs.length > 1) return runEach(call)
    if (!mayDoOtherwise.has(end.error.code)) return failed(call.jobs, end)
    // One text that the server refuses must not take the others with it, and some servers read no lists.
    if (call.kind === 'together') return runAlone(call)
    return call.kind === 'alone' && mayAsk(parts) ? askInstead(call, end) : failed(call.jobs, end)
  }

  async function send(call: Call): Promise<CallEnd> {
    signal.throwIfAborted()
    if (isOver) return {kind: 'answered', ends: call.jobs.map((job) => ({kind: 'not-asked', job}))}
    const end = await runCall(call, parts, signal)
    if (end.kind === 'failed' && endsAll.has(end.outcome)) isOver = true
    return end
  }

  async function runEach({jobs}: Call): Promise<readonly JobEnd[]> {
    return (await Promise.all(jobs.map((job) => run({kind: 'together', jobs: [job], inputTokens: 0})))).flat()
  }

  async function runAlone({jobs}: Call): Promise<readonly JobEnd[]> {
    const ends: JobEnd[] = []
    for (const job of jobs.slice(0, mostProbes)) ends.push(...(await run(callAlone(job, parts.terms))))
    const rest = jobs.slice(mostProbes)
    const last = ends.at(-1)
    // It is not the text that is refused: a model that the server does not have, for instance.
    if (last?.kind === 'failed' && ends.every(({kind}) => kind === 'failed')) return [...ends, ...failed(rest, last)]
    ends.push(...(await Promise.all(rest.map((job) => run(callAlone(job, parts.terms))))).flat())
    // Not one text of several was at fault, but that they came together.
    if (jobs.length > 1 && ends.every(({kind}) => kind === 'completed')) readsLists = false
    return ends
  }

  async function runInWords({jobs}: Call): Promise<readonly JobEnd[]> {
    return (await Promise.all(jobs.map((job) => run({kind: 'asked', jobs: [job], inputTokens: 0})))).flat()
  }

  /** A server may have the model, and no completions of texts. */
  async function askInstead(call: Call, refusal: CallEnd & {kind: 'failed'}): Promise<readonly JobEnd[]> {
    const ends = await runInWords(call)
    if (ends.some(({kind}) => kind !== 'completed')) return failed(call.jobs, refusal)
    if (fillsIn) parts.notice(askedInWords(refusal.error))
    fillsIn = false
    return ends
  }

  return run
}

/** After these no other request could go better. */
const endsAll: ReadonlySet<Outcome> = new Set<Outcome>([
  'budget-ended',
  'bug',
  'configuration',
  'credentials',
  'plugin-failed',
  'untrusted',
])

/** Texts of a refused request that are sent alone before the others are. */
const mostProbes = 3

const mayDoOtherwise = new Set(['MODEL_REFUSED', 'MODEL_CONTEXT_LENGTH'])

function mayAsk({model}: RunParts): boolean {
  return model.facts.wire !== 'completions'
}

function failed(jobs: readonly Job[], {outcome, error}: {outcome: Outcome; error: ErrorSummary}): readonly JobEnd[] {
  return jobs.map((job) => ({kind: 'failed', job, outcome, error}))
}

function askedInWords({message}: ErrorSummary): Notice {
  const text = `The server does not fill in texts with this model, so it was asked in words. ${message}`
  return {code: 'ASKED_IN_WORDS', text}
}
