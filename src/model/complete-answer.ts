import type {ModelAnswer} from './model-client.ts'
import type {AnswerEnd} from './wire.ts'

/** An answer with neither text nor a tool call is none, however orderly it ended. */
export function completeAnswer(answer: ModelAnswer): AnswerEnd<ModelAnswer> {
  const says = answer.items.some(
    (item) => item.kind === 'tool_call' || (item.kind === 'message' && item.text.trim() !== ''),
  )
  return says ? {kind: 'complete', answer} : {kind: 'empty'}
}
