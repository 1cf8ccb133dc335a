import type {inspectedSystemCalls} from '../../src/sandbox/system-call-numbers.ts'

export const callErrors = {EPERM: 1, ENOSYS: 38, EAFNOSUPPORT: 97} as const

type InspectedCall = readonly [call: keyof typeof inspectedSystemCalls, args: string, error: number]

/** Calls whose arguments decide, as perl writes them, and what a filter answers: 0 where it lets them through. */
export const inspectedCalls: readonly InspectedCall[] = [
  ['ioctl', '0, 0x5412, my $byte = "x"', callErrors.EPERM],
  ['ioctl', '0, 0x541c, my $byte = "x"', callErrors.EPERM],
  ['clone', '0x10000011, 0, 0, 0, 0', callErrors.EPERM],
  ['unshare', '0x10000000', callErrors.EPERM],
  ['unshare', '0x80', callErrors.EPERM],
  ['unshare', '0x400', 0],
  ['clone3', '0, 0', callErrors.ENOSYS],
  ['socket', '16, 3, 0', 0],
  ['socket', '16, 3, 9', callErrors.EAFNOSUPPORT],
  ['socket', '16, 3, 15', callErrors.EAFNOSUPPORT],
  ['socket', '17, 3, 0', callErrors.EAFNOSUPPORT],
  ['socket', '40, 1, 0', callErrors.EAFNOSUPPORT],
  ['socket', '38, 5, 0', callErrors.EAFNOSUPPORT],
  ['socket', '1, 1, 0', 0],
  ['socket', '2, 1, 0', 0],
  ['personality', '0xffffffff', 0],
  ['personality', '0x40000', callErrors.EPERM],
]
