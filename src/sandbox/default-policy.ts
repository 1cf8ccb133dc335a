import path from 'node:path'
import type {SandboxLimits, SandboxPolicy} from '@codex-host/plugin-api'

export const defaultLimits: SandboxLimits = {
  timeoutMs: 120_000,
  outputBytes: 1_000_000,
  processes: 512,
  dataBytes: 8 * 1024 ** 3,
  fileBytes: 4 * 1024 ** 3,
}

export interface DefaultPolicyOptions {
  readonly workspace: SandboxPolicy['workspace']
  readonly readPaths: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly hiddenPaths?: readonly string[]
  readonly protectedPaths?: readonly string[]
  readonly limits?: Partial<SandboxLimits>
  /** None unless given. */
  readonly network?: SandboxPolicy['network']
}

/** The policy of every command the agent runs: no network unless given, the listed paths of the host, and the workspace. */
export function createDefaultPolicy(options: DefaultPolicyOptions): SandboxPolicy {
  const {workspace, hiddenPaths = [], protectedPaths = []} = options
  for (const place of [...hiddenPaths, ...protectedPaths]) {
    // A backend would hide or protect something else, and the workspace would stay open.
    if (!isBelow(workspace.target, place)) throw new Error(`${place} is not below ${workspace.target}`)
  }

  return {
    workspace,
    readPaths: options.readPaths,
    hiddenPaths,
    protectedPaths,
    network: options.network ?? {kind: 'none'},
    environment: options.environment,
    limits: {...defaultLimits, ...options.limits},
  }
}

function isBelow(folder: string, candidate: string): boolean {
  const relative = path.relative(folder, candidate)
  return path.isAbsolute(candidate) && relative !== '' && relative !== '..' && !relative.startsWith('../')
}
