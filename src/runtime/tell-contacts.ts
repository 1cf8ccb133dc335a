import type {Decision, HostContact, TurnEvent} from '@codex-host/plugin-api'
import type {RuntimeParts} from './runtime-parts.ts'

/** One command may want very many hosts, and somebody has to answer. */
const mostQuestions = 5

/**
 * Says what a command wanted of the network, asks about hosts that need an answer, and returns what the model is told.
 * Asked after the command, not while its connection waits: programs give up on a connection within seconds, a person
 * reads longer, and the command's own time would run out meanwhile.
 */
export async function* tellContacts(
  parts: RuntimeParts,
  {callId, contacts = []}: {callId?: string; contacts?: readonly HostContact[] | undefined},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, {lines: readonly string[]; stop: boolean}> {
  const ofCall = callId === undefined ? {} : {callId}
  const lines: string[] = []
  let questions = 0

  for (const contact of contacts) {
    yield {type: 'network.assessed', ...ofCall, ...contact}
    const {host, port, assessment} = contact
    const mayAsk = assessment.kind === 'ask' && port !== undefined && questions < mostQuestions
    if (!mayAsk) {
      lines.push(...told(contact))
      continue
    }
    questions += 1
    const {decision} = await parts.approver.ask({kind: 'network', host, port, assessment}, signal)
    signal.throwIfAborted()
    yield {type: 'network.decided', ...ofCall, host, port, decision}
    if (decision.kind === 'stop') return {lines, stop: true}
    parts.sandbox.network?.grant({host, port}, grantOf(decision))
    lines.push(`network: ${target(contact)} was refused. ${answered(decision)}`)
  }
  return {lines, stop: false}
}

function told(contact: HostContact): readonly string[] {
  const {assessment, failure} = contact
  if (failure !== undefined) return [`network: ${target(contact)} could not be reached: ${failure}`]
  if (assessment.kind === 'allow') return []
  return [`network: ${target(contact)} was refused: ${assessment.because}`]
}

function target({host, port}: HostContact): string {
  const shown = host.includes(':') && port !== undefined ? `[${host}]` : host
  return port === undefined ? JSON.stringify(shown) : `${shown}:${port}`
}

function grantOf(decision: Exclude<Decision, {kind: 'stop'}>): 'next-command' | 'session' | 'refused' {
  switch (decision.kind) {
    case 'yes':
      return 'next-command'
    case 'yes-for-session':
      return 'session'
    case 'no':
    case 'yes-edited':
      return 'refused'
  }
}

function answered(decision: Exclude<Decision, {kind: 'stop'}>): string {
  switch (decision.kind) {
    case 'yes':
      return 'The user allows it to the next command that wants it: run the command again.'
    case 'yes-for-session':
      return 'The user now allows it for this session: run the command again.'
    case 'yes-edited':
      return 'The user said no.'
    case 'no':
      return decision.because === '' ? 'The user said no.' : decision.because
  }
}
