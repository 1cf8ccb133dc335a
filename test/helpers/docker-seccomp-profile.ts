import {inspectedSystemCalls, refusedSystemCalls} from '../../src/sandbox/system-call-numbers.ts'

const EPERM = 1
const ENOSYS = 38
const EAFNOSUPPORT = 97

interface Condition {
  readonly index: number
  readonly value: number
  readonly valueTwo: number
  readonly op: 'SCMP_CMP_EQ' | 'SCMP_CMP_NE' | 'SCMP_CMP_GE' | 'SCMP_CMP_MASKED_EQ'
}

/**
 * The system call filter of the docker backend, from the same lists as bubblewrap's: everything is allowed but what they
 * name. Engines compare 64 bits where the kernel reads 32, so the comparisons leave the high half out or refuse it.
 */
export function dockerSeccompProfile() {
  return {
    defaultAction: 'SCMP_ACT_ALLOW',
    // A call in the convention of another architecture ends the process: its numbers mean other calls.
    architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_AARCH64'],
    syscalls: [
      refuse(Object.keys(refusedSystemCalls), EPERM),
      refuse(['clone3'], ENOSYS),
      ...[0x5412 /* TIOCSTI */, 0x541c /* TIOCLINUX */].map((request) =>
        refuse(['ioctl'], EPERM, masked(1, 0xffffffff, request)),
      ),
      ...namespaceFlags.map((flag) => refuse(['clone', 'unshare'], EPERM, masked(0, flag, flag))),
      refuse(['unshare'], EPERM, masked(0, 0x80, 0x80)),
      // All of netlink but NETLINK_ROUTE, with which libc lists the interfaces.
      refuse(['socket', 'socketpair'], EAFNOSUPPORT, equal(0, netlinkFamily), {...equal(2, 0), op: 'SCMP_CMP_NE'}),
      ...refusedFamilies.map((family) => refuse(['socket', 'socketpair'], EAFNOSUPPORT, equal(0, family))),
      refuse(['socket', 'socketpair'], EAFNOSUPPORT, {
        index: 0,
        value: highestFamily + 1,
        valueTwo: 0,
        op: 'SCMP_CMP_GE',
      }),
      ...refusedPersonalities(),
    ],
  }
}

const inspected = Object.keys(inspectedSystemCalls)

/** As the file has it: a line for each rule. */
export function profileText(): string {
  const {syscalls, ...head} = dockerSeccompProfile()
  const rules = syscalls.map((rule) => `    ${JSON.stringify(rule)}`).join(',\n')
  return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "syscalls": [\n${rules}\n  ]\n}\n`
}

/** Whether each call that bubblewrap's program looks into has a rule here. */
export function isComplete(profile: ReturnType<typeof dockerSeccompProfile>): boolean {
  const names = new Set(profile.syscalls.flatMap((rule) => rule.names))
  return inspected.every((name) => names.has(name))
}

/** CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET. */
const namespaceFlags = [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000]

const allowedFamilies = [1 /* AF_UNIX */, 2 /* AF_INET */, 10 /* AF_INET6 */]
const netlinkFamily = 16
const highestFamily = 45
const refusedFamilies = Array.from({length: highestFamily + 1}, (_, family) => family).filter(
  (family) => !allowedFamilies.includes(family) && family !== netlinkFamily,
)

/**
 * All but 0 and 0xffffffff, which only asks. Rules are joined by "or" and can name what is refused only, so each says: of
 * these two bits one is set and the other is not.
 */
function refusedPersonalities() {
  const highest = 0x80000000
  const others = Array.from({length: 31}, (_, bit) => 2 ** bit)
  return others.flatMap((bit) =>
    [bit, highest].map((set) => refuse(['personality'], EPERM, masked(0, bit + highest, set))),
  )
}

function refuse(names: readonly string[], errnoRet: number, ...args: readonly Condition[]) {
  return {names, action: 'SCMP_ACT_ERRNO', errnoRet, args}
}

function equal(index: number, value: number): Condition {
  return {index, value, valueTwo: 0, op: 'SCMP_CMP_EQ'}
}

function masked(index: number, mask: number, value: number): Condition {
  return {index, value: mask, valueTwo: value, op: 'SCMP_CMP_MASKED_EQ'}
}
