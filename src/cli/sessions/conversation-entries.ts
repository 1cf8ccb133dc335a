import type {TurnEvent} from '@codex-host/plugin-api'
import type {InputItem} from '../../model/model-client.ts'
import {firstInput, toolResult} from '../../runtime/first-request.ts'
import type {Entry} from '../../runtime/transcript.ts'
import type {RecordedTurn} from '../../store/conversation-store.ts'
import {type Exchange, exchangesOf} from '../replay/exchanges.ts'

/**
 * What the model was told and answered in a conversation, as far as it was written: the request of a turn holds all
 * that was remembered of the turns before it. A call whose result was not written is left without one.
 * @throws CodexError with exit code 2 where the lines of a turn do not fit each other.
 */
export function conversationEntries(turns: readonly RecordedTurn[]): readonly Entry[] {
  const last = turns.at(-1)
  if (last === undefined) return []
  const before = turns.slice(0, -1)
  // What never fitted would make every later turn fail as well.
  if (wasTooLong(last)) return conversationEntries(before)

  const exchanges = exchangesOf(last)
  const place = exchanges.findLastIndex(isAboutConversation)
  const asked = exchanges[place]
  if (asked === undefined) return [...conversationEntries(before), ...openingOf(last)]
  const answer = asked.answer?.find((event) => event.type === 'done')
  const answered = answer === undefined ? [] : answer.items.map(({raw}) => raw)
  return [...withKinds(asked), ...[...answered, ...resultsSince(last, place)].map(asWork)]
}

function wasTooLong({lines}: RecordedTurn): boolean {
  const result = eventsOf(lines).find((event) => event.type === 'turn.end')?.result
  return result?.errors.some(({code}) => code === 'MODEL_CONTEXT_LENGTH') ?? false
}

/** Not one for a summary: that has no tools. */
function isAboutConversation({entries, frame}: Exchange): boolean {
  if (entries !== undefined) return true
  return Array.isArray(frame['tools']) && frame['tools'].length > 0
}

/** A turn that was ended before its first request: its prompt. */
function openingOf({session}: RecordedTurn): readonly Entry[] {
  const {prompt, attachments} = session.request
  const items = firstInput({
    facts: '',
    instructions: '',
    request: {prompt, ...(isAttachments(attachments) && {attachments})},
  })
  return items.map((item, index) => ({item, kind: index === items.length - 1 ? 'prompt' : 'context'}))
}

function isAttachments(value: unknown): value is readonly {readonly name: string; readonly text: string}[] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry: unknown) =>
        typeof entry === 'object' &&
        entry !== null &&
        'name' in entry &&
        'text' in entry &&
        typeof entry.text === 'string',
    )
  )
}

const kinds: Readonly<Record<string, Entry['kind']>> = {c: 'context', p: 'prompt', w: 'work'}

/** Older records do not say what an item stands for, and hold one turn each: it begins with a context and a prompt. */
function withKinds({input, entries}: Exchange): readonly Entry[] {
  const isWork = (item: InputItem | undefined) =>
    item !== undefined && (item['type'] !== 'message' || item['role'] !== 'user')
  const firstWork = input.findIndex(isWork)
  const promptAt = (firstWork === -1 ? input.length : firstWork) - 1
  return input.map((item, index) => {
    const known = kinds[entries?.[index] ?? '']
    if (known !== undefined) return {item, kind: known}
    return {item, kind: index === promptAt ? 'prompt' : index < promptAt ? 'context' : 'work'}
  })
}

/** Results that no request about the conversation has told yet. `place` is that of the last one. */
function resultsSince({lines}: RecordedTurn, place: number): readonly InputItem[] {
  const requests = lines.flatMap(({kind}, index) => (kind === 'request' ? [index] : []))
  return eventsOf(lines.slice(requests[place])).flatMap((event) =>
    event.type === 'tool_call.end' ? [toolResult(event.callId, event.output)] : [],
  )
}

function eventsOf(lines: RecordedTurn['lines']): readonly TurnEvent[] {
  return lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []))
}

function asWork(item: InputItem): Entry {
  return {item, kind: 'work'}
}
