import {aliases, catalogue} from './catalogue-entries.ts'
import type {ModelFigures} from './model-figures.ts'

export interface KnownModel extends ModelFigures {
  /** An alias is replaced by the name of its model. */
  readonly name: string
  /** False where the figures are safe guesses. */
  readonly isKnown: boolean
}

/** What the user says of models, by name. */
export type UserModels = Readonly<Record<string, Partial<ModelFigures>>>

/**
 * The figures of a model; what the user says of it, of its family or of its alias wins, key by key. Never fails: a
 * model nobody knows gets safe guesses.
 */
export function lookUpModel(asked: string, userModels: UserModels = {}): KnownModel {
  const name = own(aliases, asked) ?? asked
  const listed = findListed(name)
  const said = saidOf([withoutSnapshot(name), name, asked], userModels)
  return {...(listed ?? guess(name)), ...said, name, isKnown: listed !== undefined || said !== undefined}
}

/** Every model that can be asked for by name without a guess: those of the catalogue, then those of the user alone. */
export function listModels(userModels: UserModels = {}): readonly KnownModel[] {
  const names = new Set([
    ...Object.keys(catalogue),
    ...Object.keys(userModels).map((name) => own(aliases, name) ?? name),
  ])
  return [...names].map((name) => lookUpModel(name, userModels))
}

/** The other names of a model. */
export function aliasesOf(name: string): readonly string[] {
  return Object.keys(aliases).filter((alias) => aliases[alias] === name)
}

/**
 * A snapshot, a tag and a size have the figures of their model. So has a model behind the name of a maker
 * (`openai/gpt-5.4`), but not its price: it is somebody else who sells it.
 */
function findListed(name: string): ModelFigures | undefined {
  const listed = own(catalogue, name) ?? own(catalogue, withoutSnapshot(name))
  if (listed !== undefined) return listed

  const bare = withoutSize(withoutSnapshot(name.slice(name.lastIndexOf('/') + 1).toLowerCase()))
  const found = own(catalogue, bare)
  if (found === undefined) return undefined
  const {price: _, ...figures} = found
  return figures
}

function saidOf(names: readonly string[], userModels: UserModels): Partial<ModelFigures> | undefined {
  const said = [...new Set(names)].map((name) => own(userModels, name)).filter((entry) => entry !== undefined)
  return said.length === 0 ? undefined : said.reduce((wider, narrower) => ({...wider, ...narrower}))
}

/** `gpt-4.1-2025-04-14` is `gpt-4.1`, and `qwen2.5-coder:7b` is `qwen2.5-coder`. */
function withoutSnapshot(name: string): string {
  return name.replace(/-\d{4}-\d{2}-\d{2}$/, '').replace(/:[\w.-]+$/, '')
}

/** `qwen2.5-coder-7b-instruct` is `qwen2.5-coder`. */
function withoutSize(name: string): string {
  return name.replace(/-\d+(?:\.\d+)?b(?:-[\w.-]+)?$/, '')
}

/** Of the models of OpenAI's older families none reasons. */
function guess(name: string): ModelFigures {
  const reasons = !/(?:^|\/)(?:chatgpt-|gpt-[34])/.test(name)
  return {contextWindow: 32_000, wire: 'chat', fillsInMiddle: false, callsTools: true, reasons, seesImages: true}
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
