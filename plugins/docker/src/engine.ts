import type {SandboxHost, SandboxOutcome} from '@codex-host/plugin-api'

/** A container engine that answered. */
export interface Engine {
  readonly kind: 'docker' | 'podman'
  /** Absolute. */
  readonly program: string
  readonly version: string
  /** Run by an ordinary user: its root is that user. */
  readonly isRootless: boolean
  readonly usesSelinux: boolean
  readonly limits: {readonly processes: boolean; readonly memory: boolean; readonly cpu: boolean}
}

export type EngineAnswer =
  | {readonly kind: 'answered'; readonly text: string}
  | {readonly kind: 'failed'; readonly because: string}

/** Variables by which the programs find their engine. Nothing of them is seen inside. */
const engineVariables = [
  ...['PATH', 'HOME', 'TMPDIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
  ...['DOCKER_API_VERSION', 'DOCKER_CERT_PATH', 'DOCKER_CONFIG', 'DOCKER_CONTEXT', 'DOCKER_HOST', 'DOCKER_TLS_VERIFY'],
  ...['CONTAINER_CONNECTION', 'CONTAINER_HOST', 'CONTAINER_SSHKEY', 'CONTAINERS_CONF'],
  ...['CONTAINERS_REGISTRIES_CONF', 'CONTAINERS_STORAGE_CONF', 'SSH_AUTH_SOCK'],
]

export function engineEnvironment(env: SandboxHost['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    engineVariables.flatMap((name) => {
      const value = env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

export interface EngineCall {
  readonly program: string
  readonly args: readonly string[]
  /** One minute unless told. */
  readonly timeoutMs?: number
}

/** Asks an engine for something that is soon done. Never throws. */
export async function askEngine(
  host: Pick<SandboxHost, 'env' | 'run'>,
  {program, args, timeoutMs = 60_000}: EngineCall,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  const outcome = await host.run(
    {argv: [program, ...args], environment: engineEnvironment(host.env)},
    {timeoutMs, outputBytes: 1_000_000},
    signal,
  )
  if (outcome.kind === 'not-started') return {kind: 'failed', because: outcome.because}
  const {end} = outcome
  if (end.kind === 'exited' && end.exitCode === 0) return {kind: 'answered', text: textOf(outcome.stdout)}
  const reason = lastLine(textOf(outcome.stderr))
  return {kind: 'failed', because: reason === '' ? `${args[0]} ended with ${JSON.stringify(end)}` : reason}
}

export function textOf({bytes}: Extract<SandboxOutcome, {kind: 'finished'}>['stdout']): string {
  return Buffer.from(bytes).toString()
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 500) ?? ''
}
