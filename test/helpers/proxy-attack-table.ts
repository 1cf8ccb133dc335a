/**
 * What a program may send to the proxy of the allow-list. Allowed are `allowed.example`, `*.wild.example` and
 * `allowed.example:80`, all of which lead to a public address; `inward.example` and `*.inward.example`, which lead into
 * the user's own network in many ways; and `moving.example`, whose address is another one each time it is asked for.
 */
export interface ProxyAttack {
  readonly id: string
  /** Exactly what is sent. */
  readonly bytes: string
  /** The status of the answer: 200 is what must keep working. */
  readonly status: 200 | 400 | 403 | 502
}

const open = (authority: string, host = authority): string => `CONNECT ${authority} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
const get = (address: string, host: string): string => `GET ${address} HTTP/1.1\r\nHost: ${host}\r\n\r\n`

export const proxyAttacks: readonly ProxyAttack[] = [
  {id: 'works: the host as listed', bytes: open('allowed.example:443'), status: 200},
  {id: 'works: no Host header, as old clients do', bytes: 'CONNECT allowed.example:443 HTTP/1.0\r\n\r\n', status: 200},
  {id: 'works: a Host header without port', bytes: open('allowed.example:443', 'allowed.example'), status: 200},
  {id: 'works: another case', bytes: open('ALLOWED.Example:443'), status: 200},
  {id: 'works: a trailing dot', bytes: open('allowed.example.:443', 'allowed.example:443'), status: 200},
  {id: 'works: below a wildcard', bytes: open('a.b.wild.example:443'), status: 200},
  {
    id: 'works: plain HTTP where its port is listed',
    bytes: get('http://allowed.example/', 'allowed.example'),
    status: 200,
  },

  {id: 'host: not listed', bytes: open('evil.example:443'), status: 403},
  {id: 'wildcard: its parent', bytes: open('wild.example:443'), status: 403},
  {id: 'wildcard: a name that ends alike', bytes: open('evil-wild.example:443'), status: 403},
  {id: 'wildcard: in the middle', bytes: open('a.wild.example.evil.example:443'), status: 403},
  {id: 'wildcard: an empty label', bytes: open('.wild.example:443'), status: 400},
  {id: 'dot: two of them', bytes: open('allowed.example..:443'), status: 400},
  {id: 'dot: behind a host that is not listed', bytes: open('evil.example.:443'), status: 403},
  {id: 'case: of a host that is not listed', bytes: open('EVIL.example:443'), status: 403},

  {id: 'port: another one', bytes: open('allowed.example:8443'), status: 403},
  {id: 'port: none', bytes: open('allowed.example'), status: 400},
  {id: 'port: 0', bytes: open('allowed.example:0'), status: 400},
  {id: 'port: with a zero before it', bytes: open('allowed.example:0443'), status: 400},
  {id: 'port: more than 16 bits, which would wrap around', bytes: open('allowed.example:65979'), status: 400},
  {
    id: 'port: plain HTTP to one that is not listed',
    bytes: get('http://a.wild.example/', 'a.wild.example'),
    status: 403,
  },

  {id: 'address: loopback', bytes: open('127.0.0.1:443'), status: 403},
  {id: 'address: one number', bytes: open('2130706433:443'), status: 403},
  {id: 'address: hexadecimal', bytes: open('0x7f000001:443'), status: 403},
  {id: 'address: octal', bytes: open('0177.0.0.1:443'), status: 403},
  {id: 'address: short', bytes: open('127.1:443'), status: 403},
  {id: 'address: unspecified', bytes: open('0:443'), status: 403},
  {id: 'address: IPv6 loopback', bytes: open('[::1]:443'), status: 403},
  {id: 'address: mapped into IPv6', bytes: open('[::ffff:127.0.0.1]:443'), status: 403},
  {id: 'address: mapped into IPv6, in hexadecimal', bytes: open('[::ffff:7f00:1]:443'), status: 403},
  {id: 'address: IPv4-compatible', bytes: open('[::127.0.0.1]:443'), status: 403},
  {id: 'address: NAT64', bytes: open('[64:ff9b::7f00:1]:443'), status: 403},
  {id: 'address: 6to4', bytes: open('[2002:7f00:1::]:443'), status: 403},
  {id: 'address: with a zone', bytes: open('[fe80::1%25eth0]:443'), status: 400},
  {id: 'address: metadata', bytes: get('http://169.254.169.254/latest/', '169.254.169.254'), status: 403},
  {id: 'address: metadata, as one number', bytes: get('http://2852039166/latest/', '2852039166'), status: 403},
  {id: 'address: metadata, IPv6', bytes: open('[fd00:ec2::254]:80'), status: 403},

  {id: 'name: leads to loopback', bytes: open('inward.example:443'), status: 403},
  {id: 'name: leads to a private address', bytes: open('private.inward.example:443'), status: 403},
  {id: 'name: leads to the metadata service', bytes: open('metadata.inward.example:443'), status: 403},
  {id: 'name: leads to a mapped address', bytes: open('mapped.inward.example:443'), status: 403},
  {id: 'name: leads to NAT64', bytes: open('nat64.inward.example:443'), status: 403},
  {id: 'name: leads to a link-local address', bytes: open('link.inward.example:443'), status: 403},
  {id: 'name: leads to what is no address', bytes: open('odd.inward.example:443'), status: 403},
  {id: 'name: cannot be looked up', bytes: open('unknown.wild.example:443'), status: 502},
  {id: 'rebinding: only the address that was checked is dialled', bytes: open('moving.example:443'), status: 200},
  {id: 'rebinding: of two addresses only the public one is dialled', bytes: open('both.wild.example:443'), status: 200},

  {id: 'text: NUL in the host', bytes: open('allowed.example\0.evil.example:443'), status: 400},
  {id: 'text: NUL after the host', bytes: open('evil.example:443\0allowed.example:443'), status: 400},
  {id: 'text: user in the authority', bytes: open('allowed.example@evil.example:443'), status: 400},
  {id: 'text: user and password', bytes: open('allowed.example:443@evil.example:443'), status: 400},
  {id: 'text: user in an address', bytes: get('http://allowed.example@evil.example/', 'evil.example'), status: 400},
  {id: 'text: backslash', bytes: get('http://evil.example\\@allowed.example/', 'allowed.example'), status: 400},
  {id: 'text: percent', bytes: open('%61llowed.example:443'), status: 400},
  {id: 'text: path', bytes: open('allowed.example:443/evil'), status: 400},
  {id: 'text: bytes above ASCII', bytes: open('allowed\u00e9.example:443'), status: 400},
  {id: 'text: blank in the host', bytes: open('evil.example allowed.example:443'), status: 400},

  {id: 'Host: another one in CONNECT', bytes: open('allowed.example:443', 'evil.example:443'), status: 400},
  {id: 'Host: another port in CONNECT', bytes: open('allowed.example:443', 'allowed.example:22'), status: 400},
  {id: 'Host: another one in a request', bytes: get('http://allowed.example/', 'evil.example'), status: 400},
  {
    id: 'Host: two of them',
    bytes: 'GET http://allowed.example/ HTTP/1.1\r\nHost: allowed.example\r\nHost: evil.example\r\n\r\n',
    status: 400,
  },
  {id: 'form: the proxy as a server', bytes: get('/', 'allowed.example'), status: 400},
  {id: 'form: another scheme', bytes: get('https://allowed.example/', 'allowed.example'), status: 400},
  {id: 'form: a file', bytes: get('file:///etc/passwd', 'allowed.example'), status: 400},
  {id: 'form: the socket of an engine', bytes: get('http://unix:/var/run/docker.sock/', 'unix'), status: 400},
  {id: 'form: SOCKS', bytes: '\u0005\u0001\u0000', status: 400},
  {id: 'form: TLS', bytes: '\u0016\u0003\u0001\u0000\u0005hello\r\n\r\n', status: 400},
  {
    id: 'framing: two lengths',
    bytes:
      'POST http://allowed.example/ HTTP/1.1\r\nHost: allowed.example\r\nContent-Length: 4\r\n' +
      'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    status: 400,
  },
  {
    id: 'size: a very long header',
    bytes: `CONNECT allowed.example:443 HTTP/1.1\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
    status: 400,
  },
]
