import type {InputItem} from '../model/model-client.ts'

/** One item of the conversation and what it stands for. */
export interface Entry {
  readonly item: InputItem
  /** `context`: facts, the project's instructions, attachments. `prompt`: the words of the user. `work`: all else. */
  readonly kind: 'context' | 'prompt' | 'work'
}

/**
 * Where a conversation may be cut: places in front of an entry, 0 and the end included. A tool call stays with its
 * result, and one answer of the model stays whole, because a reasoning item belongs to what follows it.
 */
export function safeBorders(entries: readonly Entry[]): readonly number[] {
  const open = new Map<string, number>()
  const borders: number[] = []

  for (let index = 0; index <= entries.length; index++) {
    const item = entries[index]?.item
    const isInsideAnswer = isAnswerItem(item) && isAnswerItem(entries[index - 1]?.item)
    if (open.size === 0 && !isInsideAnswer) borders.push(index)
    if (item !== undefined) noteCall(open, item)
  }
  return borders
}

/**
 * The newest entries with at most so many messages of the user and the model. The prompt they answer stays with them,
 * and counts; so does nothing else of what was cut.
 */
export function lastMessages(entries: readonly Entry[], messages: number): readonly Entry[] {
  for (const border of safeBorders(entries)) {
    const kept = withPrompt(entries, border)
    if (countMessages(kept) <= messages) return kept
  }
  return []
}

/** Messages of the user and the model. */
export function countMessages(entries: readonly Entry[]): number {
  return entries.filter(isMessage).length
}

/**
 * The same for another model: reasoning is sealed for the one that wrote it, and an item that names its id would be
 * refused without it.
 */
export function withoutReasoning(entries: readonly Entry[]): readonly Entry[] {
  return entries
    .filter(({item}) => item['type'] !== 'reasoning')
    .map(({item: {id: _, ...item}, kind}) => ({item, kind}))
}

/** The ids of calls without a result, in their order. */
export function openCalls(entries: readonly Entry[]): readonly string[] {
  const open = new Map<string, number>()
  for (const {item} of entries) noteCall(open, item)
  return [...open].flatMap(([id, count]) => Array.from({length: count}, () => id))
}

function withPrompt(entries: readonly Entry[], border: number): readonly Entry[] {
  const kept = entries.slice(border)
  if (border === 0 || kept[0]?.kind !== 'work') return kept
  const prompt = entries.slice(0, border).findLast(({kind}) => kind === 'prompt')
  return prompt === undefined ? kept : [prompt, ...kept]
}

function isMessage({item, kind}: Entry): boolean {
  return kind !== 'context' && item['type'] === 'message'
}

/** Part of what the model answered; everything else was written by us. */
function isAnswerItem(item: InputItem | undefined): boolean {
  return item !== undefined && item['role'] !== 'user' && item['type'] !== 'function_call_output'
}

/** Counted, because some servers give two calls the same id. */
function noteCall(open: Map<string, number>, item: InputItem): void {
  const id = String(item['call_id'])
  const count = open.get(id) ?? 0
  if (item['type'] === 'function_call') open.set(id, count + 1)
  if (item['type'] !== 'function_call_output') return
  if (count > 1) open.set(id, count - 1)
  else open.delete(id)
}
