import type {ErrorSummary, VerbEnd, VerbOutput} from '@codex-host/plugin-api'
import type {ExplainResult} from './ask/explanation.ts'
import type {AllEvent} from './explain-all.ts'
import {createPaint, type Paint} from './show/create-paint.ts'
import {renderHtml} from './show/render-html.ts'
import {markdownHeading, markdownProse, renderMarkdown} from './show/render-markdown.ts'
import {renderHeading, renderProse, renderText, type TextLook} from './show/render-text.ts'
import {missingParts, resultJson, resultsJson} from './show/result-json.ts'
import {createWordStream, type WordStream} from './show/stream-words.ts'
import type {Failure} from './source/source.ts'

export type PageFormat = 'text' | 'markdown' | 'json' | 'html'

export interface Presenter {
  note(event: AllEvent): Promise<void>
  /** What is to be said at the end. */
  finish(): Promise<VerbEnd>
}

/** Where nobody sees the text, it is set for the width that everything shows. */
const usualColumns = 80
const mostProseColumns = 100

/** Shows explanations as they come, in the format that was asked for. */
export function createPresenter(output: VerbOutput, format: PageFormat, isNamed: boolean): Presenter {
  const results: ExplainResult[] = []
  const failures: Failure[] = []
  const look = lookOf(output, isNamed)
  const streamed = createStreamedText(output, look)
  let overview: string | undefined
  let shown = 0

  async function show(text: string, kind: 'exact' | 'styled'): Promise<void> {
    output.progress(undefined)
    await output.write(shown > 0 ? `\n${text}` : text, kind)
    shown += 1
  }

  async function noteResult(result: ExplainResult): Promise<void> {
    results.push(result)
    await output.writeEvent({type: 'file.end', ...resultJson(result)})
    if (result.kind === 'failed') return streamed.end(undefined)
    failures.push(...missingParts(result.explanation))
    if (format === 'markdown') return show(renderMarkdown(result.explanation, output.escape), 'exact')
    if (format !== 'text') return
    if (streamed.hasText()) return streamed.end(result.explanation.summary)
    await show(renderText(result.explanation, look), 'styled')
  }

  async function noteOverview(text: string): Promise<void> {
    overview = text
    await output.writeEvent({type: 'overview.end', text})
    if (format === 'markdown') {
      await show(`${markdownHeading('Overview', output.escape)}\n${markdownProse(text, output.escape)}`, 'exact')
    }
    if (format === 'text') await show(`${renderHeading('Overview', look)}\n${renderProse(text, look)}`, 'styled')
  }

  return {
    async note(event) {
      switch (event.type) {
        case 'text':
          await output.writeEvent({type: 'text.delta', text: event.text})
          return format === 'text' ? streamed.take(event.text) : undefined
        case 'again':
          await output.writeEvent({type: 'text.void'})
          return streamed.again()
        case 'result':
          return noteResult(event.result)
        case 'overview':
          return noteOverview(event.text)
        case 'overview-failed': {
          const message = `There is no overview: ${event.failure.error.message}`
          failures.push({...event.failure, error: {...event.failure.error, message}})
        }
      }
    },
    async finish() {
      const data = resultsJson(results, overview)
      const isAny = results.some(({kind}) => kind === 'explained')
      const page = {results, ...(overview !== undefined && {overview})}
      if (format === 'html' && isAny) await show(renderHtml(page, output.escape), 'exact')
      if (format === 'json' && isAny) await show(`${JSON.stringify(data, undefined, 2)}\n`, 'exact')
      const all = [...results.flatMap((result) => (result.kind === 'failed' ? [result] : [])), ...failures]
      return {outcomes: [...new Set(all.map(({outcome}) => outcome))], errors: errorsOf(results, failures), data}
    },
  }
}

function lookOf({screen, escape}: VerbOutput, isNamed: boolean): TextLook {
  const columns = screen === undefined ? usualColumns : Math.max(20, Math.min(screen.columns, 1000))
  return {columns, paint: createPaint(screen?.hasColor === true), escape, wraps: screen !== undefined, isNamed}
}

/** Files that failed for the same reason are named in one sentence. */
function errorsOf(results: readonly ExplainResult[], failures: readonly Failure[]): readonly ErrorSummary[] {
  const byReason = new Map<string, {names: string[]; error: ErrorSummary}>()
  for (const result of results) {
    if (result.kind !== 'failed') continue
    const key = `${result.error.code} ${result.error.message}`
    const known = byReason.get(key)
    if (known === undefined) byReason.set(key, {names: [result.name], error: result.error})
    else known.names.push(result.name)
  }
  const whole = [...byReason.values()].map(({names, error}) => ({...error, message: sentence(names, error.message)}))
  return [...whole, ...failures.map(({error}) => error)]
}

const mostNames = 3

function sentence(names: readonly string[], message: string): string {
  const [first = ''] = names
  if (message.includes(first)) return message
  const rest = names.length - mostNames
  const list = rest > 0 ? `${names.slice(0, mostNames).join(', ')} and ${rest} more` : names.join(', ')
  return `${list} ${names.length === 1 ? 'was' : 'were'} not explained: ${message}`
}

/** Text that appears while it comes, on a screen only. */
function createStreamedText(output: VerbOutput, {columns, paint}: {readonly columns: number; readonly paint: Paint}) {
  let text = ''
  let held = ''
  let words: WordStream | undefined

  async function close(): Promise<void> {
    const rest = words?.end() ?? ''
    held = ''
    words = undefined
    await output.write(`${rest}\n`, 'styled')
  }

  return {
    hasText: () => text !== '',
    async take(piece: string): Promise<void> {
      if (output.screen === undefined) return
      // Half a character, or half a line end, waits for the other half.
      const whole = held + piece
      held = /[\ud800-\udbff\r]$/.exec(whole)?.[0] ?? ''
      const ready = whole.slice(0, whole.length - held.length)
      const beginning = text === '' ? ready.trimStart() : ready
      if (beginning === '') return
      output.progress(undefined)
      text += beginning
      words ??= createWordStream(Math.min(columns, mostProseColumns))
      const written = words.take(output.escape(beginning))
      if (written !== '') await output.write(written, 'styled')
    },
    async again(): Promise<void> {
      if (text === '') return
      await close()
      await output.write(`${paint.faint('The text above does not count.')}\n\n`, 'styled')
      text = ''
    },
    /** `whole` is what should have come; undefined where there is nothing. */
    async end(whole: string | undefined): Promise<void> {
      if (text === '') return
      await close()
      if (whole === undefined || whole.trim() === text.trim()) return
      await output.write(
        `${paint.faint('The text above is not complete:')}\n\n${output.escape(whole.trim())}\n`,
        'styled',
      )
    },
  }
}
