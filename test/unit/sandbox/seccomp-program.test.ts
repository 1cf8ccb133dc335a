import {describe, expect, test} from 'vitest'
import {buildSeccompProgram} from '../../../src/sandbox/seccomp-program.ts'
import type {Architecture} from '../../../src/sandbox/system-call-numbers.ts'
import {inspectedSystemCalls, refusedSystemCalls} from '../../../src/sandbox/system-call-numbers.ts'

const architectures = ['x64', 'arm64'] as const
const audit = {x64: 0xc000003e, arm64: 0xc00000b7, i386: 0x40000003, arm: 0x40000028}
const everyday = {
  x64: {read: 0, write: 1, openat: 257, execve: 59, futex: 202, mmap: 9, fork: 57, vfork: 58, seccomp: 317, prctl: 157},
  arm64: {read: 63, write: 64, openat: 56, execve: 221, futex: 98, mmap: 222, seccomp: 277, prctl: 167},
}

type Verdict = 'allow' | 'kill' | 'EPERM' | 'ENOSYS' | 'EAFNOSUPPORT'
type ArgumentRow = readonly [
  call: keyof typeof inspectedSystemCalls,
  args: readonly bigint[],
  verdict: Verdict,
  why: string,
]

const argumentRows: readonly ArgumentRow[] = [
  ['ioctl', [0n, 0x5413n], 'allow', 'TIOCGWINSZ'],
  ['ioctl', [0n, 0x5412n], 'EPERM', 'TIOCSTI'],
  ['ioctl', [0n, 0xffff_ffff_0000_5412n], 'EPERM', 'TIOCSTI behind bits that the kernel ignores'],
  ['ioctl', [0x5412n, 0x5401n], 'allow', 'the number of TIOCSTI as a descriptor'],
  ['ioctl', [0n, 0x541cn], 'EPERM', 'TIOCLINUX'],
  ['clone', [0x11n], 'allow', 'a fork'],
  ['clone', [0x91n], 'allow', 'an exit signal that looks like CLONE_NEWTIME'],
  ['clone', [0x3d0f00n], 'allow', 'a thread of glibc'],
  ['clone', [0x1000_0011n], 'EPERM', 'CLONE_NEWUSER'],
  ['clone', [0x0002_0011n], 'EPERM', 'CLONE_NEWNS'],
  ['clone', [0x0200_0011n], 'EPERM', 'CLONE_NEWCGROUP'],
  ['clone', [0x4000_0011n], 'EPERM', 'CLONE_NEWNET'],
  ['clone', [0x2000_0011n], 'EPERM', 'CLONE_NEWPID'],
  ['clone', [0x7c02_0000n], 'EPERM', 'several at once'],
  ['clone3', [0n, 88n], 'ENOSYS', 'clone3'],
  ['unshare', [0x400n], 'allow', 'CLONE_FILES'],
  ['unshare', [0x200n], 'allow', 'CLONE_FS'],
  ['unshare', [0x80n], 'EPERM', 'CLONE_NEWTIME'],
  ['unshare', [0x1000_0000n], 'EPERM', 'CLONE_NEWUSER'],
  ['unshare', [0xffff_ffff_1000_0000n], 'EPERM', 'CLONE_NEWUSER behind ignored bits'],
  ['socket', [1n, 1n, 0n], 'allow', 'AF_UNIX'],
  ['socket', [2n, 1n, 0n], 'allow', 'AF_INET'],
  ['socket', [10n, 1n, 0n], 'allow', 'AF_INET6'],
  ['socket', [0xffff_ffff_0000_0002n, 1n, 0n], 'allow', 'AF_INET behind ignored bits'],
  ['socket', [16n, 3n, 0n], 'allow', 'NETLINK_ROUTE'],
  ['socket', [0x1_0000_0010n, 0x80003n, 0x1_0000_0000n], 'allow', 'NETLINK_ROUTE behind ignored bits'],
  ['socket', [16n, 3n, 4n], 'EAFNOSUPPORT', 'NETLINK_SOCK_DIAG'],
  ['socket', [16n, 3n, 9n], 'EAFNOSUPPORT', 'NETLINK_AUDIT'],
  ['socket', [16n, 3n, 12n], 'EAFNOSUPPORT', 'NETLINK_NETFILTER'],
  ['socket', [16n, 3n, 15n], 'EAFNOSUPPORT', 'NETLINK_KOBJECT_UEVENT'],
  ['socket', [16n, 3n, 16n], 'EAFNOSUPPORT', 'NETLINK_GENERIC'],
  ['socket', [16n, 3n, 0x8000_0000n], 'EAFNOSUPPORT', 'a protocol that is negative'],
  ['socket', [17n, 3n, 0n], 'EAFNOSUPPORT', 'AF_PACKET'],
  ['socket', [38n, 5n, 0n], 'EAFNOSUPPORT', 'AF_ALG'],
  ['socket', [40n, 1n, 0n], 'EAFNOSUPPORT', 'AF_VSOCK'],
  ['socket', [0x1_0000_0028n, 1n, 0n], 'EAFNOSUPPORT', 'AF_VSOCK behind ignored bits'],
  ['socketpair', [1n, 1n, 0n], 'allow', 'AF_UNIX'],
  ['socketpair', [30n, 1n, 0n], 'EAFNOSUPPORT', 'AF_TIPC'],
  ['personality', [0n], 'allow', 'PER_LINUX'],
  ['personality', [0xffff_ffffn], 'allow', 'a query'],
  ['personality', [0x4_0000n], 'EPERM', 'ADDR_NO_RANDOMIZE'],
]

describe.each(architectures)('on %s', (architecture) => {
  test.each(Object.entries(everyday[architecture]))('%s is allowed', (_name, number) => {
    expect(verdict(architecture, {number})).toBe('allow')
  })

  test.each(refusedNumbers(architecture))('%s is not permitted', (_name, number) => {
    expect(verdict(architecture, {number})).toBe('EPERM')
  })

  test.each(argumentRows)('%s(%o) → %s: %s', (call, args, expected) => {
    expect(verdict(architecture, {number: inspectedSystemCalls[call][architecture], args})).toBe(expected)
  })

  test.each(Object.entries(audit).filter(([name]) => name !== architecture))(
    'a call in the convention of %s ends the process',
    (_name, auditArchitecture) => {
      expect(verdict(architecture, {number: 1, auditArchitecture})).toBe('kill')
    },
  )
})

test.each([0x40000000, 0x40000000 + 101, 0x40000000 + 520, 0xffffffff])('x32 call %i does not exist', (number) => {
  expect(verdict('x64', {number})).toBe('ENOSYS')
})

function refusedNumbers(architecture: Architecture): readonly [string, number][] {
  return Object.entries(refusedSystemCalls).flatMap(
    ([name, numbers]: [string, Partial<Record<Architecture, number>>]) => {
      const number = numbers[architecture]
      return number === undefined ? [] : [[name, number] satisfies [string, number]]
    },
  )
}

interface Call {
  readonly number: number
  readonly args?: readonly bigint[]
  readonly auditArchitecture?: number
}

function verdict(architecture: Architecture, call: Call): Verdict | number {
  const data = new DataView(new ArrayBuffer(64))
  data.setUint32(0, call.number, true)
  data.setUint32(4, call.auditArchitecture ?? audit[architecture], true)
  for (const [index, argument] of (call.args ?? []).entries()) data.setBigUint64(16 + index * 8, argument, true)

  const value = interpret(buildSeccompProgram(architecture), data)
  const names: Readonly<Record<number, Verdict>> = {
    0x7fff0000: 'allow',
    0x80000000: 'kill',
    0x50001: 'EPERM',
    0x50026: 'ENOSYS',
    0x50061: 'EAFNOSUPPORT',
  }
  return names[value] ?? value
}

/** A classic BPF machine, as far as the program needs one. It throws where the kernel's verifier would refuse. */
function interpret(bytes: Uint8Array, data: DataView): number {
  const program = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let accumulator = 0
  for (let position = 0; position < bytes.length; position += 8) {
    const code = program.getUint16(position, true)
    const operand = program.getUint32(position + 4, true)
    if (code === 0x06) return operand
    if (code === 0x20) accumulator = data.getUint32(operand, true)
    else position += 8 * program.getUint8(position + (jumps(code, accumulator, operand) ? 2 : 3))
  }
  throw new Error('the program has no end')
}

function jumps(code: number, accumulator: number, operand: number): boolean {
  switch (code) {
    case 0x15:
      return accumulator === operand
    case 0x35:
      return accumulator >= operand
    case 0x45:
      return (accumulator & operand) !== 0
    default:
      throw new Error(`unknown instruction ${code}`)
  }
}
