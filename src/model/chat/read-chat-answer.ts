import {createChunkReader} from '../chunk-reader.ts'
import {completeAnswer} from '../complete-answer.ts'
import type {ModelAnswer, ModelDelta} from '../model-client.ts'
import {readChatUsage} from '../read-usage.ts'
import type {ChatUsage} from '../read-usage.ts'
import type {AnswerEnd, AnswerFact, AnswerReader} from '../wire.ts'
import {mapChatChunk} from './map-chat-chunk.ts'
import type {ChatPiece} from './map-chat-chunk.ts'
import {toOutputItems} from './to-output-items.ts'
import {createToolCallJoin} from './tool-call-join.ts'

type Fact = AnswerFact<ModelDelta, ModelAnswer>

/**
 * An answer is complete when it has a reason to finish and its stream ends in good order, with or without `[DONE]`:
 * the usage comes after that reason.
 */
export function createChatReader(): AnswerReader<ModelDelta, ModelAnswer> {
  const calls = createToolCallJoin()
  const texts: string[] = []
  const reasonings: string[] = []
  let id = ''
  let finishReason: string | undefined
  let usage: ChatUsage | undefined

  function readPiece(piece: ChatPiece): readonly Fact[] {
    id = piece.id ?? id
    finishReason = piece.finishReason ?? finishReason
    usage = piece.usage ?? usage
    calls.add(piece.toolCalls)
    const facts: Fact[] = []
    if (piece.reasoning !== '') {
      reasonings.push(piece.reasoning)
      facts.push({kind: 'delta', delta: {type: 'reasoning.delta', text: piece.reasoning}})
    }
    if (piece.text !== '') {
      texts.push(piece.text)
      facts.push({kind: 'delta', delta: {type: 'text.delta', text: piece.text}})
    }
    return facts
  }

  function end(): AnswerEnd<ModelAnswer> | undefined {
    if (finishReason === undefined) return undefined
    if (finishReason === 'length') return {kind: 'incomplete', reason: 'max_output_tokens'}
    if (finishReason === 'content_filter') return {kind: 'incomplete', reason: 'content_filter'}
    if (finishReason === 'error') return {kind: 'failed', error: {code: undefined, message: 'no reason given'}}
    const joined = calls.joined()
    if (joined === undefined) return {kind: 'malformed', detail: 'a tool call without a name'}
    const parts = {id, text: texts.join(''), reasoning: reasonings.join(''), calls: joined}
    return completeAnswer({items: toOutputItems(parts), usage: readChatUsage(usage)})
  }

  function read(data: string): readonly Fact[] {
    const mapped = mapChatChunk(data)
    return mapped.kind === 'piece' ? readPiece(mapped) : [mapped]
  }

  return createChunkReader({read, end, missing: 'no reason to finish'})
}
