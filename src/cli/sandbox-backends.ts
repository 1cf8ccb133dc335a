import {CodexError, isCodexError, type SandboxBackend} from '@codex-host/plugin-api'
import type {LoadedConfig} from '../config/config.ts'
import {nearestName} from '../config/nearest-name.ts'
import {createBubblewrapBackend} from '../sandbox/bubblewrap.ts'
import {createNamespacesBackend} from '../sandbox/namespaces.ts'
import {createNoneBackend} from '../sandbox/none.ts'
import {createSeatbeltBackend} from '../sandbox/seatbelt.ts'
import {createSandboxHost} from './create-sandbox-host.ts'
import type {HostContext} from './host-context.ts'
import {loadPluginSandbox} from './load-plugin-sandbox.ts'
import {declaredNames} from './plugin-declarations.ts'
import {placeholderRecords} from './work-folders.ts'

/** What the backends of plugins are made with. */
export interface BackendParts extends Pick<HostContext, 'env' | 'plugins'> {
  readonly codexHome: string
  /** This machine's when left out. */
  readonly platform?: NodeJS.Platform
}

/**
 * The backends to choose from: our own, in the order in which they are tried, and the one of a plugin that the user named.
 * A plugin cannot stand in for one of ours.
 * @throws CodexError with exit code 2 for a name in a flag that no backend has, 3 in the configuration, 11 for a plugin.
 */
export async function backendCandidates(
  {config, origins}: Pick<LoadedConfig, 'config' | 'origins'>,
  parts: BackendParts,
): Promise<readonly SandboxBackend[]> {
  const own = ownBackends(parts)
  const name = config.sandbox
  if (typeof name === 'boolean') return own
  if (isOurs(name)) return allBackends(parts).filter((backend) => backend.name === name)
  const found = await pluginBackend(name, parts)
  if (found !== undefined) return [...own, found]
  throw unknownBackend(name, origins.sandbox, [...own.map((backend) => backend.name), ...pluginNames(parts)])
}

/**
 * The backend that a command names, of ours or of a plugin.
 * @throws CodexError with exit code 2 for a name that no backend has, 11 for a plugin.
 */
export async function namedBackend(name: string, parts: BackendParts): Promise<SandboxBackend> {
  const found = isOurs(name)
    ? allBackends(parts).find((backend) => backend.name === name)
    : await pluginBackend(name, parts)
  if (found !== undefined) return found
  throw unknownBackend(name, {kind: 'flag', place: 'BACKEND'}, [
    ...ownBackends(parts).map((backend) => backend.name),
    ...pluginNames(parts),
  ])
}

export type ListedBackend =
  | {readonly kind: 'usable'; readonly backend: SandboxBackend}
  | {readonly kind: 'broken'; readonly name: string; readonly because: string; readonly remedy: string}

/** All that could be named. Those of plugins are loaded, and a broken one breaks nothing else. */
export async function everyBackend(parts: BackendParts): Promise<readonly ListedBackend[]> {
  const own = ownBackends(parts)
  const others = await Promise.all(pluginNames(parts).map((name) => listedBackend(name, parts)))
  return [...own.map((backend) => ({kind: 'usable', backend}) as const), ...others.flat()]
}

/** Those of this system, in the order in which they are tried. */
function ownBackends({platform = process.platform, ...parts}: BackendParts): readonly SandboxBackend[] {
  const names = platform === 'darwin' ? ['seatbelt', 'none'] : ['bubblewrap', 'namespaces', 'none']
  return allBackends(parts).filter(({name}) => names.includes(name))
}

function allBackends({codexHome}: Pick<BackendParts, 'codexHome'>): readonly SandboxBackend[] {
  const records = {recordFolder: placeholderRecords(codexHome)}
  return [
    createBubblewrapBackend(records),
    createNamespacesBackend(records),
    createSeatbeltBackend(records),
    createNoneBackend(),
  ]
}

const ownNames: ReadonlySet<string> = new Set(['bubblewrap', 'namespaces', 'seatbelt', 'none'])

function isOurs(name: string): boolean {
  return ownNames.has(name)
}

function pluginNames({plugins}: BackendParts): readonly string[] {
  return declaredNames('sandboxes', plugins).filter((name) => !isOurs(name))
}

async function pluginBackend(name: string, {env, plugins, codexHome}: BackendParts) {
  return loadPluginSandbox({name, plugins, host: createSandboxHost({env, codexHome, name})})
}

async function listedBackend(name: string, parts: BackendParts): Promise<readonly ListedBackend[]> {
  try {
    const backend = await pluginBackend(name, parts)
    return backend === undefined ? [] : [{kind: 'usable', backend}]
  } catch (error) {
    if (!isCodexError(error)) throw error
    return [{kind: 'broken', name, because: error.message, remedy: error.suggestions[0] ?? ''}]
  }
}

function unknownBackend(
  name: string,
  origin: LoadedConfig['origins']['sandbox'],
  known: readonly string[],
): CodexError {
  const meant = nearestName(name, known)
  return new CodexError(
    `There is no sandbox backend "${name}" (${origin?.place ?? 'default'}), so no command was run.`,
    {
      code: 'UNKNOWN_SANDBOX',
      exitCode: origin?.kind === 'flag' ? 2 : 3,
      suggestions: [...(meant === undefined ? [] : [`Did you mean "${meant}"?`]), `Use one of: ${known.join(', ')}.`],
    },
  )
}
