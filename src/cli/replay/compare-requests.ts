import {sameButVolatile} from './normalise-volatile.ts'

type Json = Readonly<Record<string, unknown>>

export interface ComparedRequest {
  /** All of the request but its input. */
  readonly frame: Json
  readonly input: readonly Json[]
}

export type Comparison =
  | {readonly kind: 'same'; readonly places: number}
  | {
      readonly kind: 'different'
      /** Where, in words. */
      readonly place: string
      readonly expected: string
      readonly actual: string
    }

/**
 * Finds the first difference between a recorded request and the one that was made now. The places that only differ in
 * what is volatile are counted from item `firstNew` on: the others were counted with the request before.
 */
export function compareRequests(expected: ComparedRequest, actual: ComparedRequest, firstNew: number): Comparison {
  const names = [...new Set([...Object.keys(expected.frame), ...Object.keys(actual.frame)])]
  for (const name of names) {
    const [before, now] = [showFrame(expected.frame[name]), showFrame(actual.frame[name])]
    if (before !== now) return {kind: 'different', place: `its ${name}`, expected: before, actual: now}
  }

  let places = 0
  for (let index = 0; index < Math.max(expected.input.length, actual.input.length); index++) {
    const [before, now] = [expected.input[index], actual.input[index]]
    const same = sameItems(before, now)
    if (same.kind === 'different') {
      const place = placeOf(before ?? now ?? {}, {index, calls: expected.input})
      return {kind: 'different', place, ...textsOf(before, now)}
    }
    if (index >= firstNew) places += same.places
  }
  return {kind: 'same', places}
}

function showFrame(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, undefined, 2) ?? 'nothing')
}

function sameItems(before: Json | undefined, now: Json | undefined): ReturnType<typeof sameButVolatile> {
  if (before === undefined || now === undefined) return {kind: 'different'}
  if (JSON.stringify(before) === JSON.stringify(now)) return {kind: 'same', places: 0}
  const [left, right] = [splitText(before), splitText(now)]
  if (left === undefined || right === undefined || left.around !== right.around) return {kind: 'different'}
  return sameButVolatile(left.text, right.text)
}

/** The one text of an item and what stands around it; undefined where it has none, or several. */
function splitText(item: Json): {readonly text: string; readonly around: string} | undefined {
  const {output, content, ...rest} = item
  if (typeof output === 'string') return {text: output, around: JSON.stringify({...rest, content})}
  const [part] = Array.isArray(content) && content.length === 1 ? (content as Json[]) : []
  if (part === undefined || typeof part['text'] !== 'string') return undefined
  return {text: part['text'], around: JSON.stringify({...rest, output, part: {...part, text: ''}})}
}

function textsOf(before: Json | undefined, now: Json | undefined): {expected: string; actual: string} {
  const [left, right] = [before && splitText(before), now && splitText(now)]
  if (left !== undefined && right !== undefined && left.around === right.around) {
    return {expected: left.text, actual: right.text}
  }
  return {expected: show(before), actual: show(now)}
}

function show(item: Json | undefined): string {
  return item === undefined ? '(no such item)' : JSON.stringify(item, undefined, 2)
}

function placeOf(item: Json, {index, calls}: {index: number; calls: readonly Json[]}): string {
  const position = `item ${index + 1} of its input`
  if (item['type'] === 'function_call_output') {
    const call = calls.find(({type, call_id: id}) => type === 'function_call' && id === item['call_id'])
    return `${position}, the result of ${callName(call)}`
  }
  return item['role'] === 'user' ? `${position}, a message to the model` : position
}

function callName(call: Json | undefined): string {
  if (call === undefined) return 'a tool call'
  const text = String(call['arguments']).replaceAll(/\s+/g, ' ')
  return `${String(call['name'])} ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`
}
