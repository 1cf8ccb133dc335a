import {completeAnswer} from '../complete-answer.ts'
import type {ModelAnswer, ModelDelta, OutputItem} from '../model-client.ts'
import {malformedAt} from '../wire.ts'
import type {AnswerFact, AnswerReader} from '../wire.ts'
import {mapResponseEvent} from './map-response-event.ts'
import type {ResponseFact} from './map-response-event.ts'

export interface ResponsesAnswer extends ModelAnswer {
  /** The server's name of the answer. */
  readonly responseId?: string
  /** The answer that this one goes on from. */
  readonly previousResponseId?: string
}

type Fact = AnswerFact<ModelDelta, ResponsesAnswer>

/** An answer is complete with `response.completed`, and with nothing else. */
export function createResponsesReader(): AnswerReader<ModelDelta, ResponsesAnswer> {
  const streamed: {index: number; item: OutputItem}[] = []

  function read(fact: ResponseFact): readonly Fact[] {
    switch (fact.kind) {
      case 'text':
      case 'reasoning':
        return [{kind: 'delta', delta: {type: `${fact.kind}.delta`, text: fact.text}}]
      case 'item':
        streamed.push({index: fact.index, item: fact.item})
        return []
      case 'completed': {
        const inOrder = streamed.toSorted((left, right) => left.index - right.index).map(({item}) => item)
        const {kind: _, ...response} = fact
        return [completeAnswer({...response, items: inOrder.length > 0 ? inOrder : fact.items})]
      }
      case 'incomplete':
      case 'failed':
      case 'malformed':
        return [fact]
      case 'nothing':
        return []
    }
  }

  return {
    readFrame: (data) => read(mapResponseEvent(data)),
    readEnd: () => undefined,
    readWhole(text) {
      const event = wholeEvent(text)
      if (event === undefined) return [malformedAt(text)]
      const end = mapResponseEvent(event)
      return end.kind === 'completed' ? [...textsOf(end.items), ...read(end)] : read(end)
    },
  }
}

/** The response object of an answer in one piece is the one the last event of a stream carries. */
function wholeEvent(text: string): string | undefined {
  try {
    const response: unknown = JSON.parse(text)
    if (typeof response !== 'object' || response === null) return undefined
    const status = 'status' in response ? response.status : undefined
    if (status === 'completed' || status === 'incomplete' || status === 'failed') {
      return JSON.stringify({type: `response.${status}`, response})
    }
    return 'error' in response && response.error !== null ? text : undefined
  } catch {
    return undefined
  }
}

function textsOf(items: readonly OutputItem[]): readonly Fact[] {
  return items.flatMap((item) =>
    item.kind === 'message' && item.text !== '' ? [{kind: 'delta', delta: {type: 'text.delta', text: item.text}}] : [],
  )
}
