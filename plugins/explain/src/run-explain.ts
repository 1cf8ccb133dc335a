import {
  CodexError,
  type FlagValues,
  type Host,
  isCodexError,
  type Outcome,
  type VerbOutput,
} from '@codex-host/plugin-api'
import {explainAll} from './explain-all.ts'
import {languageNamed} from './language/detect-language.ts'
import {createPresenter, type PageFormat, type Presenter} from './present-explanations.ts'
import {parseLineRanges, type WrittenRange} from './source/line-ranges.ts'
import {readInputs} from './source/read-inputs.ts'

export interface ExplainFlags extends FlagValues {
  /** Absent for a summary; `all` or ranges. */
  readonly lines?: readonly string[] | undefined
  readonly language?: string | undefined
  readonly 'max-files': number
  readonly format: PageFormat
}

export interface ExplainCall {
  readonly targets: readonly string[]
  readonly flags: ExplainFlags
  readonly host: Host
  readonly stdin: NodeJS.ReadStream
}

/** The command, from what was typed to what is shown. What goes wrong on the way is said where the rest is. */
export async function runExplain({targets, flags, host, stdin}: ExplainCall): Promise<void> {
  const shared = flags.format === 'json' && flags['jsonl'] !== true ? {...flags, json: true} : flags
  const output = await host.openOutput(shared)
  const {signal} = host
  let presenter: Presenter | undefined
  try {
    const ranges = rangesOf(flags.lines ?? [])
    refuseNothing(targets)
    const [files, model] = await Promise.all([host.openFiles(shared), host.openModel(shared)])
    const request = {...languageOf(flags, output), targets, ranges, mostFiles: flags['max-files'], files, stdin}
    const read = await readInputs({...request, notice: output.notice}, signal)
    if (ranges.length > 0 && read.inputs.length > 1) throw rangesNeedOneFile()

    presenter = createPresenter(output, flags.format, read.inputs.length > 1)
    const mode = flags.lines === undefined ? 'summary' : 'lines'
    await output.writeEvent({type: 'explain.start', version: 1, mode, files: read.inputs.map(nameOf)})
    const streams = output.screen !== undefined || output.format === 'jsonl'
    const {notice, progress} = output
    const events = explainAll(read, {mode, model, notice, progress, streams}, signal)
    for await (const event of events) await presenter.note(event)
    await output.end(await presenter.finish())
  } catch (error) {
    await endOn(error, {output, presenter, signal})
  }
}

type Read = Awaited<ReturnType<typeof readInputs>>

function nameOf(input: Read['inputs'][number]): string {
  return input.kind === 'failed' ? input.name : input.source.name
}

/** The ranges; none where all lines are meant. */
function rangesOf(written: readonly string[]): readonly WrittenRange[] {
  if (written.includes('all')) return []
  return written.flatMap((text) => {
    const parsed = parseLineRanges(text)
    if (parsed.kind === 'ranges') return parsed.ranges
    throw new CodexError(`--lines ${text} could not be read: ${parsed.because}. Nothing was explained.`, {
      code: 'LINES_UNREADABLE',
      exitCode: 2,
      suggestions: ['`--lines` for all, or `--lines 10-40`, `--lines 10`, `--lines 10-`, `--lines 3,10-40`.'],
    })
  })
}

function refuseNothing(targets: readonly string[]): void {
  if (targets.length > 0) return
  throw new CodexError('No file was named, so nothing was explained.', {
    code: 'NO_TARGET',
    exitCode: 2,
    suggestions: ['codex explain FILE', 'codex explain FILE:NAME', 'git diff | codex explain -'],
  })
}

function rangesNeedOneFile(): CodexError {
  return new CodexError('A range of lines means one file, and there are several, so nothing was explained.', {
    code: 'RANGE_OF_SEVERAL',
    exitCode: 2,
    suggestions: ['Name one file, or leave the range away: `--lines`.'],
  })
}

function languageOf({language: word}: ExplainFlags, {notice}: VerbOutput) {
  const language = word === undefined ? undefined : languageNamed(word)
  if (word !== undefined && language === undefined) {
    const text = `The language "${word}" is not known here: there are no colours and no definitions by name.`
    notice({code: 'LANGUAGE_UNKNOWN', text})
  }
  return language === undefined ? {} : {language}
}

const outcomes: Readonly<Record<number, Outcome>> = {
  2: 'usage',
  3: 'configuration',
  4: 'credentials',
  11: 'plugin-failed',
  12: 'untrusted',
}

interface Ending {
  readonly output: VerbOutput
  readonly presenter: Presenter | undefined
  readonly signal: AbortSignal
}

/** One object also for a failure. A reader that went away gets none, and a bug is somebody else's to report. */
async function endOn(error: unknown, {output, presenter, signal}: Ending): Promise<void> {
  const interrupted = signal.aborted && (signal.reason === 'SIGINT' || signal.reason === 'SIGTERM')
  const outcome = interrupted ? interruption(signal) : isCodexError(error) ? outcomes[error.exitCode] : undefined
  if (outcome === undefined) throw error

  const done = await presenter?.finish()
  const summary = interrupted
    ? {code: 'INTERRUPTED', message: `Ended by ${String(signal.reason)} before it was done.`, suggestions: []}
    : errorSummary(error)
  await output.end({
    outcomes: [outcome, ...(done?.outcomes ?? [])],
    errors: [summary, ...(done?.errors ?? [])],
    data: done?.data ?? {overview: null, files: []},
  })
}

function interruption({reason}: AbortSignal): Outcome {
  return reason === 'SIGINT' ? 'interrupted' : 'terminated'
}

function errorSummary(error: unknown) {
  if (!isCodexError(error)) throw error
  const {code, message, suggestions} = error
  return {code, message, suggestions}
}
