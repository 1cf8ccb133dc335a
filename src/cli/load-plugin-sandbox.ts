import type {ProbeResult, SandboxBackend, SandboxHost} from '@codex-host/plugin-api'
import {z} from 'zod'
import {noCapabilities} from '../sandbox/no-capabilities.ts'
import {
  brokenPart,
  firstLine,
  type LoadLimits,
  loadPluginModule,
  type PartWords,
  WrongDescription,
} from './load-plugin-module.ts'
import type {PluginPackage} from './plugin-packages.ts'

const words: PartWords = {
  part: 'sandboxes',
  noun: 'sandbox backend',
  code: 'PLUGIN_SANDBOX',
  undone: 'no command was run',
  otherwise: 'choose another backend with --sandbox',
}

export interface LoadSandboxRequest {
  readonly name: string
  readonly plugins: readonly PluginPackage[]
  readonly host: SandboxHost
  readonly limits?: LoadLimits
}

/**
 * Loads the backend of this name from the plugin that declares it; nothing where none does.
 * @throws CodexError with exit code 11, as `loadPluginModule` does. The backend's own failures are such errors, too.
 */
export async function loadPluginSandbox(request: LoadSandboxRequest): Promise<SandboxBackend | undefined> {
  const {name, plugins, host, limits} = request
  const read = (exported: unknown): SandboxBackend => guarded(readBackend(exported, name, host))
  return loadPluginModule({name, plugins, words, read, ...(limits !== undefined && {limits})})
}

const isFunction = (value: unknown): boolean => typeof value === 'function'

const backendShape = z.looseObject({
  name: z.string(),
  capabilities: z.record(z.string(), z.boolean()),
  probe: z.custom<SandboxBackend['probe']>(isFunction, 'it is no function'),
  run: z.custom<SandboxBackend['run']>(isFunction, 'it is no function'),
})

function readBackend(exported: unknown, name: string, host: SandboxHost): SandboxBackend {
  if (typeof exported !== 'function') throw new WrongDescription('its default export is no function')
  const made: unknown = (exported as (given: SandboxHost) => unknown)(host)
  const found = backendShape.safeParse(made)
  if (!found.success) {
    const problems = found.error.issues.map((issue) => `${issue.path.join('.') || 'the backend'}: ${issue.message}`)
    throw new WrongDescription(problems.slice(0, 3).join('; '), {cause: found.error})
  }
  // Under the name of another backend it would be shown and recorded as that one.
  const {name: own} = found.data
  if (own !== name) throw new WrongDescription(`the backend calls itself ${JSON.stringify(own)}`)
  return made as SandboxBackend
}

/** What it does not claim, it does not have. What it throws is reported as its own failure, never as a bug of ours. */
function guarded(backend: SandboxBackend): SandboxBackend {
  const {name} = backend
  return {
    name,
    capabilities: {...noCapabilities, ...backend.capabilities},
    async probe(signal) {
      try {
        return readProbe(await backend.probe(signal))
      } catch (error) {
        return {kind: 'unavailable', because: `its probe failed: ${firstLine(error)}`, remedy: 'Update the plugin.'}
      }
    },
    async run(command, policy, signal) {
      const failed = (because: string, cause?: unknown): Error =>
        brokenPart(
          `The sandbox backend "${name}" of a plugin failed (${because})`,
          {...words, undone: 'whether the command ran is not known'},
          cause,
        )
      const outcome = await backend.run(command, policy, signal).catch((error: unknown) => {
        throw failed(firstLine(error), error)
      })
      if (!isOutcome(outcome)) throw failed('it answered nothing that codex understands')
      return outcome
    },
  }
}

function readProbe(answer: unknown): ProbeResult {
  const text = z.string()
  const known = z.discriminatedUnion('kind', [
    z.object({kind: z.literal('works'), detail: text}),
    z.object({kind: z.literal('unavailable'), because: text, remedy: text}),
  ])
  return known.parse(answer)
}

function isOutcome(answer: unknown): boolean {
  const kinds = z.looseObject({kind: z.enum(['finished', 'not-started'])})
  return kinds.safeParse(answer).success
}
