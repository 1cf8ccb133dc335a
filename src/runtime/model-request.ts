import type {TurnRequest} from '@codex-host/plugin-api'
import type {InputItem, ModelRequest} from '../model/model-client.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import systemPrompt from './system-prompt.md'

/** One request of the agent, with everything that the settings say about it. */
export function modelRequest(
  parts: RuntimeParts,
  {input, outputSchema}: {input: readonly InputItem[]; outputSchema: TurnRequest['outputSchema']},
): ModelRequest {
  const {model, temperature, maxOutputTokens, reasoning, stop, stream} = parts.settings
  return {
    model,
    instructions: systemPrompt,
    input,
    tools: parts.tools.definitions(),
    ...(temperature === undefined ? {} : {temperature}),
    ...(maxOutputTokens === undefined ? {} : {maxOutputTokens}),
    ...(reasoning === undefined ? {} : {reasoning}),
    ...(stop === undefined ? {} : {stop}),
    ...(stream === undefined ? {} : {stream}),
    ...(outputSchema === undefined ? {} : {outputSchema}),
  }
}
