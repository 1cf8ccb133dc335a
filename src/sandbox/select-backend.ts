import {CodexError, type SandboxBackend, type SandboxCapabilities} from '@codex-host/plugin-api'

export interface SelectBackendRequest {
  /** `true` for the default order, `false` for `none`, or a backend's name. */
  readonly requested: string | boolean
  /** In the default order. */
  readonly candidates: readonly SandboxBackend[]
  /** What the policies of this session need. */
  readonly required: readonly (keyof SandboxCapabilities)[]
}

export interface SelectedBackend {
  readonly backend: SandboxBackend
  /** What its probe said. */
  readonly detail: string
}

/** Every policy needs these. */
export const requiredCapabilities = ['readAllowList', 'writeRoots', 'networkOff', 'killTree'] as const

/**
 * Chooses the backend of a session. Fails closed: without one that works and enforces what is required, no command runs.
 * `none` is chosen only when it was named.
 * @throws CodexError with exit code 6.
 */
export async function selectBackend(request: SelectBackendRequest, signal: AbortSignal): Promise<SelectedBackend> {
  const {requested, candidates} = request
  if (requested === true) return selectFirst(request, signal)

  const name = requested === false ? 'none' : requested
  const backend = candidates.find((candidate) => candidate.name === name)
  if (backend === undefined) throw new Error(`${name} is not among the candidates`)
  const attempt = await tryBackend(backend, name === 'none' ? [] : request.required, signal)
  if (attempt.kind === 'selected') return attempt.selected
  throw unavailable([attempt])
}

interface Failure {
  readonly kind: 'failed'
  readonly name: string
  readonly because: string
  readonly remedy: string
}

type Attempt = {readonly kind: 'selected'; readonly selected: SelectedBackend} | Failure

async function selectFirst(
  {candidates, required}: SelectBackendRequest,
  signal: AbortSignal,
): Promise<SelectedBackend> {
  const failures: Failure[] = []
  for (const backend of candidates) {
    if (backend.name === 'none') continue
    const attempt = await tryBackend(backend, required, signal)
    if (attempt.kind === 'selected') return attempt.selected
    failures.push(attempt)
  }
  throw unavailable(failures)
}

async function tryBackend(
  backend: SandboxBackend,
  required: SelectBackendRequest['required'],
  signal: AbortSignal,
): Promise<Attempt> {
  const {name} = backend
  const gaps = required.filter((capability) => !isMet(backend, capability))
  if (gaps.length > 0) {
    const because = `it does not enforce ${gaps.map(inWords).join(', ')}`
    return {
      kind: 'failed',
      name,
      because,
      remedy: `Choose another backend with --sandbox, or accept it: ${accepting(gaps)}.`,
    }
  }
  const probe = await backend.probe(signal)
  if (probe.kind === 'works') return {kind: 'selected', selected: {backend, detail: probe.detail}}
  return {kind: 'failed', name, because: probe.because, remedy: probe.remedy}
}

/**
 * macOS cannot end a process that leaves its group. What seatbelt lets it do stays with it for life, so it can do no more
 * than its command could: that is told in every run (`mayLeaveProcesses`) and keeps none from starting.
 */
function isMet(backend: SandboxBackend, capability: keyof SandboxCapabilities): boolean {
  return backend.capabilities[capability] || (capability === 'killTree' && mayLeaveProcesses(backend))
}

/** Whether processes may outlive their command, under the policy that it had. */
export function mayLeaveProcesses({name, capabilities}: Pick<SandboxBackend, 'name' | 'capabilities'>): boolean {
  return name === 'seatbelt' && !capabilities.killTree
}

function accepting(gaps: readonly (keyof SandboxCapabilities)[]): string {
  return gaps.map((capability) => `--degrade ${inWords(capability).replaceAll(' ', '-')}`).join(' ')
}

/** As people read it: `killTree` is `kill tree`. */
export function inWords(capability: keyof SandboxCapabilities): string {
  return capability.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function unavailable(failures: readonly Failure[]): CodexError {
  const tried = failures.map(({name, because}) => `${name}: ${because}`).join('; ')
  const what = failures.length === 1 ? `The sandbox backend "${failures[0]?.name}"` : 'No sandbox backend'
  const verb = failures.length === 1 ? 'cannot be used' : 'can be used'
  return new CodexError(`${what} ${verb} here, so no command was run (${tried || 'none was tried'}).`, {
    code: 'SANDBOX_UNAVAILABLE',
    exitCode: 6,
    suggestions: [
      ...new Set(failures.map(({remedy}) => remedy)),
      'Run `codex doctor` to see which backends work here.',
    ],
  })
}
