import {type Assessment, CodexError} from '@codex-host/plugin-api'
import {assessHost, opensNetwork} from '../approval/assess-host.ts'
import {ruleThatWouldAllow} from '../approval/rule-that-would-allow.ts'
import type {LoadedConfig} from '../config/config.ts'
import {canonicalHost} from '../network/canonical-host.ts'
import {defaultPort, type Destination, destinationText, readPort, splitPort} from '../network/host-pattern.ts'
import {networkRules} from './network-rules.ts'

export interface TestedHost {
  readonly assessment: Assessment
  /** As rules and questions name it: ASCII, with its port. */
  readonly destination: string
  /** Lines for the user's permissions. */
  readonly wouldAllow: readonly string[]
  /** What decides besides, when the host is really asked for. */
  readonly note?: string
}

/**
 * Says whether commands may reach a host, `HOST` for HTTPS or `HOST:PORT`. No name is looked up.
 * @throws CodexError with exit code 2 for a text that names no host.
 */
export function testHost(
  text: string,
  {loaded, isSandboxed}: {readonly loaded: LoadedConfig; readonly isSandboxed: boolean},
): TestedHost {
  const destination = readDestination(text)
  const {host, port, kind} = destination
  const rules = networkRules(loaded)
  const named = {destination: destinationText(destination)}
  if (!isSandboxed) {
    const because = 'without a sandbox nothing keeps commands from any host'
    return {...named, assessment: {kind: 'allow', because}, wouldAllow: []}
  }

  const byRules = assessHost(destination, {mode: loaded.config.approvalMode, rules})
  const isOpen = opensNetwork(rules)
  const assessment: Assessment = isOpen || byRules.rule !== undefined ? byRules : noNetwork
  const suggestion = ruleThatWouldAllow({kind: 'network', host, port})
  const helps = assessment.kind !== 'allow' && assessment.rule === undefined && suggestion.kind === 'rules'
  return {
    ...named,
    assessment,
    wouldAllow: helps ? suggestion.lines : [],
    ...(kind === 'name' && assessment.kind !== 'deny' && {note: leadsInside}),
  }
}

const noNetwork: Assessment = {kind: 'deny', because: 'no host is listed, so commands have no network'}

const leadsInside =
  'the name was not looked up; where it leads to an address that is not public, that is refused unless the address itself is listed'

function readDestination(text: string): Destination {
  const {host, portText} = splitPort(text)
  const port = portText === undefined ? defaultPort : readPort(portText)
  const found = canonicalHost(host)
  if (port === undefined) throw noHost(text, 'a port is 1 to 65535')
  if (found.kind === 'invalid') throw noHost(text, found.because)
  return {...found, port}
}

function noHost(text: string, because: string): CodexError {
  return new CodexError(`${JSON.stringify(text)} names no host: ${because}.`, {
    code: 'USAGE',
    exitCode: 2,
    suggestions: ['codex permissions test --host registry.example.org', 'codex permissions test --host 127.0.0.1:8080'],
  })
}
