import {attacksOf} from './attack.ts'

/** By their numbers on x64 and, where it has them, on arm64. Each is refused for arguments that the kernel would take. */
const calls = [
  {name: 'io_uring_setup', x64: 425, arm64: 425, args: '8, $buffer'},
  {name: 'keyctl', x64: 250, arm64: 219, args: '0, -3, 0'},
  {name: 'add_key', x64: 248, arm64: 217, args: '$user, $user, $user, 1, -3'},
  {name: 'bpf', x64: 321, arm64: 280, args: '0, $buffer, 64'},
  {name: 'userfaultfd', x64: 323, arm64: 282, args: '1'},
  {name: 'perf_event_open', x64: 298, arm64: 241, args: '$buffer, 0, -1, -1, 0'},
  {name: 'ptrace', x64: 101, arm64: 117, args: '0, 0, 0, 0'},
  {name: 'process_vm_readv', x64: 310, arm64: 270, args: '$$, $buffer, 0, $buffer, 0, 0'},
  {name: 'unshare', x64: 272, arm64: 97, args: '0x10000000'},
  {name: 'clone3', x64: 435, arm64: 435, args: '$buffer, 64'},
  {name: 'fsopen', x64: 430, arm64: 430, args: '$tmpfs, 0'},
  {name: 'open_tree', x64: 428, arm64: 428, args: '-100, $root, 1'},
  {name: 'mount', x64: 165, arm64: 40, args: '$tmpfs, $tmp, $tmpfs, 0, 0'},
  {name: 'netlink socket of the audit', x64: 41, arm64: 198, args: '16, 3, 9'},
  {name: 'netlink socket of the packet filter', x64: 41, arm64: 198, args: '16, 3, 12'},
  {name: 'netlink socket of device events', x64: 41, arm64: 198, args: '16, 3, 15'},
  {name: 'netlink socket of all else', x64: 41, arm64: 198, args: '16, 3, 16'},
  {name: 'packet socket', x64: 41, arm64: 198, args: '17, 3, 0'},
  {name: 'crypto socket', x64: 41, arm64: 198, args: '38, 5, 0'},
  {name: 'vsock socket', x64: 41, arm64: 198, args: '40, 1, 0'},
  {name: 'TIOCSTI', x64: 16, arm64: 29, args: '0, 0x5412, $byte'},
  {name: 'TIOCLINUX', x64: 16, arm64: 29, args: '0, 0x541c, $byte'},
]

export const systemCallAttacks = attacksOf(
  'system call',
  calls.map(({name, x64, arm64, args}) => ({name, needs: 'systemCallFilter', script: refused({x64, arm64, args})})),
)

/** EPERM, ENOSYS and EAFNOSUPPORT are what a filter answers; anything else came from the kernel. */
function refused({x64, arm64, args}: {readonly x64: number; readonly arm64: number; readonly args: string}): string {
  const number = `case $(uname -m) in x86_64) n=${x64};; aarch64) n=${arm64};; esac`
  const values =
    'my ($number, $buffer, $byte, $user, $root, $tmpfs, $tmp) = (0 + shift, "\\0" x 256, "x", "user", "/", "tmpfs", "/tmp")'
  const judged = 'print "BREACH\\n" if $result >= 0 || ($! != 1 && $! != 38 && $! != 97)'
  return `${number}; perl -e '${values}; my $result = syscall($number, ${args}); ${judged}' $n`
}
