import type {FlagValues, ModelFacts, TextModel} from '@codex-host/plugin-api'
import type {KnownModel} from '../../model/catalogue.ts'
import type {ResolvedProvider} from '../../model/resolve-provider.ts'
import {createMeter} from '../../runtime/meter.ts'
import {createTextModel, type TextSettings} from '../../runtime/text-model.ts'
import type {HostContext} from '../host-context.ts'
import {keylessServer} from '../model/model-server.ts'
import {openTextClients} from '../model/open-text-clients.ts'
import {turnFigures} from '../model/turn-figures.ts'
import {withPluginProvider} from '../model/with-plugin-provider.ts'
import {resolveSetup, type Setup} from '../resolve-setup.ts'
import type {VerbAccount} from './verb-account.ts'

/**
 * The model of the configuration, without an agent around it. Nothing is sent and no key is looked for before the first
 * request.
 * @throws CodexError with exit code 2, 3 or 11.
 */
export async function openTextModel(
  context: HostContext,
  flags: FlagValues,
  {account, signal}: {readonly account: VerbAccount; readonly signal: AbortSignal},
): Promise<TextModel> {
  const setup = await withPluginProvider(await resolveSetup(context, flags, {readsOnly: true}), context.plugins)
  const {config} = setup.loaded
  const figures = turnFigures(config)
  const {provider} = keylessServer(context, setup)
  const facts = modelFacts(setup, {figures, provider})
  const meter = createMeter(config.budget, figures.price)
  const endMs = context.now() + config.budget.maxTimeMs
  account.noteModel({facts, meter, root: setup.root})

  return createTextModel({
    facts,
    settings: textSettings(setup),
    ...(figures.price !== undefined && {price: figures.price}),
    meter,
    deadline: AbortSignal.timeout(config.budget.maxTimeMs),
    timeLeftMs: () => endMs - context.now(),
    ...openTextClients({context, setup, figures, facts}, signal),
  })
}

function modelFacts(
  {loaded}: Setup,
  {figures, provider}: {readonly figures: KnownModel; readonly provider: ResolvedProvider},
): ModelFacts {
  const {model, provider: name, maxOutputTokens} = loaded.config
  const {price, fillsInMiddle, fillTokens, contextWindow} = figures
  // A model that only continues texts is asked as such, whatever its provider has for others.
  const wire = figures.wire === 'completions' ? figures.wire : provider.wire
  return {
    provider: name,
    model,
    wire,
    fillsInMiddle,
    ...(fillsInMiddle && fillTokens !== undefined && {fillTokens}),
    contextWindow,
    ...(maxOutputTokens !== undefined && {maxOutputTokens}),
    ...(price !== undefined && {price: {input: price.input, output: price.output}}),
  }
}

function textSettings({loaded}: Setup): TextSettings {
  const {model, temperature, maxOutputTokens, reasoning, stop, stream} = loaded.config
  return {
    model,
    stream,
    ...(temperature !== undefined && {temperature}),
    ...(maxOutputTokens !== undefined && {maxOutputTokens}),
    ...(reasoning !== undefined && {reasoning}),
    ...(stop !== undefined && {stop}),
  }
}
