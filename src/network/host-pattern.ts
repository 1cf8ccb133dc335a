import {canonicalHost, hostInAddress} from './canonical-host.ts'

/** A host and a port, canonical: what a connection is asked for. */
export interface Destination {
  readonly kind: 'name' | 'address'
  readonly host: string
  readonly port: number
}

/** What a rule names. Without a port it was written without one. */
export type HostPattern = {readonly port?: number} & (
  | {readonly kind: 'any'}
  | {readonly kind: 'name' | 'address'; readonly host: string}
  /** Every name below `parent`, and not `parent` itself. */
  | {readonly kind: 'below'; readonly parent: string}
)

export type HostPatternReading = HostPattern | {readonly kind: 'invalid'; readonly because: string}

/** Where a rule that allows names no port: HTTPS alone. */
export const defaultPort = 443

const portNumber = /^[1-9]\d{0,4}$/
const highestPort = 65_535

/** Reads `HOST`, `HOST:PORT`, `*.HOST`, `*`, an address, or an IPv6 address in brackets with a port. */
export function parseHostPattern(text: string): HostPatternReading {
  const {host, portText} = splitPort(text)
  const port = portText === undefined ? undefined : readPort(portText)
  if (portText !== undefined && port === undefined) return {kind: 'invalid', because: 'a port is 1 to 65535'}

  const ofPort = port === undefined ? {} : {port}
  if (host === '*') return {kind: 'any', ...ofPort}
  const isWildcard = host.startsWith('*.')
  const found = canonicalHost(isWildcard ? host.slice(2) : host)
  if (found.kind === 'invalid') return found
  if (!isWildcard) return {...found, ...ofPort}
  if (found.kind === 'address') return {kind: 'invalid', because: 'an address has nothing below it'}
  return {kind: 'below', parent: found.host, ...ofPort}
}

/** Whether the host fits, whatever the port. */
export function matchesHost(pattern: HostPattern, destination: Destination): boolean {
  switch (pattern.kind) {
    case 'any':
      return true
    case 'name':
    case 'address':
      return pattern.kind === destination.kind && pattern.host === destination.host
    case 'below':
      return destination.kind === 'name' && destination.host.endsWith(`.${pattern.parent}`)
  }
}

export function readPort(text: string): number | undefined {
  const port = portNumber.test(text) ? Number(text) : 0
  return port >= 1 && port <= highestPort ? port : undefined
}

/** Splits at the last colon, unless the whole is an IPv6 address without brackets. */
export function splitPort(text: string): {readonly host: string; readonly portText?: string} {
  const bracket = text.lastIndexOf(']')
  const colon = text.lastIndexOf(':')
  const isBareIpv6 = bracket === -1 && text.indexOf(':') !== colon
  if (colon === -1 || colon < bracket || isBareIpv6) return {host: text}
  return {host: text.slice(0, colon), portText: text.slice(colon + 1)}
}

/** `host:port`, as people and rules write it. */
export function destinationText({host, port}: Pick<Destination, 'host' | 'port'>): string {
  return `${hostInAddress(host)}:${port}`
}
