import {z} from 'zod'
import {parseJson} from '../parse-json.ts'
import {readServerError} from '../read-server-error.ts'
import {chatUsage} from '../read-usage.ts'
import type {ChatUsage} from '../read-usage.ts'
import {malformedAt} from '../wire.ts'
import type {AnswerProblem} from '../wire.ts'
import type {ToolCallDelta} from './tool-call-join.ts'

/** What one chunk adds to the answer. */
export interface ChatPiece {
  readonly kind: 'piece'
  readonly id: string | undefined
  readonly text: string
  readonly reasoning: string
  readonly toolCalls: readonly ToolCallDelta[]
  readonly finishReason: string | undefined
  readonly usage: ChatUsage | undefined
}

/** Reads one chunk, or a whole answer, which is a chunk whose `delta` is called `message`. Never throws. */
export function mapChatChunk(data: string): ChatPiece | AnswerProblem {
  const parsed = chunk.safeParse(parseJson(data))
  if (!parsed.success) return malformedAt(data)
  const {error, id, choices, usage} = parsed.data
  if (error !== undefined && error !== null) return {kind: 'failed', error: readServerError(error)}
  if (choices === undefined) return malformedAt(data)

  // Only one choice is ever asked for.
  const [choice] = choices
  return {
    kind: 'piece',
    id: id ?? undefined,
    ...readSaid(choice?.delta ?? choice?.message ?? {}),
    finishReason: choice?.finish_reason ?? undefined,
    usage: usage ?? undefined,
  }
}

function readSaid(piece: z.output<typeof said>): Pick<ChatPiece, 'text' | 'reasoning' | 'toolCalls'> {
  return {
    text: textOf(piece.content) + (piece.refusal ?? ''),
    reasoning: piece.reasoning_content ?? piece.reasoning ?? '',
    toolCalls: piece.tool_calls ?? [],
  }
}

const toolCall = z.object({
  index: z.number().nullish(),
  id: z.string().nullish(),
  function: z.object({name: z.string().nullish(), arguments: z.string().nullish()}).nullish(),
})

/** Some servers send parts: text, and thoughts that have no text of their own. */
const content = z.union([z.string(), z.array(z.object({text: z.string().optional()}))])

const said = z.object({
  content: content.nullish(),
  refusal: z.string().nullish(),
  /** Two names that servers of other makers give to the same thing. */
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
})

const chunk = z.object({
  id: z.string().nullish(),
  error: z.unknown().optional(),
  choices: z
    .array(z.object({delta: said.nullish(), message: said.nullish(), finish_reason: z.string().nullish()}))
    .optional(),
  usage: chatUsage.nullish(),
})

function textOf(value: z.output<typeof content> | null | undefined): string {
  return typeof value === 'string' ? value : (value ?? []).map((part) => part.text ?? '').join('')
}
