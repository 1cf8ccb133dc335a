import {BlockList, isIP} from 'node:net'
import {domainToASCII} from 'node:url'

/**
 * Whether `NO_PROXY` exempts an address. Its entries stand between commas or blanks: `*`, a host with all hosts below
 * it, an IP address, a range such as 10.0.0.0/8; each but `*` and a range with a port where only that is meant.
 */
export function isExempt(url: URL, noProxy: string): boolean {
  const host = plainHost(url.hostname)
  const port = portOf(url)
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || matches(entry, {host, port}))
}

function matches(entry: string, {host, port}: {readonly host: string; readonly port: string}): boolean {
  if (entry.includes('/')) return isInRange(host, entry)
  const [name, onlyPort] = splitPort(entry)
  if (onlyPort !== undefined && onlyPort !== port) return false
  if (isIP(name) !== 0) return isInRange(host, name)

  const wanted = plainHost(domainToASCII(name.replace(/^(?:\*?\.)+/, '')))
  return wanted !== '' && (host === wanted || host.endsWith(`.${wanted}`))
}

/** An IPv6 address has colons of its own, so with a port it stands in brackets. */
function splitPort(entry: string): readonly [name: string, port: string | undefined] {
  if (isIP(entry) !== 0) return [entry, undefined]
  const {name = '', port} = /^(?<name>.*?)(?::(?<port>\d+))?$/.exec(entry)?.groups ?? {}
  return [name.replace(/^\[(.*)\]$/, '$1'), port]
}

/** An entry that is no range exempts nothing. */
function isInRange(host: string, range: string): boolean {
  const family = familyOf(host)
  const [address = '', prefix, ...rest] = range.split('/')
  if (family === undefined || familyOf(address) !== family || rest.length > 0) return false
  const bits = family === 'ipv4' ? 32 : 128
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity
  if (length > bits) return false

  const list = new BlockList()
  list.addSubnet(address, length, family)
  return list.check(host, family)
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6'
}

function plainHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}

function portOf(url: URL): string {
  if (url.port !== '') return url.port
  return url.protocol === 'https:' ? '443' : '80'
}
