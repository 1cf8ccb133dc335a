import path from 'node:path'
import {pathToFileURL} from 'node:url'
import {CodexError, contractVersion} from '@codex-host/plugin-api'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {type Declaration, declared, type PluginPart} from './plugin-declarations.ts'
import type {PluginPackage} from './plugin-packages.ts'

/** Something that a plugin brings, and how an error speaks of it. */
export interface PartWords {
  readonly part: PluginPart
  readonly noun: string
  /** Of every error but that of another contract. */
  readonly code: string
  /** What did not happen. */
  readonly undone: string
  /** How to do without it. */
  readonly otherwise: string
}

export interface LoadLimits {
  /** A module that waits for ever at its top must not make the user wait with it. */
  readonly timeoutMs: number
}

export interface LoadRequest<Part> {
  readonly name: string
  readonly plugins: readonly PluginPackage[]
  readonly words: PartWords
  /** Makes the part of what the module exports by default. What it throws is the module's fault. */
  readonly read: (exported: unknown) => Part | Promise<Part>
  readonly limits?: LoadLimits
}

/**
 * Loads what a plugin declares under this name; nothing where none does.
 * @throws CodexError with exit code 11 for a plugin that does not fit or whose module does not, and for two plugins
 *   with the same name for the same thing.
 */
export async function loadPluginModule<Part>(request: LoadRequest<Part>): Promise<Part | undefined> {
  const {name, plugins, words, read, limits = {timeoutMs: 10_000}} = request
  const [found, second] = declared(words.part, name, plugins)
  if (found === undefined) return undefined
  if (second !== undefined) throw declaredTwice(name, [found, second], words)

  const subject = `The ${words.noun} "${name}" of the plugin ${found.plugin.name}@${found.plugin.version}`
  await checkContract(found, subject, words)
  try {
    const module = await importModule(found, limits)
    // A getter of the module may throw as well.
    return await read(module.default)
  } catch (error) {
    throw brokenPart(`${subject} ${whatIsWrong(error)}`, words, error)
  }
}

/** Thrown by a reader: the module could be loaded, and exports something else than it must. */
export class WrongDescription extends Error {}

function whatIsWrong(error: unknown): string {
  if (error instanceof WrongDescription) return `is not described as it must be (${firstLine(error)})`
  return `could not be loaded (${firstLine(error)})`
}

async function checkContract({api}: Declaration, subject: string, words: PartWords): Promise<void> {
  if (api === undefined) throw brokenPart(`${subject} does not say for which plugin API it was built`, words)
  const {default: semver} = await import('semver')
  if (semver.satisfies(contractVersion, api)) return
  throw new CodexError(
    `${subject} was built for plugin API ${api}; this codex provides ${contractVersion}, so ${words.undone}.`,
    {code: 'CONTRACT_MISMATCH', exitCode: 11, suggestions: ['Update the plugin or codex.']},
  )
}

async function importModule(
  {plugin, module}: Declaration,
  {timeoutMs}: LoadLimits,
): Promise<{readonly default?: unknown}> {
  const file = module === undefined ? undefined : path.resolve(plugin.root, module)
  if (file === undefined || !isAtOrBelow(plugin.root, file)) {
    throw new Error('it is declared with a path that is not one inside the plugin')
  }

  const timeout = Promise.withResolvers<never>()
  const late = new Error(`its module is not ready after ${timeoutMs / 1_000} seconds`)
  const timer = setTimeout(() => timeout.reject(late), timeoutMs)
  try {
    return await Promise.race([import(pathToFileURL(file).href) as Promise<{default?: unknown}>, timeout.promise])
  } finally {
    clearTimeout(timer)
  }
}

export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0]?.slice(0, 300) ?? ''
}

function declaredTwice(name: string, found: readonly Declaration[], words: PartWords): CodexError {
  const names = found.map(({plugin}) => plugin.name)
  return new CodexError(
    `The plugins ${names.join(' and ')} both bring a ${words.noun} "${name}", so ${words.undone}.`,
    {
      code: words.code,
      exitCode: 11,
      suggestions: [`Remove one of them: \`codex plugins uninstall ${names[1]}\`.`],
    },
  )
}

export function brokenPart(what: string, words: PartWords, cause?: unknown): CodexError {
  return new CodexError(`${what}, so ${words.undone}.`, {
    code: words.code,
    exitCode: 11,
    suggestions: [`Update the plugin, report it to its author, or ${words.otherwise}.`],
    cause,
  })
}
