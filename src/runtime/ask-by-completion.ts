import type {CompletionClient} from '../model/completion-client.ts'
import type {ModelEvent, ModelRequest} from '../model/model-client.ts'

/**
 * Puts a question to a model that only continues texts: instructions, then the question, then the answer begins. The
 * request must have one input item, with texts only.
 */
export async function* askByCompletion(
  client: CompletionClient,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void> {
  const {model, instructions, input, temperature, maxOutputTokens, stop, stream, outputSchema} = request
  const schema =
    outputSchema === undefined ? '' : `\n\nAnswer with JSON of this schema: ${JSON.stringify(outputSchema)}`
  const asked = {
    model,
    prompts: [`${instructions}${schema}\n\n${input.map(textOf).join('\n')}\n\nAnswer:\n`],
    ...(temperature !== undefined && {temperature}),
    ...(maxOutputTokens !== undefined && {maxOutputTokens}),
    ...(stop !== undefined && {stop}),
    ...(stream !== undefined && {stream}),
  }
  for await (const event of client.complete(asked, signal)) {
    switch (event.type) {
      case 'text.delta':
        yield {type: 'text.delta', text: event.text}
        break
      case 'retry':
      case 'notice':
      case 'failed':
        yield event
        break
      case 'done': {
        const text = event.choices.map((choice) => choice.text).join('')
        const raw = {type: 'message', role: 'assistant', content: [{type: 'output_text', text}]}
        const fromCache = event.fromCache !== undefined
        const usage = event.fromCache?.savedUsage ?? event.usage
        yield {type: 'done', items: [{kind: 'message', text, raw}], usage, ...(fromCache && {fromCache})}
        break
      }
    }
  }
}

function textOf(item: Readonly<Record<string, unknown>>): string {
  const {content} = item
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: {readonly text?: string}) => part.text ?? '').join('')
}
