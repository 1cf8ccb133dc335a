import type {FlagValues, Host, ProjectFiles, TextModel, VerbOutput} from '@codex-host/plugin-api'
import {errorsOf, type FileEnd, outcomesOf} from './describe-ends.ts'
import {describeDryRun, dryRun, dryRunText} from './dry-run.ts'
import {endRun, interruptionOf} from './end-run.ts'
import type {CursorWish} from './find-cursor.ts'
import type {Job} from './job.ts'
import {landEnds} from './land-ends.ts'
import {onlyChangeable} from './only-changeable.ts'
import {openFillModel} from './open-fill-model.ts'
import {type Call, planCalls} from './plan-calls.ts'
import {type Inputs, readInputs} from './read-inputs.ts'
import {runJobs} from './run-jobs.ts'
import {createShow} from './show.ts'
import {windowJobs} from './window-jobs.ts'

export interface CompleteWish extends CursorWish {
  readonly names: readonly string[]
  readonly candidates: number
  readonly isInPlace: boolean
  readonly showsDiff: boolean
  readonly isDryRun: boolean
  /** Requests that run side by side. */
  readonly concurrency: number
  readonly stop: readonly string[]
  /** The answer goes to a file too, and must be exact there. */
  readonly hasOutputFile: boolean
  readonly readStdin: (most: number) => Promise<Uint8Array>
}

/** Tokens of a text that a model writes on at a cursor, where nothing else is said. The default of servers is 16. */
const filledTokens = 512

/** Completes everything that was named, and says how it ended. */
export async function complete(wish: CompleteWish, host: Host, flags: FlagValues): Promise<void> {
  const output = await host.openOutput(flags)
  const files = await host.openFiles(flags)
  const ends: FileEnd[] = []
  try {
    const sources = {names: wish.names, files, readStdin: wish.readStdin, wish, notice: output.notice}
    const found = await readInputs(sources, host.signal)
    const inputs = wish.isInPlace ? await onlyChangeable(found.inputs, files.root) : found.inputs
    const run = {wish, output, files, ends, inputs, isBatch: found.isBatch, signal: host.signal}
    await runInputs(run, () => openFillModel(host, flags, wish.stop))
  } catch (error) {
    const interruption = interruptionOf(host.signal)
    if (interruption === undefined) throw error
    await endRun(ends, {output, interruption})
  }
}

interface Run extends Inputs {
  readonly wish: CompleteWish
  readonly output: VerbOutput
  readonly files: ProjectFiles
  /** What is done so far, in the order of the input. */
  readonly ends: FileEnd[]
  readonly signal: AbortSignal
}

async function runInputs(run: Run, openModel: () => Promise<TextModel>): Promise<void> {
  const {wish, output, files, ends, inputs, isBatch, signal} = run
  if (inputs.length === 0) output.notice(nothingMarked(wish.names))
  // What is wrong with the input can be said without a model.
  const isReady = inputs.some(({kind}) => kind === 'ready')
  const model = isReady ? await openModel() : undefined
  const plan = model === undefined ? undefined : await makePlan(run, model)
  if (wish.isDryRun && model !== undefined && plan !== undefined) return showPlan(run, model, plan)

  const show = createShow({output, wish, isBatch, files: inputs.length, model: model?.facts.model ?? ''})
  for await (const end of endsOf(run, {model, plan, show})) {
    ends.push(end)
    await show.end(end)
  }
  output.progress(undefined)
  const landing = wish.isInPlace ? await landEnds(ends, {files, output, signal}) : {}
  await endRun(landing.ends ?? ends, {output, ...landing})
}

interface Plan {
  readonly jobs: readonly Job[]
  readonly calls: readonly Call[]
  readonly outputTokens?: number
}

async function makePlan({wish, inputs, isBatch, output, signal}: Run, model: TextModel): Promise<Plan> {
  const {facts} = model
  const ready = inputs.filter((input) => input.kind === 'ready')
  const outputTokens = facts.maxOutputTokens ?? (facts.fillsInMiddle ? filledTokens : undefined)
  // A local server would be asked for its window, and a dry run sends nothing.
  const windowTokens = wish.isDryRun ? facts.contextWindow : await model.contextWindow(signal)
  const jobs = windowJobs(ready, {
    model,
    windowTokens,
    notice: output.notice,
    ...(outputTokens !== undefined && {outputTokens}),
  })
  const {candidates} = wish
  const terms = {facts, isBatch, candidates, outputTokens: outputTokens ?? 0, count: model.countTokens}
  return {jobs, calls: planCalls(jobs, terms), ...(outputTokens !== undefined && {outputTokens})}
}

async function showPlan(
  {wish, output, inputs}: Run,
  {facts}: TextModel,
  {jobs, calls, outputTokens}: Plan,
): Promise<void> {
  const {candidates} = wish
  const planned = dryRun(jobs, calls, {facts, candidates, ...(outputTokens !== undefined && {outputTokens})})
  await output.write(dryRunText(planned, facts.model), 'prose')
  const refused = inputs.filter((input) => input.kind === 'refused')
  const data = describeDryRun(planned)
  await output.writeEvent({type: 'plan.end', ...data})
  await output.end({outcomes: outcomesOf(refused), errors: errorsOf(refused), data})
}

interface Doing {
  readonly model: TextModel | undefined
  readonly plan: Plan | undefined
  readonly show: ReturnType<typeof createShow>
}

/** In the order of the input: what was refused stands between what was completed. */
async function* endsOf(
  {wish, inputs, output, isBatch, signal}: Run,
  {model, plan, show}: Doing,
): AsyncGenerator<FileEnd, void> {
  const {candidates, concurrency, stop} = wish
  const running =
    model === undefined || plan === undefined
      ? undefined
      : runJobs(
          plan,
          {
            model,
            candidates,
            concurrency,
            stop,
            notice: output.notice,
            terms: {
              facts: model.facts,
              isBatch,
              candidates,
              outputTokens: plan.outputTokens ?? 0,
              count: model.countTokens,
            },
            onDone: show.done,
            ...(plan.outputTokens !== undefined && {maxOutputTokens: plan.outputTokens}),
            ...(show.text !== undefined && {onText: show.text}),
          },
          signal,
        )
  for (const input of inputs) {
    if (input.kind === 'refused') yield input
    else {
      const next = await running?.next()
      if (next?.done === false) yield next.value
    }
  }
}

function nothingMarked(names: readonly string[]) {
  return {code: 'NO_MARKERS', text: `No file in ${names.join(', ')} has a marker, so there is nothing to complete.`}
}
