import type {Usage} from '@codex-host/plugin-api'
import type {InputItem, ModelRequest} from '../model/model-client.ts'
import {addSizes, measureFrame, measureItem, noText, type TextSize} from './measure-text.ts'

/** How much of the model's window requests take. All numbers are tokens. */
export interface ContextWindow {
  /** What the model reads and writes together. */
  tokens(): number
  /** What the input takes at the very least: low enough that no fitting request is held back. */
  leastInput(request: ModelRequest): number
  /** What the input probably takes. */
  likelyInput(request: ModelRequest): number
  /** What items probably take, wherever they stand. */
  likelyItems(items: readonly InputItem[]): number
  /** Whether the input leaves too little room for an answer. */
  isNearlyFull(request: ModelRequest): boolean
  /** The server has counted: later estimates follow it. Zeros say nothing. */
  noteUsage(request: ModelRequest, usage: Usage): void
  /** The server refused the request as too long: the window is smaller than it was said to be. */
  noteTooLong(request: ModelRequest): void
}

/** No tokenizer makes fewer tokens of ordinary text. */
const mostBytesPerToken = 8
/** English and code, before the server has counted anything. */
const usualBytesPerToken = 4
const sealedBytesPerToken = 5
const tokensPerImage = 1_000
/** Role, call id and what else stands around an item. */
const tokensPerItem = 4
/** Of the window; the rest is for the answer. */
const fullShare = 0.85

interface Counted {
  readonly input: readonly InputItem[]
  readonly usage: Usage
  /** Counted tokens for each estimated one. */
  readonly ratio: number
}

/** `servedTokens` is asked anew each time: a server says it when it has loaded the model. */
export function createContextWindow(
  saidTokens: number,
  servedTokens: () => number | undefined = () => undefined,
): ContextWindow {
  // Items never change, and a long conversation is measured again for every step.
  const sizes = new WeakMap<InputItem, TextSize>()
  let refusedTokens = Infinity
  let counted: Counted | undefined

  function sizeOf(items: readonly InputItem[]): TextSize {
    return items.reduce((sum, item) => {
      const size = sizes.get(item) ?? measureItem(item)
      sizes.set(item, size)
      return addSizes(sum, size)
    }, noText)
  }

  const tokens = () => Math.min(servedTokens() ?? saidTokens, refusedTokens)
  const wholeSize = (request: ModelRequest) => addSizes(measureFrame(request), sizeOf(request.input))

  function likelyInput(request: ModelRequest): number {
    const added = addedTo(counted, request)
    const ratio = counted?.ratio ?? 1
    if (added === undefined) return Math.ceil(usualTokens(wholeSize(request)) * ratio)
    return added.countedTokens + Math.ceil(usualTokens(sizeOf(added.items)) * ratio)
  }

  return {
    tokens,
    likelyInput,
    likelyItems: (items) => Math.ceil(usualTokens(sizeOf(items)) * (counted?.ratio ?? 1)),
    leastInput(request) {
      const added = addedTo(counted, request)
      // After a new message of the user servers leave out old reasoning: then the last count is no lower bound.
      if (added === undefined || added.items.some(isUserMessage)) return leastOf(wholeSize(request))
      return added.countedTokens + leastOf(sizeOf(added.items))
    },
    isNearlyFull(request) {
      const room = tokens()
      const answer = Math.min(request.maxOutputTokens ?? 0, room / 2)
      return likelyInput(request) > Math.min(room * fullShare, room - answer)
    },
    noteUsage(request, usage) {
      if (usage.inputTokens === 0) return
      const estimated = usualTokens(wholeSize(request))
      counted = {input: [...request.input], usage, ratio: clamp(usage.inputTokens / Math.max(1, estimated), 0.25, 4)}
    },
    noteTooLong(request) {
      refusedTokens = Math.min(tokens(), likelyInput(request))
    },
  }
}

/** What a request adds to the one that was counted, or undefined where it does not begin with it. */
function addedTo(counted: Counted | undefined, {input}: ModelRequest) {
  if (counted === undefined || counted.input.some((item, index) => input[index] !== item)) return undefined
  return {items: input.slice(counted.input.length), countedTokens: counted.usage.inputTokens}
}

function isUserMessage(item: InputItem): boolean {
  return item['role'] === 'user'
}

/** What a text probably takes. */
export function likelyTokens(text: string): number {
  return Math.ceil(usualTokens({...noText, bytes: Buffer.byteLength(text)}))
}

/** What a text takes at the very least. */
export function leastTokens(text: string): number {
  return leastOf({...noText, bytes: Buffer.byteLength(text)})
}

function usualTokens({bytes, sealedBytes, images, items}: TextSize): number {
  return (
    bytes / usualBytesPerToken + sealedBytes / sealedBytesPerToken + images * tokensPerImage + items * tokensPerItem
  )
}

function leastOf({bytes}: TextSize): number {
  return Math.floor(bytes / mostBytesPerToken)
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
