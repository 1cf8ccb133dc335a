/** Where the files of the workspace are while a command runs. */
export type ViewSource =
  | {readonly kind: 'directory'; readonly path: string}
  /** A mount that exists only in the mount namespace of process `pid` (user and mount namespaces are entered). */
  | {readonly kind: 'namespace'; readonly pid: number; readonly path: string}

/** What a command may read, write, reach and use. Plain data; a backend enforces it. */
export interface SandboxPolicy {
  readonly workspace: {
    readonly source: ViewSource
    /** The absolute path at which the command sees the workspace. */
    readonly target: string
    readonly access: 'read' | 'write'
    /** Absolute folders at or below `target`: with access `write`, nothing but these can be written. */
    readonly writableRoots?: readonly string[]
  }
  /** Absolute host paths that are visible, read-only, at the same place. Nothing else of the host is. */
  readonly readPaths: readonly string[]
  /** Absolute paths below `workspace.target` that are shown empty. */
  readonly hiddenPaths: readonly string[]
  /** Absolute paths below `workspace.target` that cannot be written, replaced or created. */
  readonly protectedPaths: readonly string[]
  readonly network: NetworkPolicy
  /** The complete environment of the command. */
  readonly environment: Readonly<Record<string, string>>
  readonly limits: SandboxLimits
}

export type NetworkPolicy =
  /** Nothing but the sandbox's own loopback. */
  | {readonly kind: 'none'}
  /**
   * As `none`, and one way out: what connects to 127.0.0.1:`port` inside is connected, byte for byte, to the unix socket
   * `proxySocket` of the host. An HTTP proxy listens there and decides about each host; the variables that lead
   * programs to it are in the policy's environment. A backend on this machine may show the folder of the socket,
   * read-only, and start something inside that listens; a remote one forwards the connections. Must stand before the
   * command starts, or the command must not be started.
   */
  | {readonly kind: 'allow-list'; readonly proxySocket: string; readonly port: number}

export interface SandboxLimits {
  readonly timeoutMs: number
  /** Kept per stream, half from its head and half from its tail; the command is not stopped by more. */
  readonly outputBytes: number
  readonly processes: number
  /** Per process. */
  readonly dataBytes: number
  /** The largest file a command may write. */
  readonly fileBytes: number
}

export interface SandboxCommand {
  readonly argv: readonly [string, ...string[]]
  /** Absolute, as seen inside. */
  readonly cwd: string
  /** All of it, or bit by bit; nothing when left out. */
  readonly stdin?: Uint8Array | AsyncIterable<Uint8Array>
  /** Told what the command writes, as it writes it; what it answers is waited for before more is read. */
  readonly onOutput?: (output: 'stdout' | 'stderr', chunk: Uint8Array) => void | Promise<void>
}

/** What a backend enforces. The host refuses to run a command when the policy needs more. */
export interface SandboxCapabilities {
  readonly readAllowList: boolean
  readonly writeRoots: boolean
  readonly protectedPaths: boolean
  readonly networkOff: boolean
  /** Can give a `NetworkPolicy` of kind `allow-list`. */
  readonly networkAllowList: boolean
  readonly systemCallFilter: boolean
  readonly resourceLimits: boolean
  readonly killTree: boolean
  /** Nothing of the command outlives a SIGKILL of the host. */
  readonly diesWithHost: boolean
  /** Can mount a `ViewSource` of kind `namespace`. */
  readonly entersNamespaces: boolean
  /** Can show the workspace at another path than the one where its files lie. */
  readonly remapsWorkspace: boolean
  /** Programs of a command reach each other through a loopback that is nobody else's. */
  readonly ownLoopback: boolean
}

export interface CapturedOutput {
  /** The kept bytes; where `totalBytes` is larger, `omittedAt` says where the middle was cut out. */
  readonly bytes: Uint8Array
  readonly totalBytes: number
  readonly omittedAt?: number
}

export type CommandEnd =
  | {readonly kind: 'exited'; readonly exitCode: number}
  | {readonly kind: 'signalled'; readonly signal: string}
  | {readonly kind: 'timed-out'}
  | {readonly kind: 'cancelled'}

export type SandboxOutcome =
  | {
      readonly kind: 'finished'
      readonly end: CommandEnd
      readonly stdout: CapturedOutput
      readonly stderr: CapturedOutput
      readonly durationMs: number
    }
  /** The sandbox itself failed: the command never ran. */
  | {readonly kind: 'not-started'; readonly because: string}

export type ProbeResult =
  | {readonly kind: 'works'; readonly detail: string}
  | {readonly kind: 'unavailable'; readonly because: string; readonly remedy: string}

/**
 * Runs commands under a policy. A backend must never run a command with less than the policy asks for,
 * must end the whole process tree on time-out and abort, and must not report its own failure as the command's.
 */
export interface SandboxBackend {
  readonly name: string
  readonly capabilities: SandboxCapabilities
  /** Runs something harmless to find out whether the backend works here. Never throws. */
  probe(signal: AbortSignal): Promise<ProbeResult>
  run(command: SandboxCommand, policy: SandboxPolicy, signal: AbortSignal): Promise<SandboxOutcome>
}
