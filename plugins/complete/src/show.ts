import type {VerbOutput} from '@codex-host/plugin-api'
import type {AnswerContext} from './clean/answer-context.ts'
import {shownSoFar} from './clean/shown-so-far.ts'
import {describeEnd, type FileEnd} from './describe-ends.ts'
import {withLineFeeds} from './fill-gap.ts'
import {renderDiff} from './render-diff.ts'

export interface ShowTerms {
  readonly output: VerbOutput
  readonly wish: {
    readonly candidates: number
    readonly isInPlace: boolean
    readonly showsDiff: boolean
    readonly hasOutputFile: boolean
  }
  readonly isBatch: boolean
  readonly model: string
  /** Of the whole run. */
  readonly files: number
}

/** What the user sees while it goes on, and the answer. */
export interface Show {
  end(end: FileEnd): Promise<void>
  /** So many more files are done. */
  done(files: number): void
  /** Only where the text itself is shown, on a screen. */
  readonly text?: (partial: string | undefined, context: AnswerContext) => Promise<void>
}

export function createShow({output, wish, isBatch, files, model}: ShowTerms): Show {
  const isOnScreen = output.screen !== undefined && !wish.hasOutputFile
  const showsText = !wish.isInPlace && !wish.showsDiff
  let shown = ''
  let done = 0

  if (isBatch) output.progress(`0 of ${files} files`)
  else output.progress(`Waiting for ${model}`)

  async function text(partial: string | undefined, context: AnswerContext): Promise<void> {
    if (partial === undefined) {
      if (shown !== '') await output.write('\n', 'prose')
      shown = ''
      return
    }
    const sure = shownSoFar(partial, context)
    if (sure.length <= shown.length) return
    await output.write(sure.slice(shown.length), 'exact')
    shown = sure
  }

  async function writeOnly(whole: string): Promise<void> {
    if (!isOnScreen) return output.write(whole, 'exact')
    const visible = withLineFeeds(whole)
    const rest = visible.startsWith(shown) ? visible.slice(shown.length) : `\n${visible}`
    await output.write(rest.endsWith('\n') || visible === '' ? rest : `${rest}\n`, 'exact')
  }

  return {
    ...(isOnScreen && showsText && !isBatch && wish.candidates === 1 && {text}),
    done(count) {
      done += count
      if (isBatch) output.progress(`${done} of ${files} files`)
    },
    async end(end) {
      await output.writeEvent({type: 'completion.end', ...describeEnd(end)})
      if (end.kind !== 'completed') return
      tellOfEnd(end, output)
      const texts = end.candidates.map((candidate) => candidate.text)
      const [only = ''] = texts
      if (wish.showsDiff) await output.write(renderDiff(end.job, only), 'exact')
      else if (showsText && !isBatch && texts.length === 1) await writeOnly(only)
      else if (showsText) {
        const many = texts.length > 1
        for (const [index, own] of texts.entries()) {
          const title = [...(isBatch ? [end.job.path] : []), ...(many ? [`${index + 1} of ${texts.length}`] : [])]
          await output.write(`==> ${title.join(', ')} <==\n`, 'prose')
          await output.write(own.endsWith('\n') ? own : `${own}\n`, 'exact')
        }
      }
    },
  }
}

function tellOfEnd({job, candidates}: FileEnd & {kind: 'completed'}, output: VerbOutput): void {
  if (candidates.some(({endedBy}) => endedBy === 'limit')) {
    const text = `The text for ${job.path} ends at the limit of tokens. --max-output-tokens sets another one.`
    output.notice({code: 'TEXT_CUT', text})
  }
  if (candidates.every((candidate) => candidate.text === '')) {
    output.notice({code: 'NOTHING_INSERTED', text: `The model has nothing to insert into ${job.path}.`})
  }
}
