import type {AskRequest, Notice} from '@codex-host/plugin-api'
import {countLines, describeRanges, type LineRange} from '../source/line-ranges.ts'
import type {Failure, Source} from '../source/source.ts'
import {anchorNotes, type AnchoredNotes, type Annotation} from './anchor-notes.ts'
import {buildPrompt, showAround} from './build-prompt.ts'
import type {Answer, Asker} from './create-asker.ts'
import {cutParts} from './cut-parts.ts'
import diffInstructions from './diff.md'
import type {ExplainMode} from './explanation.ts'
import {answerLimit} from './join-texts.ts'
import lineInstructions from './lines.md'
import type {RequestLimits} from './part-limits.ts'
import {annotationSchema, readAnnotations} from './read-annotations.ts'
import summaryInstructions from './summary.md'

export interface PartContext {
  readonly source: Source
  readonly mode: ExplainMode
  readonly limits: RequestLimits
  readonly asker: Asker
  readonly notice: (notice: Notice) => void
}

export type PartResult =
  | {
      readonly kind: 'explained'
      readonly range: LineRange
      readonly summary: string
      readonly annotations: readonly Annotation[]
      readonly droppedNotes: number
    }
  | ({readonly kind: 'failed'; readonly range: LineRange} & Failure)

/** Explains some lines. What the server finds too long after all is cut in two, so that there may be several results. */
export async function explainPart(range: LineRange, context: PartContext): Promise<readonly PartResult[]> {
  const {mode, limits, source} = context
  const result = mode === 'lines' ? await annotatePart(range, context) : await summarisePart(range, context)
  if (result.kind === 'explained' || result.error.code !== 'MODEL_CONTEXT_LENGTH' || range.first === range.last) {
    return [result]
  }

  const {lines, outline} = source
  const half = {...limits, part: Math.ceil(limits.part / 2), around: Math.floor(limits.around / 2)}
  const halves = cutParts(
    {lines, ranges: [range], ...(outline !== undefined && {outline})},
    {tokens: half.part, lines: Math.ceil(countLines([range]) / 2), countTokens: context.asker.countTokens},
  )
  const results = await Promise.all(halves.map((piece) => explainPart(piece, {...context, limits: half})))
  return results.flat()
}

/** The request whose answer explains a part as a text. */
export function summaryRequest(range: LineRange, context: PartContext): AskRequest {
  const {source, limits, asker} = context
  const instructions = source.kind === 'diff' ? diffInstructions : summaryInstructions
  return {instructions, prompt: promptFor(range, context), ...answerLimit(asker, limits.answer)}
}

export function instructionsFor(mode: ExplainMode): string {
  return mode === 'lines' ? lineInstructions : summaryInstructions
}

async function summarisePart(range: LineRange, context: PartContext): Promise<PartResult> {
  return summaryResult(range, await context.asker.answer(summaryRequest(range, context)))
}

export function summaryResult(range: LineRange, answer: Answer): PartResult {
  if (answer.kind === 'failed') return {...answer, range}
  const summary = answer.text.trim()
  if (summary === '') return {kind: 'failed', range, ...unreadable(range, 'the answer is empty')}
  return {kind: 'explained', range, summary, annotations: [], droppedNotes: 0}
}

async function annotatePart(range: LineRange, context: PartContext): Promise<PartResult> {
  const {asker, limits} = context
  const request = {
    instructions: lineInstructions,
    prompt: promptFor(range, context),
    ...answerLimit(asker, limits.answer),
  }
  const answer = await asker.answer({...request, outputSchema: annotationSchema})
  if (answer.kind === 'failed') return {...answer, range}

  const said = readAnnotations(answer.text) ?? (await askOnceMore(request, asker))
  if (said === undefined) return {kind: 'failed', range, ...unreadable(range, 'the answer has no notes in it')}
  if ('outcome' in said) return {...said, kind: 'failed', range}

  const anchored = anchorNotes(said.notes, context.source.lines, [range])
  tellDropped(anchored, context)
  const {annotations, dropped} = anchored
  return {kind: 'explained', range, summary: said.summary, annotations, droppedNotes: dropped.length}
}

async function askOnceMore(request: AskRequest, asker: Asker) {
  const prompt = `${request.prompt}\nYour last answer could not be read. Answer with the JSON object alone.\n`
  const answer = await asker.answer({...request, prompt})
  return answer.kind === 'failed' ? answer : readAnnotations(answer.text)
}

function promptFor(part: LineRange, {source, limits, asker}: PartContext): string {
  const shown = showAround(source.lines, part, {tokens: limits.around, countTokens: asker.countTokens})
  return buildPrompt(source, {part, shown})
}

function unreadable(range: LineRange, because: string): Failure {
  const message = `The model did not explain ${describeRanges([range])}: ${because}.`
  const suggestions = ['Ask again with `--cache refresh`, or ask another model with `--model`.']
  return {outcome: 'model-failed', error: {code: 'ANSWER_UNREADABLE', message, suggestions}}
}

const mostReasons = 3

function tellDropped({dropped}: AnchoredNotes, {source, notice}: PartContext): void {
  if (dropped.length === 0) return
  const reasons = dropped.slice(0, mostReasons).map(({because}) => because)
  const what = dropped.length === 1 ? 'A note' : `${dropped.length} notes`
  const more = dropped.length > mostReasons ? ' and more' : ''
  notice({
    code: 'NOTES_DROPPED',
    text: `${what} about ${source.name} fitted no line and ${dropped.length === 1 ? 'was' : 'were'} dropped: ${reasons.join('; ')}${more}.`,
  })
}
