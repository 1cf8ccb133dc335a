import {CodexError, type FlagValues, type SandboxCapabilities} from '@codex-host/plugin-api'

type Capability = keyof SandboxCapabilities

/** What a policy may need of a backend, and the user may do without, by the name in the flag. */
const names: ReadonlyMap<string, Capability> = new Map<string, Capability>([
  ['kill-tree', 'killTree'],
  ['network-allow-list', 'networkAllowList'],
  ['network-off', 'networkOff'],
  ['protected-paths', 'protectedPaths'],
  ['read-allow-list', 'readAllowList'],
  ['write-roots', 'writeRoots'],
])

/**
 * The protections that the user accepts to be without. Only a flag can say so, for one run.
 * @throws CodexError with exit code 2 for a name that is none.
 */
export function degradedCapabilities(flags: FlagValues): readonly Capability[] {
  const named: unknown = flags['degrade']
  if (!Array.isArray(named)) return []
  return named.map((name) => {
    const capability = names.get(String(name))
    if (capability !== undefined) return capability
    throw new CodexError(`--degrade: there is no protection "${String(name)}", so nothing was started.`, {
      code: 'USAGE',
      exitCode: 2,
      suggestions: [`Use one of: ${[...names.keys()].join(', ')}.`],
    })
  })
}

/** As the flag names them. */
export function namesOf(degraded: readonly Capability[] = []): readonly string[] {
  return [...names].flatMap(([name, capability]) => (degraded.includes(capability) ? [name] : []))
}
