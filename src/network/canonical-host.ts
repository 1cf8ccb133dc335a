import {isIPv4, isIPv6} from 'node:net'

/** A host in its one spelling. Two texts mean the same host exactly when these are equal. */
export type CanonicalHost =
  | {readonly kind: 'name'; readonly host: string}
  /** IPv4 in four decimal numbers; IPv6 in its shortest form, without brackets. */
  | {readonly kind: 'address'; readonly host: string}

export type HostReading = CanonicalHost | {readonly kind: 'invalid'; readonly because: string}

const longestName = 253
// What other readers take for the end of a host, or for something before or after it.
const foreign = /[^\p{L}\p{M}\p{N}_.\-\u3002\uFF0E\uFF61]/u
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

/**
 * Reads a host as a browser would, so that no spelling means one host to a rule and another to the network: case, a
 * trailing dot, international names, IPv4 in hexadecimal, octal or one number, IPv4 inside IPv6.
 */
export function canonicalHost(text: string): HostReading {
  if (text.startsWith('[') && text.endsWith(']')) return ipv6(text.slice(1, -1))
  if (text.includes(':')) return ipv6(text)
  if (text === '') return invalid('it is empty')
  if (foreign.test(text)) return invalid('it has characters that no host has')
  return nameOrIpv4(text)
}

/** The bare text as it stands in an address: IPv6 in brackets. */
export function hostInAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function ipv6(text: string): HostReading {
  if (!isIPv6(text) || text.includes('%')) return invalid('it is no IPv6 address')
  const shortest = parsedHost(`[${text}]`)?.slice(1, -1) ?? text
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(shortest)
  return {kind: 'address', host: mapped === null ? shortest : ipv4Of(mapped[1], mapped[2])}
}

function ipv4Of(high = '', low = ''): string {
  const bits = [high, low].map((part) => Number.parseInt(part, 16))
  return bits.flatMap((part) => [part >> 8, part & 0xff]).join('.')
}

function nameOrIpv4(text: string): HostReading {
  const parsed = parsedHost(text)
  if (parsed === undefined) return invalid('it is neither a name nor an address')
  const host = parsed.endsWith('.') ? parsed.slice(0, -1) : parsed
  if (isIPv4(host)) return {kind: 'address', host}
  if (host.length > longestName || !host.split('.').every((part) => label.test(part))) {
    return invalid('it is neither a name nor an address')
  }
  return {kind: 'name', host}
}

function parsedHost(text: string): string | undefined {
  return URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : undefined
}

function invalid(because: string): HostReading {
  return {kind: 'invalid', because}
}
