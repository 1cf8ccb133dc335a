import {attacksOf, seesHost} from './attack.ts'

const others = [
  {name: 'signal to the host', script: 'kill -9 "$HOST_PID"'},
  {
    name: 'kill everything',
    script: 'trap "" TERM; if kill -0 "$HOST_PID"; then echo BREACH; else kill -TERM -1; fi',
  },
  {
    name: 'root and descriptors of process 1',
    script:
      'for f in /proc/1/fd/*; do [ "${f##*/}" -gt 2 ] && readlink "$f" | grep -v -e "^/dev/" -e "^/proc" -e "^pipe:" -e "^socket:" -e "^anon_inode:" && echo BREACH; done; ls /proc/1/root/ && [ "$(readlink /proc/1/root)" != / ] && echo BREACH; for f in 0 1 2 3 4 5 6; do echo "exit 0" > /proc/1/fd/$f; done 2>/dev/null',
  },
  {
    name: 'trace a process of the host',
    script:
      // PTRACE_SEIZE stops nothing. Where the number belongs to a process of the sandbox, there is nothing to find out.
      `if ${seesHost}; then case $(uname -m) in x86_64) n=101;; *) n=117;; esac; perl -e "exit(syscall($n, 0x4206, $HOST_PID, 0, 0) == 0 ? 0 : 1)" && echo BREACH; ls "/proc/$HOST_PID/cwd/" && echo BREACH; fi`,
  },
  {
    name: 'enters the host',
    script:
      'nsenter -t 1 -a true && echo BREACH; nsenter -t "$HOST_PID" -m true && echo BREACH; chroot /proc/1/root true && echo BREACH',
  },
  {
    name: 'shared memory of the host',
    script: '[ "$(readlink /proc/self/ns/ipc)" != "$HOST_IPC" ] || echo BREACH',
  },
  {
    name: 'writes to the terminal',
    // Without a controlling terminal there is nothing to type into.
    script:
      '(: < /dev/tty) && echo BREACH; for f in /dev/console /dev/tty1; do [ -c $f ] && (: < $f) && echo BREACH; done',
  },
]

const ends = [
  {
    name: 'outlives the command',
    script:
      'sleep $NAP.1 & setsid sleep $NAP.2 & (setsid sh -c "sleep $NAP.3 &" &); nohup sleep $NAP.4 > /dev/null 2>&1 & sleep 0.1',
  },
  {
    name: 'forks twice and keeps the output open',
    script: '(setsid perl -e "fork and exit; exec qw(sleep $NAP.5)" &); sleep 0.1',
  },
  {
    name: 'endless loop that ignores signals',
    limits: {timeoutMs: 3000},
    end: 'timed-out' as const,
    script:
      'echo ran; trap "" TERM INT HUP; (setsid sh -c "trap \\"\\" TERM HUP; sleep $NAP.6; sleep $NAP.7" &); while :; do :; done',
  },
]

const rights = [
  {
    name: 'setuid program',
    script:
      'cp /bin/sh suid && chmod 4755 suid; for p in /usr/bin/su /usr/bin/sudo /usr/bin/passwd; do [ -u $p ] && grep -q "NoNewPrivs:.1" /proc/self/status || :; done; grep -q "NoNewPrivs:.1" /proc/self/status || echo BREACH; rm -f suid',
  },
  {name: 'capabilities', script: 'grep -E "^Cap(Inh|Prm|Eff|Bnd|Amb):.*[1-9a-f]" /proc/self/status && echo BREACH'},
  {
    name: 'mount',
    script:
      'mount -t tmpfs none /tmp && echo BREACH; mount --bind / /tmp && echo BREACH; umount -l "$WORKSPACE" && echo BREACH; umount /proc/sys && echo BREACH',
  },
  {
    name: 'user namespace',
    script: 'unshare -U true && echo BREACH; unshare -Urm true && echo BREACH; unshare -m true && echo BREACH',
  },
  {
    name: 'device node',
    script:
      'mknod disk b 254 0 && echo BREACH; mknod /tmp/disk b 254 0 && echo BREACH; mknod /dev/shm/mem c 1 1 && echo BREACH',
  },
]

/** Each stops by itself, well above what its policy allows. */
const limits = [
  {name: 'raises its limits', script: 'ulimit -c unlimited && echo BREACH; ulimit -Hu 100000 && echo BREACH'},
  {
    name: 'fork bomb',
    needs: 'resourceLimits' as const,
    limits: {processes: 40},
    script:
      'perl -e \'my @children; for (1..600) { my $id = fork; last if !defined $id; if ($id == 0) { sleep 20; exit } push @children, $id } print "BREACH\\n" if @children > 350; kill 9, @children; wait for @children\'',
  },
  {
    name: 'memory bomb',
    needs: 'resourceLimits' as const,
    limits: {dataBytes: 100 * 1024 ** 2},
    script: 'perl -e \'my $taken = "x" x 300_000_000; print "BREACH\\n" if length $taken == 300_000_000\'',
  },
  {
    name: 'large file in the workspace',
    needs: 'resourceLimits' as const,
    limits: {fileBytes: 1024 ** 2},
    script: 'head -c 3000000 /dev/zero > big; [ "$(stat -c %s big)" -le 1048576 ] || echo BREACH',
  },
  {
    name: 'disk of the host through temporary folders',
    script:
      'for d in /tmp /dev/shm; do [ "$(stat -f -c %T $d)" = tmpfs ] || echo BREACH; done; [ "$(df -k --output=size /tmp | tail -1)" -le 4194304 ] || echo BREACH',
  },
]

export const processAttacks = attacksOf('process', [...others, ...ends, ...rights, ...limits])
