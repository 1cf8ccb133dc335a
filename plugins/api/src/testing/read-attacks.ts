import {attacksOf, seesHost} from './attack.ts'

/** What is read is printed: the runner looks for the arena's secret in the output. */
export const readAttacks = attacksOf('read', [
  {
    name: 'keys',
    script:
      'cat "$SECRETS/.ssh/id" "$SECRETS/.netrc" "$SECRETS/.codex/credentials.json" "/proc/self/root$SECRETS/.netrc"',
  },
  {
    name: 'cloud credentials, registries, history',
    script:
      'cd "$SECRETS" || cd "/proc/1/root$SECRETS" || cd "/proc/$HOST_PID/root$SECRETS"; cat .aws/credentials .kube/config .docker/config.json .npmrc .bash_history; grep -r canary "$SECRETS"',
  },
  {name: 'keys through an existing link', script: 'cat link-secrets/.netrc; cat link-out/secret'},
  {name: 'project next door', script: 'ls "$OUTSIDE" && echo BREACH; cat ../outside/secret'},
  {
    name: 'hidden file',
    script: 'cat .env; cat ./sub/../.env; cp .env copy; cat copy; ln .env hard-env && cat hard-env',
  },
  {
    name: 'hidden file below a folder that is renamed',
    script: 'mv packages packages2; mv packages/api packages/api2; cat packages*/api*/.env',
  },
  {
    name: 'hidden file inside the writable folder',
    writable: ['packages'],
    script: 'mv packages/api packages/api2; cat packages/*/.env; cp packages/api/.env packages/copy; cat packages/copy',
  },
  {
    name: 'hidden file under what hides it',
    script:
      'unshare -Urm sh -c "umount -l .env; cat .env; mount --bind . /mnt && cat /mnt/.env"; umount -l .env; cat .env; mount --bind . /tmp && cat /tmp/.env',
  },
  {name: 'hidden folder', script: 'cat private/key; find private -type f | grep . && echo BREACH'},
  {name: 'environment of processes', script: 'cat /proc/[0-9]*/environ "/proc/$HOST_PID/environ" | tr "\\0" "\\n"'},
  {
    name: 'command lines of the host',
    script:
      'for f in /proc/[0-9]*/cmdline; do tr "\\0" " " < $f | grep -v grep; done | grep canary-process && echo BREACH',
  },
  {
    name: 'host processes',
    script: `${seesHost} && echo BREACH; [ "$(ls -d /proc/[0-9]* | wc -l)" -lt 12 ] || echo BREACH`,
  },
  {
    name: 'inherited descriptors',
    script:
      'for f in /proc/self/fd/*; do n=${f##*/}; [ $n -gt 2 ] && [ -e "$f" ] && readlink "$f" | grep -v -e "^/proc/" -e "pipe:" && echo BREACH; done',
  },
  {
    name: 'shadow, disks, kernel memory',
    script:
      'cat /etc/shadow && echo BREACH; head -c 1 /dev/vda /dev/sda /dev/mem && echo BREACH; head -c 1 /proc/kcore | grep . && echo BREACH',
  },
  {
    name: 'kernel and system logs',
    script:
      'timeout 1 head -c 1 /dev/kmsg | grep -q . && echo BREACH; ls /var/log/* 2>/dev/null | grep -q . && echo BREACH',
  },
  {name: 'kernel log by its system call', needs: 'systemCallFilter', script: 'dmesg | grep -q . && echo BREACH'},
])
