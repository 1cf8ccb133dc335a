/**
 * What a command may try. The script runs in bash in the arena's workspace with these variables: OUTSIDE (a folder of
 * the host beside the workspace), SECRETS (a home folder with keys), HOST_PID (a process of the host), PORT and PORT6
 * (TCP), UDP_PORT, UNIX_SOCKET and ABSTRACT_SOCKET of the host. It prints BREACH where it got through; the arena checks
 * the host's side. Every script ends with `ran`, the proof that the attack was carried out: a sandbox that fails to start
 * withstands everything.
 *
 * A backend that fails must not cost the machine it is tested on: where a script aims at the real system, it opens
 * files without changing them, or writes what they already hold.
 */
export interface Attack {
  readonly id: string
  readonly script: string
  /** Only held by a backend with a system call filter. */
  readonly needsFilter?: boolean
  /** Folders of the workspace; nothing else of it may be written. */
  readonly writable?: readonly string[]
}

const write = (place: string): string => `if echo pwned > ${place}; then [ -e "$OUTSIDE/file" ] && echo BREACH; fi`

export const attacks: readonly Attack[] = [
  {id: 'write: absolute path', script: write('"$OUTSIDE/file"')},
  {id: 'write: parent folder', script: write('../outside/file')},
  {id: 'write: new link', script: `ln -s "$OUTSIDE" link; ${write('link/file')}; rm -f link`},
  {id: 'write: existing link', script: write('link-out/file')},
  {id: 'write: existing link to a file', script: 'echo pwned > link-file && cat link-file'},
  {id: 'write: hard link', script: 'ln "$OUTSIDE/kept" hard && echo pwned > hard && echo BREACH'},
  {id: 'write: /proc/self/root', script: write('"/proc/self/root$OUTSIDE/file"')},
  {id: 'write: /proc/1/root', script: write('"/proc/1/root$OUTSIDE/file"')},
  {id: 'write: /proc/self/cwd', script: write('/proc/self/cwd/../outside/file')},
  {
    id: 'write: shell rc',
    script: 'echo pwned >> "$SECRETS/.bashrc"; for f in /root/.bashrc /etc/profile; do : >> $f && echo BREACH; done',
  },
  {
    id: 'write: cron',
    script: 'for d in /etc /etc/cron.d /var/spool/cron /var/spool/cron/crontabs; do [ -w $d ] && echo BREACH; done',
  },
  {
    id: 'write: system folders',
    script: 'for d in / /usr /usr/bin /etc /dev /proc/sys/kernel; do [ -w $d ] && echo BREACH; done',
  },
  {id: 'write: remount', script: 'mount -o remount,rw / && echo BREACH; mount -o remount,bind,rw /usr && echo BREACH'},
  {
    id: 'write: kernel settings',
    script:
      'for f in kernel/core_pattern kernel/pid_max kernel/hostname vm/swappiness; do v=$(cat /proc/sys/$f); echo "$v" > /proc/sys/$f && echo BREACH; done; : >> /proc/sysrq-trigger && [ -f /proc/sysrq-trigger ] && echo BREACH',
  },
  {id: 'write: workspace renamed away', script: 'cd / && mv "$WORKSPACE" "$WORKSPACE-gone" && echo BREACH'},
  {id: 'write: host tmp and shm', script: 'touch /tmp/codex-attack-tmp /dev/shm/codex-attack-shm'},
  {
    id: 'write: protected file',
    script:
      'echo pwned > kept.cfg && echo BREACH; rm -f kept.cfg; mv other.txt kept.cfg && echo BREACH; chmod 777 kept.cfg && echo BREACH',
  },
  {
    id: 'write: protected folder',
    script:
      'touch .git/hooks/pre-commit && echo BREACH; mv .git/hooks .git/hooks2 && echo BREACH; rmdir .git/hooks && echo BREACH',
  },
  {id: 'write: folder above a protected one', script: 'mv .git .git2 && mkdir -p .git/hooks && echo BREACH'},
  {
    id: 'write: what git obeys in its folder, when it is missing',
    script:
      'echo ../evil > .git/commondir && echo BREACH; rm -f .git/commondir && echo BREACH; echo x > .git/config.worktree && echo BREACH',
  },
  {
    id: 'write: protected path that is missing',
    script:
      'mkdir .agent && echo BREACH; echo pwned > .agent && echo BREACH; touch .agent/x && echo BREACH; mv other.txt .agent && echo BREACH; rmdir .agent && echo BREACH',
  },
  {
    id: 'strict: workspace around the writable folder',
    writable: ['packages'],
    script:
      'echo pwned > new.txt && echo BREACH; echo pwned > other.txt && echo BREACH; mkdir new && echo BREACH; rm other.txt && echo BREACH; touch .git/x && echo BREACH',
  },
  {
    id: 'strict: out of the writable folder',
    writable: ['packages'],
    script:
      'cd packages; echo pwned > ../other.txt && echo BREACH; mv ../other.txt . && echo BREACH; ln ../other.txt hard && echo pwned > hard && echo BREACH; ln -s .. up; echo pwned > up/other.txt && echo BREACH; rm -f up',
  },
  {
    id: 'strict: writable folder replaced',
    writable: ['packages'],
    script:
      'mv packages packages2 && echo BREACH; rmdir packages && echo BREACH; mount -o remount,bind,rw "$WORKSPACE" && echo BREACH',
  },
  {
    id: 'strict: hidden file inside the writable folder',
    writable: ['packages'],
    script: 'mv packages/api packages/api2; cat packages/*/.env; cp packages/api/.env packages/copy; cat packages/copy',
  },
  {
    id: 'read: keys',
    script:
      'cat "$SECRETS/.ssh/id" "$SECRETS/.netrc" "$SECRETS/.codex/credentials.json" "/proc/self/root$SECRETS/.netrc"',
  },
  {id: 'read: keys through an existing link', script: 'cat link-secrets/.netrc; cat link-out/secret'},
  {id: 'read: project next door', script: 'ls "$OUTSIDE" && echo BREACH; cat ../outside/secret'},
  {
    id: 'read: hidden file',
    script: 'cat .env; cat ./sub/../.env; cp .env copy; cat copy; ln .env hard-env && cat hard-env',
  },
  {
    id: 'read: hidden file below a folder that is renamed',
    script: 'mv packages packages2; mv packages/api packages/api2; cat packages*/api*/.env',
  },
  {id: 'read: hidden folder', script: 'cat private/key; find private -type f | grep . && echo BREACH'},
  {id: 'read: environment of processes', script: 'cat /proc/[0-9]*/environ "/proc/$HOST_PID/environ" | tr "\\0" "\\n"'},
  {
    id: 'read: command lines of the host',
    script:
      'for f in /proc/[0-9]*/cmdline; do tr "\\0" " " < $f | grep -v grep; done | grep canary-process && echo BREACH',
  },
  {
    id: 'read: host processes',
    script:
      '[ -d "/proc/$HOST_PID" ] && grep -q node "/proc/$HOST_PID/comm" && echo BREACH; [ "$(ls -d /proc/[0-9]* | wc -l)" -lt 12 ] || echo BREACH',
  },
  {
    id: 'read: inherited descriptors',
    script:
      'for f in /proc/self/fd/*; do n=${f##*/}; [ $n -gt 2 ] && [ -e "$f" ] && readlink "$f" | grep -v -e "^/proc/" -e "pipe:" && echo BREACH; done',
  },
  {
    id: 'read: shadow, disks, kernel memory',
    script:
      'cat /etc/shadow && echo BREACH; head -c 1 /dev/vda /dev/sda /dev/mem && echo BREACH; head -c 1 /proc/kcore | grep . && echo BREACH',
  },
  {id: 'process: signal to the host', script: 'kill -9 "$HOST_PID" && echo BREACH'},
  {
    id: 'process: kill everything',
    script: 'trap "" TERM; if kill -0 "$HOST_PID"; then echo BREACH; else kill -TERM -1; fi',
  },
  {
    id: 'process: outlives the command',
    script:
      'sleep 4242.1 & setsid sleep 4242.2 & (setsid sh -c "sleep 4242.3 &" &); nohup sleep 4242.4 > /dev/null 2>&1 & sleep 0.1',
  },
  {
    id: 'process: trace and memory of process 1',
    script:
      'head -c 1 /proc/1/mem && echo BREACH; ls /proc/1/root/ && [ "$(readlink /proc/1/root)" != / ] && echo BREACH; for f in 0 1 2 3 4 5 6; do echo "exit 0" > /proc/1/fd/$f; done 2>/dev/null',
  },
  {
    id: 'process: setuid program',
    script:
      'cp /bin/sh suid && chmod 4755 suid; for p in /usr/bin/su /usr/bin/sudo /usr/bin/passwd; do [ -u $p ] && grep -q "NoNewPrivs:.1" /proc/self/status || :; done; grep -q "NoNewPrivs:.1" /proc/self/status || echo BREACH; rm -f suid',
  },
  {
    id: 'process: capabilities',
    script: 'grep -E "^Cap(Inh|Prm|Eff|Bnd|Amb):.*[1-9a-f]" /proc/self/status && echo BREACH',
  },
  {
    id: 'process: mount',
    script:
      'mount -t tmpfs none /tmp && echo BREACH; mount --bind / /tmp && echo BREACH; umount -l "$WORKSPACE" && echo BREACH; umount /proc/sys && echo BREACH',
  },
  {
    id: 'process: user namespace',
    script: 'unshare -U true && echo BREACH; unshare -Urm true && echo BREACH; unshare -m true && echo BREACH',
  },
  {
    id: 'process: device node',
    script:
      'mknod disk b 254 0 && echo BREACH; mknod /tmp/disk b 254 0 && echo BREACH; mknod /dev/shm/mem c 1 1 && echo BREACH',
  },
  {
    id: 'process: enters the host',
    script:
      'nsenter -t 1 -a true && echo BREACH; nsenter -t "$HOST_PID" -m true && echo BREACH; chroot /proc/1/root true && echo BREACH',
  },
  {id: 'process: raises its limits', script: 'ulimit -c unlimited && echo BREACH; ulimit -Hu 100000 && echo BREACH'},
  {
    id: 'network: TCP',
    script:
      '(exec 9<>/dev/tcp/127.0.0.1/$PORT) && echo BREACH; (exec 9<>/dev/tcp/::1/$PORT6) && echo BREACH; (exec 9<>/dev/tcp/10.0.0.1/80) && echo BREACH',
  },
  {
    id: 'network: UDP',
    script: '(echo hello > /dev/udp/127.0.0.1/$UDP_PORT); (echo hello > /dev/udp/8.8.8.8/53) && echo BREACH',
  },
  {id: 'network: interfaces', script: 'grep -v -e "lo:" -e "|" /proc/net/dev && echo BREACH'},
  {
    id: 'network: unix sockets',
    script:
      'node -e \'const net = require("net"); let left = 2; for (const at of [process.env.UNIX_SOCKET, "\\0" + process.env.ABSTRACT_SOCKET]) { const s = net.connect(at, () => { console.log("BREACH"); s.destroy() }); s.on("error", () => {}); s.on("close", () => { if (--left === 0) process.exit(0) }) }\'',
  },
  {
    id: 'network: known sockets of the host',
    script:
      'ls /run/docker.sock /var/run/docker.sock /run/dbus /tmp/.X11-unix "$SSH_AUTH_SOCK" 2>/dev/null | grep . && echo BREACH',
  },
  {id: 'environment: nothing of the host', script: 'env | grep -i canary && echo BREACH'},
  ...filtered('io_uring_setup', 'syscall(425, 8, $buffer)'),
  ...filtered('keyctl', 'syscall(250, 0, -3, 0)'),
  ...filtered('add_key', 'syscall(248, $user, $user, $user, 1, -3)'),
  ...filtered('bpf', 'syscall(321, 0, $buffer, 64)'),
  ...filtered('userfaultfd', 'syscall(323, 1)'),
  ...filtered('perf_event_open', 'syscall(298, $buffer, 0, -1, -1, 0)'),
  ...filtered('ptrace', 'syscall(101, 0, 0, 0, 0)'),
  ...filtered('process_vm_readv', 'syscall(310, $$, $buffer, 0, $buffer, 0, 0)'),
  ...filtered('unshare', 'syscall(272, 0x10000000)'),
  ...filtered('clone3', 'syscall(435, $buffer, 64)'),
  ...filtered('fsopen', 'syscall(430, $tmpfs, 0)'),
  ...filtered('open_tree', 'syscall(428, -100, $root, 1)'),
  ...filtered('mount', 'syscall(165, $tmpfs, $tmp, $tmpfs, 0, 0)'),
  ...filtered('netlink socket', 'syscall(41, 16, 3, 0)'),
  ...filtered('packet socket', 'syscall(41, 17, 3, 0)'),
  ...filtered('vsock socket', 'syscall(41, 40, 1, 0)'),
  ...filtered('TIOCSTI', 'syscall(16, 0, 0x5412, $buffer)', 'x'),
]

/** EPERM, ENOSYS and EAFNOSUPPORT are what a filter answers; anything else came from the kernel. x64 only. */
function filtered(name: string, call: string, first = '\\0'): readonly Attack[] {
  const script = `perl -e 'my ($buffer, $user, $root, $tmpfs, $tmp) = ("${first}" x 256, "user", "/", "tmpfs", "/tmp"); my $result = ${call}; print "BREACH\\n" if $result >= 0 || ($! != 1 && $! != 38 && $! != 97)'`
  return [{id: `system call: ${name}`, script: `${script} || echo "no perl"`, needsFilter: true}]
}

export interface MustWork {
  readonly id: string
  readonly script: string
  /** As for an attack. */
  readonly writable?: readonly string[]
  readonly stdin?: string
  readonly stdout?: string
  readonly stderr?: string
  /** `{kind: 'exited', exitCode: 0}` unless told. */
  readonly end?:
    | {readonly kind: 'exited'; readonly exitCode: number}
    | {readonly kind: 'signalled'; readonly signal: string}
}

/** A sandbox that forbids everything is no sandbox. */
export const mustWork: readonly MustWork[] = [
  {
    id: 'reads and writes the workspace',
    script: 'cat other.txt; echo new > new.txt; mkdir -p a/b; mv new.txt a/b; cat a/b/new.txt',
    stdout: 'other\nnew\n',
  },
  {id: 'works in its folder', script: '[ "$(pwd)" = "$WORKSPACE" ] && echo same', stdout: 'same\n'},
  {
    id: 'writes in the writable folder alone',
    writable: ['packages', 'packages/api'],
    script:
      'echo new > packages/new.txt; mkdir packages/b; mv packages/new.txt packages/b; cat packages/b/new.txt other.txt',
    stdout: 'new\nother\n',
  },
  {id: 'exit code', script: 'exit 7', end: {kind: 'exited', exitCode: 7}},
  {id: 'outputs are separate', script: 'echo out; echo err >&2', stdout: 'out\n', stderr: 'err\n'},
  {
    id: 'outputs opened by name',
    script: 'echo out > /dev/stdout; echo err > /dev/stderr; cat /dev/stdin',
    stdin: 'in',
    stdout: 'out\nin',
    stderr: 'err\n',
  },
  {id: 'stdin', script: 'cat', stdin: 'hello', stdout: 'hello'},
  {id: 'stdin is empty without one', script: 'cat; echo end', stdout: 'end\n'},
  {id: 'death by a signal', script: 'kill -SEGV $$', end: {kind: 'signalled', signal: 'SIGSEGV'}},
  {id: 'mktemp', script: 'f=$(mktemp) && echo hi > $f && cat $f', stdout: 'hi\n'},
  {
    id: 'shared memory and devices',
    script: 'echo x > /dev/shm/x; head -c 3 /dev/zero | wc -c; head -c 3 /dev/urandom | wc -c; echo gone > /dev/null',
    stdout: '3\n3\n',
  },
  {id: 'process substitution', script: 'cat <(echo inner)', stdout: 'inner\n'},
  {id: 'node runs', script: 'node -e "console.log(6 * 7)"', stdout: '42\n'},
  {
    id: 'its own loopback server',
    script:
      'node -e \'const s = require("http").createServer((q, r) => r.end("ok")).listen(0, "127.0.0.1", async () => { console.log(await (await fetch("http://127.0.0.1:" + s.address().port)).text()); process.exit(0) })\'',
    stdout: 'ok\n',
  },
  {
    id: 'its own unix socket',
    script:
      'node -e \'const net = require("net"); const s = net.createServer((c) => c.end("ok")).listen("/tmp/own.sock", () => net.connect("/tmp/own.sock").on("data", (d) => { console.log(String(d)); process.exit(0) }))\'',
    stdout: 'ok\n',
  },
  {id: 'threads and children', script: 'for i in 1 2 3 4; do (echo $i) & done | sort; wait', stdout: '1\n2\n3\n4\n'},
  {
    id: 'git commit',
    script:
      'command -v git > /dev/null || { echo second; exit; }; cd repository && echo more >> file && git -c user.name=t -c user.email=t@example.org commit -qam second && git log -1 --format=%s',
    stdout: 'second\n',
  },
  {
    id: 'git status',
    script:
      'command -v git > /dev/null || { echo nothing to see; exit; }; cd repository && git status --porcelain && echo "nothing to see"',
    stdout: 'nothing to see\n',
  },
]
