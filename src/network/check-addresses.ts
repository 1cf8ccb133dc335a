import type {Assessment} from '@codex-host/plugin-api'
import {classifyAddress, describeAddress} from './address-class.ts'
import {canonicalHost} from './canonical-host.ts'
import {destinationText, type Destination} from './host-pattern.ts'

export type Assess = (destination: Destination) => Assessment

export type CheckedAddresses =
  /** Canonical, in the order in which they are to be tried. Nothing else may be dialled. */
  | {readonly kind: 'usable'; readonly addresses: readonly string[]}
  | {readonly kind: 'refused'; readonly because: string}

/**
 * What of the addresses of an allowed name may be dialled: public ones, and others only where the address itself is
 * allowed. A name belongs to whoever runs its zone, who can let it lead into the user's own network.
 */
export function checkAddresses(
  {host, port}: Destination,
  {found, assess}: {found: readonly string[]; assess: Assess},
): CheckedAddresses {
  const addresses = [...new Set(found.flatMap(canonicalAddress))]
  const usable = addresses.filter((address) => mayDial({kind: 'address', host: address, port}, assess))
  if (usable.length > 0) return {kind: 'usable', addresses: usable}
  const [first] = addresses
  if (first === undefined) return {kind: 'refused', because: `${host} has no address`}

  const where = destinationText({host: first, port})
  const isPublic = classifyAddress(first) === 'public'
  const what = isPublic ? 'which a rule denies' : `${describeAddress(first)}, which must be listed itself`
  return {kind: 'refused', because: `it leads to ${where}, ${what}`}
}

function mayDial(address: Destination, assess: Assess): boolean {
  const {kind, rule} = assess(address)
  if (classifyAddress(address.host) !== 'public') return kind === 'allow'
  return kind !== 'deny' || rule === undefined
}

function canonicalAddress(text: string): readonly string[] {
  const read = canonicalHost(text)
  return read.kind === 'address' ? [read.host] : []
}
