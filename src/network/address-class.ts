import {BlockList, isIPv4} from 'node:net'

export type AddressClass =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'link-local'
  | 'metadata'
  | 'private'
  | 'shared'
  | 'multicast'
  | 'translated'
  | 'reserved'

interface Row {
  readonly network: string
  readonly prefix: number
  readonly is: AddressClass
}

/** The first row that holds an address decides. After IANA's registries of special-purpose addresses. */
const ipv4Rows: readonly Row[] = [
  {network: '169.254.169.254', prefix: 32, is: 'metadata'},
  {network: '169.254.170.2', prefix: 32, is: 'metadata'}, // containers of AWS
  {network: '100.100.100.200', prefix: 32, is: 'metadata'}, // Alibaba
  {network: '168.63.129.16', prefix: 32, is: 'metadata'}, // Azure: looks public, is the machine's own host
  {network: '192.0.0.192', prefix: 32, is: 'metadata'}, // Oracle
  {network: '0.0.0.0', prefix: 8, is: 'unspecified'},
  {network: '127.0.0.0', prefix: 8, is: 'loopback'},
  {network: '169.254.0.0', prefix: 16, is: 'link-local'},
  {network: '10.0.0.0', prefix: 8, is: 'private'},
  {network: '172.16.0.0', prefix: 12, is: 'private'},
  {network: '192.168.0.0', prefix: 16, is: 'private'},
  {network: '100.64.0.0', prefix: 10, is: 'shared'},
  {network: '192.88.99.0', prefix: 24, is: 'translated'}, // relays of 6to4
  {network: '224.0.0.0', prefix: 4, is: 'multicast'},
  {network: '192.0.0.0', prefix: 24, is: 'reserved'},
  {network: '192.0.2.0', prefix: 24, is: 'reserved'},
  {network: '198.18.0.0', prefix: 15, is: 'reserved'},
  {network: '198.51.100.0', prefix: 24, is: 'reserved'},
  {network: '203.0.113.0', prefix: 24, is: 'reserved'},
  {network: '240.0.0.0', prefix: 4, is: 'reserved'},
  {network: '0.0.0.0', prefix: 0, is: 'public'},
]

/** Only 2000::/3 is handed out; an address with IPv4 inside leads to wherever that leads. */
const ipv6Rows: readonly Row[] = [
  {network: 'fd00:ec2::254', prefix: 128, is: 'metadata'},
  {network: 'fd20:ce::254', prefix: 128, is: 'metadata'}, // Google
  {network: '::', prefix: 128, is: 'unspecified'},
  {network: '::1', prefix: 128, is: 'loopback'},
  {network: 'fe80::', prefix: 10, is: 'link-local'},
  {network: 'fec0::', prefix: 10, is: 'private'},
  {network: 'fc00::', prefix: 7, is: 'private'},
  {network: 'ff00::', prefix: 8, is: 'multicast'},
  {network: '::ffff:0:0:0', prefix: 96, is: 'translated'},
  {network: '::', prefix: 96, is: 'translated'},
  {network: '64:ff9b::', prefix: 96, is: 'translated'}, // NAT64
  {network: '64:ff9b:1::', prefix: 48, is: 'translated'}, // NAT64 within a site
  {network: '2002::', prefix: 16, is: 'translated'}, // 6to4
  {network: '2001::', prefix: 32, is: 'translated'}, // Teredo
  {network: '2001::', prefix: 23, is: 'reserved'},
  {network: '2001:db8::', prefix: 32, is: 'reserved'},
  {network: '3fff::', prefix: 20, is: 'reserved'},
  {network: '2000::', prefix: 3, is: 'public'},
]

/** Where a canonical address leads. What no row knows is reserved, so that it is refused. */
export function classifyAddress(address: string): AddressClass {
  const type = isIPv4(address) ? 'ipv4' : 'ipv6'
  const rows = type === 'ipv4' ? ipv4Rows : ipv6Rows
  return rows.find((row) => holds(row, address, type))?.is ?? 'reserved'
}

const inWords: Readonly<Record<AddressClass, string>> = {
  public: 'a public address',
  unspecified: 'an address of this machine',
  loopback: 'a loopback address',
  'link-local': 'a link-local address',
  metadata: 'the metadata service of a cloud',
  private: 'a private address',
  shared: 'an address shared by customers of a provider',
  multicast: 'a multicast address',
  translated: 'an address that hides another one',
  reserved: 'a reserved address',
}

export function describeAddress(address: string): string {
  return inWords[classifyAddress(address)]
}

function holds({network, prefix}: Row, address: string, type: 'ipv4' | 'ipv6'): boolean {
  const list = new BlockList()
  list.addSubnet(network, prefix, type)
  return list.check(address, type)
}
