import type {BpfStep} from './bpf.ts'
import {assembleBpf} from './bpf.ts'
import type {Architecture} from './system-call-numbers.ts'
import {inspectedSystemCalls, refusedSystemCalls} from './system-call-numbers.ts'

/** Where `struct seccomp_data` keeps what the program looks at. Both architectures are little endian. */
const numberOffset = 0
const architectureOffset = 4
const lowHalfOfArgument = (index: number): number => 16 + index * 8

const auditArchitectures = {x64: 0xc000003e, arm64: 0xc00000b7} as const

/** Added to the number by programs of the x32 ABI, which would otherwise pass every comparison. */
const x32Bit = 0x40000000

const verdicts = {
  allow: 0x7fff0000,
  kill: 0x80000000, // SECCOMP_RET_KILL_PROCESS
  notPermitted: 0x00050000 + 1, // EPERM
  notImplemented: 0x00050000 + 38, // ENOSYS
  noSuchFamily: 0x00050000 + 97, // EAFNOSUPPORT
} as const

/** Every CLONE_NEW* flag; CLONE_NEWTIME shares its bit with the exit signal of `clone`, which cannot carry it. */
const namespaceFlagsOfClone = 0x7e020000
const namespaceFlagsOfUnshare = namespaceFlagsOfClone | 0x80

const refusedIoctls = [0x5412 /* TIOCSTI */, 0x541c /* TIOCLINUX */]
const allowedFamilies = [1 /* AF_UNIX */, 2 /* AF_INET */, 10 /* AF_INET6 */]
/** In its own network namespace and without capabilities a command can only look with it, and libc lists interfaces so. */
const netlink = {family: 16 /* AF_NETLINK */, allowedProtocol: 0 /* NETLINK_ROUTE */}
const allowedPersonalities = [0 /* PER_LINUX */, 0xffffffff /* a query */]

/**
 * The system call filter of a sandboxed command, as the bytes that `bwrap --seccomp` reads: everything is allowed but
 * what `system-call-numbers.ts` lists. A call in the convention of another architecture ends the process: its numbers
 * mean other calls.
 */
export function buildSeccompProgram(architecture: Architecture): Uint8Array {
  return assembleBpf([
    {kind: 'load', offset: architectureOffset},
    {kind: 'jump-if-equal', value: auditArchitectures[architecture], target: 'known', otherwise: 'kill'},
    {kind: 'label', name: 'known'},
    {kind: 'load', offset: numberOffset},
    ...(architecture === 'x64' ? [jumpIfAtLeast(x32Bit, 'notImplemented')] : []),
    ...refusedNumbers(architecture).map((number) => jumpIfEqual(number, 'notPermitted')),
    ...inspections(architecture),
    ...argumentChecks(),
    ...Object.entries(verdicts).flatMap(([name, value]): BpfStep[] => [
      {kind: 'label', name},
      {kind: 'return', value},
    ]),
  ])
}

function refusedNumbers(architecture: Architecture): readonly number[] {
  const calls: readonly Readonly<Partial<Record<Architecture, number>>>[] = Object.values(refusedSystemCalls)
  return calls.flatMap((numbers) => numbers[architecture] ?? [])
}

function inspections(architecture: Architecture): readonly BpfStep[] {
  const {ioctl, socket, socketpair, clone, clone3, personality, unshare} = inspectedSystemCalls
  return [
    // Its flags lie in memory, where a filter cannot look; libc falls back to clone.
    jumpIfEqual(clone3[architecture], 'notImplemented'),
    jumpIfEqual(ioctl[architecture], 'ioctl'),
    jumpIfEqual(clone[architecture], 'clone'),
    jumpIfEqual(unshare[architecture], 'unshare'),
    jumpIfEqual(socket[architecture], 'socket'),
    jumpIfEqual(socketpair[architecture], 'socket'),
    jumpIfEqual(personality[architecture], 'personality'),
    {kind: 'return', value: verdicts.allow},
  ]
}

/** The kernel reads only the low half of these arguments, so only that is compared. */
function argumentChecks(): readonly BpfStep[] {
  return [
    {kind: 'label', name: 'ioctl'},
    {kind: 'load', offset: lowHalfOfArgument(1)},
    ...refusedIoctls.map((request) => jumpIfEqual(request, 'notPermitted')),
    {kind: 'return', value: verdicts.allow},

    {kind: 'label', name: 'clone'},
    {kind: 'load', offset: lowHalfOfArgument(0)},
    {kind: 'jump-if-any-bit', mask: namespaceFlagsOfClone, target: 'notPermitted'},
    {kind: 'return', value: verdicts.allow},

    {kind: 'label', name: 'unshare'},
    {kind: 'load', offset: lowHalfOfArgument(0)},
    {kind: 'jump-if-any-bit', mask: namespaceFlagsOfUnshare, target: 'notPermitted'},
    {kind: 'return', value: verdicts.allow},

    {kind: 'label', name: 'socket'},
    {kind: 'load', offset: lowHalfOfArgument(0)},
    ...allowedFamilies.map((family) => jumpIfEqual(family, 'allow')),
    jumpIfEqual(netlink.family, 'netlink'),
    {kind: 'return', value: verdicts.noSuchFamily},

    {kind: 'label', name: 'netlink'},
    {kind: 'load', offset: lowHalfOfArgument(2)},
    jumpIfEqual(netlink.allowedProtocol, 'allow'),
    {kind: 'return', value: verdicts.noSuchFamily},

    {kind: 'label', name: 'personality'},
    {kind: 'load', offset: lowHalfOfArgument(0)},
    ...allowedPersonalities.map((personality) => jumpIfEqual(personality, 'allow')),
    {kind: 'return', value: verdicts.notPermitted},
  ]
}

function jumpIfEqual(value: number, target: string): BpfStep {
  return {kind: 'jump-if-equal', value, target}
}

function jumpIfAtLeast(value: number, target: string): BpfStep {
  return {kind: 'jump-if-at-least', value, target}
}
