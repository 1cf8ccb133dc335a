import type {Notice, TextModel} from '@codex-host/plugin-api'
import {cutWindow} from './cut-window.ts'
import {surroundingsOf} from './fill-gap.ts'
import type {CursorText, Job} from './job.ts'
import {askPrompt} from './prompts.ts'

export interface WindowTerms {
  readonly model: TextModel
  /** Tokens of input and output together. */
  readonly windowTokens: number
  /** What the answer may take; where nothing is said, room is left for a long one. */
  readonly outputTokens?: number
  readonly notice: (notice: Notice) => void
}

/** Of what is free. Tokens are estimated before they are sent. */
const usedShare = 0.85
const mostRoomForAnswer = 8_000
/** For words around the text that depend on it. */
const frameTokens = 100

/** Cuts each text to what the model can read of it. */
export function windowJobs(texts: readonly CursorText[], terms: WindowTerms): readonly Job[] {
  const {model, windowTokens, notice} = terms
  const count = model.countTokens
  const words = model.facts.fillsInMiddle ? 0 : count(askPrompt(nothing, {number: 1, of: 1}).instructions)
  const forAnswer = Math.min(terms.outputTokens ?? mostRoomForAnswer, Math.floor(windowTokens / 2))
  const tokens = Math.max(1, Math.floor((windowTokens - forAnswer - words - frameTokens) * usedShare))
  return texts.map((text) => {
    const window = cutWindow(surroundingsOf(text.gap), {tokens, count})
    if (window.cutBefore + window.cutBehind > 0) notice(cutNotice(text, {...window, model: model.facts.model}))
    return {...text, window}
  })
}

const nothing = {path: '', language: undefined, prefix: '', suffix: ''}

function cutNotice(
  {path}: CursorText,
  {cutBefore, cutBehind, model}: {cutBefore: number; cutBehind: number; model: string},
): Notice {
  const parts = [...lines(cutBefore, 'at the beginning'), ...lines(cutBehind, 'at the end')].join(' and ')
  return {code: 'FILE_CUT', text: `${path} does not fit the window of ${model}: ${parts} of it were not sent.`}
}

function lines(count: number, where: string): readonly string[] {
  return count === 0 ? [] : [`${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'} ${where}`]
}
