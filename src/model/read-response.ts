import type {Usage} from '@codex-host/plugin-api'
import {classifyConnection, classifyServerError, empty, endedEarly, incomplete, malformed} from './classify-failure.ts'
import type {Fault} from './classify-failure.ts'
import {rootCause, safeText} from './error-text.ts'
import {mapResponseEvent} from './map-response-event.ts'
import type {ResponseFact} from './map-response-event.ts'
import type {ModelEvent, OutputItem} from './model-client.ts'
import {createFrameDecoder} from './sse-frames.ts'
import type {Frame} from './sse-frames.ts'

export type ResponseEnd =
  | {readonly kind: 'done'; readonly items: readonly OutputItem[]; readonly usage: Usage}
  | {readonly kind: 'fault'; readonly fault: Fault}

/** The next bytes of the stream, or `undefined` at its end. */
export type ReadChunk = () => Promise<Uint8Array | undefined>

/** Yields the deltas of one answer and returns how it ended. An answer without `response.completed` is no answer. */
export async function* readResponse(
  readChunk: ReadChunk,
  {apiKey, signal}: {readonly apiKey: string | undefined; readonly signal: AbortSignal},
): AsyncGenerator<ModelEvent, ResponseEnd> {
  const decoder = createFrameDecoder()
  const items: {index: number; item: OutputItem}[] = []

  while (true) {
    const read = await tryRead(readChunk, apiKey)
    if (read.kind === 'fault') return read
    const frames = read.chunk === undefined ? decoder.end() : decoder.push(read.chunk)

    for (const frame of frames) {
      signal.throwIfAborted()
      const fact = factOf(frame)
      if (fact.kind === 'text') yield {type: 'text.delta', text: fact.text}
      else if (fact.kind === 'reasoning') yield {type: 'reasoning.delta', text: fact.text}
      else if (fact.kind === 'item') items.push({index: fact.index, item: fact.item})
      else if (fact.kind === 'completed') return completed(fact, items)
      else if (fact.kind !== 'nothing') return {kind: 'fault', fault: faultOf(fact, apiKey)}
    }
    if (read.chunk === undefined) return {kind: 'fault', fault: endedEarly()}
  }
}

type ChunkRead =
  | {readonly kind: 'chunk'; readonly chunk: Uint8Array | undefined}
  | {readonly kind: 'fault'; readonly fault: Fault}

async function tryRead(readChunk: ReadChunk, apiKey: string | undefined): Promise<ChunkRead> {
  try {
    return {kind: 'chunk', chunk: await readChunk()}
  } catch (error) {
    const cause = rootCause(error)
    return {kind: 'fault', fault: classifyConnection(cause.code ?? 'ECONNRESET', safeText(cause.message, apiKey))}
  }
}

function factOf(frame: Frame): ResponseFact {
  return frame.kind === 'data' ? mapResponseEvent(frame.data) : frame
}

function faultOf(
  fact: ResponseFact & {kind: 'incomplete' | 'failed' | 'malformed'},
  apiKey: string | undefined,
): Fault {
  switch (fact.kind) {
    case 'incomplete':
      return incomplete(safeText(fact.reason, apiKey))
    case 'failed':
      return classifyServerError({code: fact.error.code, message: safeText(fact.error.message, apiKey)})
    case 'malformed':
      return malformed(safeText(fact.detail, apiKey))
  }
}

function completed(
  fact: ResponseFact & {kind: 'completed'},
  streamed: readonly {readonly index: number; readonly item: OutputItem}[],
): ResponseEnd {
  const inOrder = streamed.toSorted((left, right) => left.index - right.index).map(({item}) => item)
  const items = inOrder.length > 0 ? inOrder : fact.items
  const says = items.some((item) => item.kind === 'tool_call' || (item.kind === 'message' && item.text.trim() !== ''))
  return says ? {kind: 'done', items, usage: fact.usage} : {kind: 'fault', fault: empty()}
}
