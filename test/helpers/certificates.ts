import {generateKeyPairSync, randomBytes, sign} from 'node:crypto'
import type {KeyObject} from 'node:crypto'
import {isIP} from 'node:net'

export interface Certificate {
  /** Both as PEM. */
  readonly cert: string
  readonly key: string
}

export interface Authority {
  /** The certificate of the authority itself, as PEM. */
  readonly cert: string
  /** A certificate for host names and IPv4 addresses. */
  issue(hosts: readonly string[], validity?: Partial<Validity>): Certificate
}

interface Validity {
  readonly notBefore: Date
  readonly notAfter: Date
}

/**
 * An authority that exists in memory only, for a server on loopback: nothing to commit, and nothing that expires. Node
 * can sign and read certificates, but not write them, so their encoding (RFC 5280) is below.
 */
export function certificateAuthority(name = 'Test authority'): Authority {
  const {publicKey, privateKey} = keyPair()
  const isAuthority = extension('551d13', sequence(boolean()), {isCritical: true})
  const own = {subject: name, issuer: name, publicKey, extensions: [isAuthority]}

  return {
    cert: certificate(own, privateKey),
    issue(hosts, validity) {
      const pair = keyPair()
      const names = extension('551d11', sequence(...hosts.map(alternativeName)))
      const asked = {subject: hosts[0] ?? '', issuer: name, publicKey: pair.publicKey, extensions: [names], validity}
      return {
        cert: certificate(asked, privateKey),
        key: pair.privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
      }
    },
  }
}

const keyPair = () => generateKeyPairSync('ec', {namedCurve: 'P-256'})

interface Asked {
  readonly subject: string
  readonly issuer: string
  readonly publicKey: KeyObject
  readonly extensions: readonly Buffer[]
  readonly validity?: Partial<Validity> | undefined
}

function certificate({subject, issuer, publicKey, extensions, validity}: Asked, signer: KeyObject): string {
  const day = 86_400_000
  const notBefore = validity?.notBefore ?? new Date(Date.now() - day)
  const notAfter = validity?.notAfter ?? new Date(Date.now() + day)
  const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'))
  const toBeSigned = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    serialNumber(),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(time(notBefore), time(notAfter)),
    nameOf(subject),
    publicKey.export({type: 'spki', format: 'der'}),
    tagged(0xa3, sequence(...extensions)),
  )
  const signature = tagged(0x03, Buffer.of(0), sign('sha256', toBeSigned, signer))
  const base64 = sequence(toBeSigned, ecdsaWithSha256, signature).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const {length} = content
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, Math.floor(length / 0x100), length % 0x100]
  return Buffer.concat([Buffer.of(tag, ...lengthBytes), content])
}

const sequence = (...parts: readonly Buffer[]) => tagged(0x30, ...parts)
const objectId = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'))
const boolean = () => tagged(0x01, Buffer.of(0xff))
const time = (date: Date) => tagged(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')))

/** The first byte is neither 0 nor the sign of a negative number. */
const serialNumber = () => tagged(0x02, Buffer.of(1), randomBytes(8))

function nameOf(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(commonName)))))
}

function extension(id: string, value: Buffer, {isCritical = false} = {}): Buffer {
  return sequence(objectId(id), ...(isCritical ? [boolean()] : []), tagged(0x04, value))
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 4 ? tagged(0x87, Buffer.from(host.split('.').map(Number))) : tagged(0x82, Buffer.from(host))
}
