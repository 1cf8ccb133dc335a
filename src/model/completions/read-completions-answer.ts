import {z} from 'zod'
import type {CompletionAnswer, CompletionChoice, CompletionDelta} from '../completion-client.ts'
import {createChunkReader} from '../chunk-reader.ts'
import {parseJson} from '../parse-json.ts'
import {readServerError} from '../read-server-error.ts'
import {chatUsage, readChatUsage} from '../read-usage.ts'
import type {ChatUsage} from '../read-usage.ts'
import {malformedAt} from '../wire.ts'
import type {AnswerEnd, AnswerFact, AnswerReader} from '../wire.ts'

type Fact = AnswerFact<CompletionDelta, CompletionAnswer>

interface OpenChoice {
  readonly pieces: string[]
  endedBy?: CompletionChoice['endedBy']
}

/** An answer is complete when every candidate of every prompt has a reason to finish and the stream ends in order. */
export function createCompletionsReader(asked: {
  readonly prompts: number
  readonly candidates: number
}): AnswerReader<CompletionDelta, CompletionAnswer> {
  const open: OpenChoice[] = Array.from({length: asked.prompts * asked.candidates}, () => ({pieces: []}))
  let usage: ChatUsage | undefined

  function read(data: string): readonly Fact[] {
    const parsed = chunk.safeParse(parseJson(data))
    if (!parsed.success) return [malformedAt(data)]
    if (parsed.data.error !== undefined && parsed.data.error !== null) {
      return [{kind: 'failed', error: readServerError(parsed.data.error)}]
    }
    if (parsed.data.choices === undefined) return [malformedAt(data)]
    usage = parsed.data.usage ?? usage
    return parsed.data.choices.flatMap((choice) => readChoice(choice) ?? [malformedAt(data)])
  }

  function readChoice({index, text, finish_reason: reason}: ChunkChoice): readonly Fact[] | undefined {
    const choice = open[index]
    if (choice === undefined) return undefined
    if (typeof reason === 'string') choice.endedBy = endOf(reason)
    if (text === '') return []
    choice.pieces.push(text)
    return [{kind: 'delta', delta: {type: 'text.delta', ...placeOf(index, asked.candidates), text}}]
  }

  function end(): AnswerEnd<CompletionAnswer> | undefined {
    const choices: CompletionChoice[] = []
    for (const [index, {pieces, endedBy}] of open.entries()) {
      if (endedBy === undefined) return undefined
      choices.push({...placeOf(index, asked.candidates), text: pieces.join(''), endedBy})
    }
    if (choices.every(({text}) => text === '')) return nothingOf(choices)
    return {kind: 'complete', answer: {choices, usage: readChatUsage(usage)}}
  }

  return createChunkReader({read, end, missing: 'not every text was finished'})
}

/** An index counts the candidates of the first prompt, then those of the second. */
function placeOf(index: number, candidates: number): {readonly prompt: number; readonly candidate: number} {
  return {prompt: Math.floor(index / candidates), candidate: index % candidates}
}

function endOf(reason: string): CompletionChoice['endedBy'] {
  if (reason === 'length') return 'limit'
  return reason === 'content_filter' ? 'content-filter' : 'stop'
}

function nothingOf(choices: readonly CompletionChoice[]): AnswerEnd<never> {
  const isFiltered = choices.some(({endedBy}) => endedBy === 'content-filter')
  return isFiltered ? {kind: 'incomplete', reason: 'content_filter'} : {kind: 'empty'}
}

const chunkChoice = z.object({
  index: z.number().int().min(0).default(0),
  text: z.string(),
  finish_reason: z.string().nullish(),
})

type ChunkChoice = z.output<typeof chunkChoice>

const chunk = z.object({
  error: z.unknown().optional(),
  choices: z.array(chunkChoice).optional(),
  usage: chatUsage.nullish(),
})
