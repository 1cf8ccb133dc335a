import type {CompletionsBody} from './asked-request.ts'
import type {ScriptFault, ScriptStep} from './model-script.ts'
import {cutText} from './scripted-answer.ts'
import type {ScriptedAnswer, ScriptedFrame} from './scripted-answer.ts'
import {chatUsageOf} from './scripted-usage.ts'

interface Played {
  /** Of the step, from 1. */
  readonly number: number
  readonly body: CompletionsBody
  /** Length of the request. */
  readonly bytes: number
}

/** Why a step cannot answer a request of this wire. */
export function completionsMismatch(step: ScriptStep, body: CompletionsBody): string[] {
  const choices = choicesOf(body)
  const texts = textsOf(step)
  if (step.reply.length > texts.length) return ['the step has a reply that is no text']
  if (texts.length === choices || texts.length === 0) return []
  return [`the step has ${texts.length} texts for ${choices} choices`]
}

/** The answer of one step over `/completions`: a text of the reply is a choice, in the order of their indexes. */
export function scriptedCompletion(step: ScriptStep, {number, body, bytes}: Played): ScriptedAnswer {
  const asksForUsage = body.stream_options?.include_usage === true
  const usage = chatUsageOf(step, bytes)
  const base = {id: `cmpl-${number}`, object: 'text_completion', created: 1_767_225_600, model: body.model}
  const texts = step.reply.length === 0 ? Array.from({length: choicesOf(body)}, () => '') : textsOf(step)
  const choice = (index: number, text: string, finish: string | null) => ({
    index,
    text,
    logprobs: null,
    finish_reason: finish,
  })
  const chunk = (index: number, text: string, finish: string | null = null): ScriptedFrame => ({
    data: {...base, choices: [choice(index, text, finish)], ...(asksForUsage && {usage: null})},
    isDelta: finish === null,
  })

  return {
    frames: texts.flatMap((text, index) => cutText(text, step.delta_characters).map((delta) => chunk(index, delta))),
    ending(fault) {
      const error = errorOf(fault)
      if (error !== undefined) return [{data: {error}}]
      const finished = texts.map((_, index) => chunk(index, '', finishOf(fault)))
      const used = asksForUsage ? [{data: {...base, choices: [], usage}}] : []
      return [...finished, ...used, {data: '[DONE]'}]
    },
    damaged: 'data: {"id":"cmpl-1","obj\n\n',
    whole(fault) {
      const error = errorOf(fault)
      if (error !== undefined) return {error}
      return {...base, choices: texts.map((text, index) => choice(index, text, finishOf(fault))), usage}
    },
  }
}

function choicesOf({prompt, n}: CompletionsBody): number {
  return (typeof prompt === 'string' ? 1 : prompt.length) * (n ?? 1)
}

function textsOf({reply}: ScriptStep): string[] {
  return reply.flatMap((piece) => ('text' in piece ? [piece.text] : []))
}

function finishOf(fault: ScriptFault | undefined): string {
  if (fault === undefined || !('incomplete' in fault)) return 'stop'
  return fault.incomplete === 'max_output_tokens' ? 'length' : 'content_filter'
}

function errorOf(fault: ScriptFault | undefined): object | undefined {
  if (fault === undefined) return undefined
  if ('failed' in fault) return fault.failed
  return 'error_event' in fault ? fault.error_event : undefined
}
