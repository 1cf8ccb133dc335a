import type {SandboxCapabilities} from '@codex-host/plugin-api'

/** What a backend has that enforces nothing, and what one has of what it does not claim. */
export const noCapabilities: SandboxCapabilities = {
  readAllowList: false,
  writeRoots: false,
  protectedPaths: false,
  networkOff: false,
  networkAllowList: false,
  systemCallFilter: false,
  resourceLimits: false,
  killTree: false,
  diesWithHost: false,
  entersNamespaces: false,
  remapsWorkspace: false,
  ownLoopback: false,
}
