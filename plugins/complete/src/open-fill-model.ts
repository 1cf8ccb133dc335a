import {CodexError, type FlagValues, type Host, type ModelFacts, type TextModel} from '@codex-host/plugin-api'

/**
 * Opens a model that can complete. @throws CodexError with exit code 2, 3, 11 or 12, also for a model that neither fills
 * in nor answers questions.
 */
export async function openFillModel(host: Host, flags: FlagValues, stop: readonly string[]): Promise<TextModel> {
  // The Responses API refuses texts to stop at; the answer is cut at them here.
  const {stop: _, ...others} = flags
  const model = await host.openModel(others)
  const {facts} = model
  if (facts.wire === 'completions' && !facts.fillsInMiddle) throw cannotFill(facts)
  return facts.wire === 'chat' && !facts.fillsInMiddle && stop.length > 0 ? host.openModel(flags) : model
}

function cannotFill({model, provider}: ModelFacts): CodexError {
  return new CodexError(
    `The model "${model}" of ${provider} only continues texts and is not known to fill in between two, so nothing was sent.`,
    {
      code: 'MODEL_CANNOT_FILL',
      exitCode: 3,
      suggestions: [
        `If it can fill in, say so in your configuration: models: {"${model}": {fim: true}}.`,
        'Choose a model that fills in or chats with --model; `codex models` shows them.',
      ],
    },
  )
}
