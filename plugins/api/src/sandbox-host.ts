import type {SandboxBackend, SandboxCommand, SandboxLimits, SandboxOutcome, SandboxPolicy} from './sandbox.ts'

/** One step in making the file tree of a command, in order. Every `path` is as the command sees it. */
export type Mount =
  | {readonly kind: 'link'; readonly path: string; readonly to: string}
  | {
      readonly kind: 'bind'
      readonly type: 'file' | 'directory'
      readonly source: string
      readonly path: string
      readonly access: 'read' | 'write'
      /** Mounts of the host below `source`, which follow it. */
      readonly submounts: readonly string[]
    }
  | {readonly kind: 'empty'; readonly type: 'file' | 'directory'; readonly path: string}

export type HeldFiles =
  | {
      readonly kind: 'held'
      readonly mounts: readonly Mount[]
      /** Whether the mounts still stand for the policy after the release, as long as each `source` is the same file. */
      readonly isLasting: boolean
      /** To be called when the command has ended. */
      release(): Promise<void>
    }
  /** No mounts can do what the policy asks for. */
  | {readonly kind: 'refused'; readonly because: string}

/** A program of this machine, in a process group of its own. */
export interface HostProgram extends Omit<SandboxCommand, 'cwd'> {
  /** Complete: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>
}

export interface KeptProgram {
  /** The first line of its stdout; `undefined` when it ends, or is silent for `timeoutMs`, before one is complete. */
  firstLine(timeoutMs: number): Promise<string | undefined>
  /** The beginning and the end of what it wrote on stderr so far. */
  errors(): string
  /** Settles when it has ended. */
  readonly ended: Promise<unknown>
  /** Closes its stdin, and ends it when that does not. */
  stop(): Promise<void>
}

/** What codex gives to the backend of a plugin. */
export interface SandboxHost {
  /** The environment of codex itself. Nothing of it belongs into a sandbox. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute: a folder for files of the backend's own, which it makes itself. */
  readonly stateFolder: string
  /** Finds out what makes the files of a policy, and keeps what must exist for it while the command runs. */
  holdFiles(policy: SandboxPolicy): Promise<HeldFiles>
  /** Runs a program to its end. Its process group ends with it, on time-out and abort as well. */
  run(
    program: HostProgram,
    limits: Pick<SandboxLimits, 'timeoutMs' | 'outputBytes'>,
    signal: AbortSignal,
  ): Promise<SandboxOutcome>
  /** Starts a program that reads its stdin, which ends when codex does, however it does. It keeps codex waiting for nothing. */
  keep(
    program: HostProgram,
  ): Promise<
    {readonly kind: 'kept'; readonly program: KeptProgram} | {readonly kind: 'not-started'; readonly because: string}
  >
}

/**
 * Makes the backend of a plugin. The module that exports it by default stands in package.json, as
 * `"codex": {"sandboxes": {"acme": "./dist/acme.js"}}`; it is loaded when the user chooses `acme`.
 */
export type SandboxDefinition = (host: SandboxHost) => SandboxBackend

/** Checks the types of a definition where it is written. */
export function defineSandbox(definition: SandboxDefinition): SandboxDefinition {
  return definition
}
