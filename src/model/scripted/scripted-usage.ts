import type {ScriptStep} from './model-script.ts'

export interface ScriptedUsage {
  readonly input: number
  readonly cached: number
  readonly output: number
  readonly reasoning: number
}

/** Four bytes to a token where the script names no numbers. */
export function scriptedUsage(
  {usage, reply}: ScriptStep,
  {requestBytes, isEmpty}: {readonly requestBytes: number; readonly isEmpty: boolean},
): ScriptedUsage {
  return {
    input: usage?.input_tokens ?? Math.ceil(requestBytes / 4),
    cached: usage?.cached_tokens ?? 0,
    output: usage?.output_tokens ?? (isEmpty ? 0 : Math.ceil(JSON.stringify(reply).length / 4)),
    reasoning: usage?.reasoning_tokens ?? 0,
  }
}

/** As the wires `chat` and `completions` write it. */
export function chatUsageOf(step: ScriptStep, requestBytes: number): Record<string, unknown> {
  const used = scriptedUsage(step, {requestBytes, isEmpty: step.reply.length === 0})
  return {
    prompt_tokens: used.input,
    prompt_tokens_details: {cached_tokens: used.cached},
    completion_tokens: used.output,
    completion_tokens_details: {reasoning_tokens: used.reasoning},
    total_tokens: used.input + used.output,
  }
}
