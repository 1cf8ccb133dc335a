import {attacksOf} from './attack.ts'

const write = (place: string): string => `if echo pwned > ${place}; then [ -e "$OUTSIDE/file" ] && echo BREACH; fi`

const files = [
  {name: 'absolute path', script: write('"$OUTSIDE/file"')},
  {name: 'parent folder', script: write('../outside/file')},
  {name: 'new link', script: `ln -s "$OUTSIDE" link; ${write('link/file')}; rm -f link`},
  {name: 'existing link', script: write('link-out/file')},
  {name: 'existing link to a file', script: 'echo pwned > link-file && cat link-file'},
  {name: 'hard link', script: 'ln "$OUTSIDE/kept" hard && echo pwned > hard && echo BREACH'},
  {name: '/proc/self/root', script: write('"/proc/self/root$OUTSIDE/file"')},
  {name: '/proc/1/root', script: write('"/proc/1/root$OUTSIDE/file"')},
  {name: '/proc/self/cwd', script: write('/proc/self/cwd/../outside/file')},
  {
    name: 'shell rc',
    script: 'echo pwned >> "$SECRETS/.bashrc"; for f in /root/.bashrc /etc/profile; do : >> $f && echo BREACH; done',
  },
  {
    name: 'what programs of the user start later',
    script:
      'for f in .config/autostart/evil.desktop .config/systemd/user/evil.service .local/bin/ls .codex/config.yaml .gitconfig; do mkdir -p "$SECRETS/${f%/*}"; echo pwned >> "$SECRETS/$f"; done',
  },
  {
    name: 'installed programs',
    script:
      'echo pwned >> "$TOOLS/tool" && echo BREACH; echo pwned > "$TOOLS/new" && echo BREACH; mv "$TOOLS/tool" "$TOOLS/other" && echo BREACH; rm -f "$TOOLS/tool" && echo BREACH; chmod 777 "$TOOLS" && echo BREACH',
  },
  {
    name: 'cron',
    script: 'for d in /etc /etc/cron.d /var/spool/cron /var/spool/cron/crontabs; do [ -w $d ] && echo BREACH; done',
  },
  {
    name: 'system folders',
    script: 'for d in / /usr /usr/bin /etc /dev /proc/sys/kernel; do [ -w $d ] && echo BREACH; done',
  },
  {name: 'remount', script: 'mount -o remount,rw / && echo BREACH; mount -o remount,bind,rw /usr && echo BREACH'},
  {
    name: 'kernel settings',
    script:
      'for f in kernel/core_pattern kernel/pid_max kernel/hostname vm/swappiness; do v=$(cat /proc/sys/$f); echo "$v" > /proc/sys/$f && echo BREACH; done; : >> /proc/sysrq-trigger && [ -f /proc/sysrq-trigger ] && echo BREACH',
  },
  {name: 'workspace renamed away', script: 'cd / && mv "$WORKSPACE" "$WORKSPACE-gone" && echo BREACH'},
  {name: 'host tmp and shm', script: 'touch "/tmp/$MARK" "/dev/shm/$MARK"'},
]

const protectedPlaces = [
  {
    name: 'protected file',
    script:
      'echo pwned > kept.cfg && echo BREACH; rm -f kept.cfg; mv other.txt kept.cfg && echo BREACH; chmod 777 kept.cfg && echo BREACH',
  },
  {
    name: 'protected folder',
    script:
      'touch .git/hooks/pre-commit && echo BREACH; mv .git/hooks .git/hooks2 && echo BREACH; rmdir .git/hooks && echo BREACH',
  },
  {name: 'folder above a protected one', script: 'mv .git .git2 && mkdir -p .git/hooks && echo BREACH'},
  {
    name: 'what git obeys in its folder, when it is missing',
    script:
      'echo ../evil > .git/commondir && echo BREACH; rm -f .git/commondir && echo BREACH; echo x > .git/config.worktree && echo BREACH',
  },
  {
    name: 'what git obeys in a nested repository',
    script:
      'cd repository; for f in config HEAD; do echo pwned >> .git/$f && echo BREACH; mv .git/$f .git/old && echo BREACH; done; mv .git .git2 && echo BREACH; git config core.fsmonitor evil && echo BREACH',
  },
  {
    name: 'protected path that is missing',
    script:
      'mkdir .agent && echo BREACH; echo pwned > .agent && echo BREACH; touch .agent/x && echo BREACH; mv other.txt .agent && echo BREACH; rmdir .agent && echo BREACH',
  },
  {
    name: 'what agents and editors obey',
    script:
      'for f in AGENTS.md .envrc .vscode/tasks.json; do echo pwned >> $f && echo BREACH; ln -sf /tmp $f && echo BREACH; rm -f $f && echo BREACH; done; mv .vscode .vscode2 && echo BREACH',
  },
  {
    name: 'protected file under a mount of its own',
    script:
      'unshare -Urm sh -c "umount -l kept.cfg; mount -o remount,bind,rw kept.cfg; echo pwned > kept.cfg"; [ "$(cat kept.cfg)" = kept ] || echo BREACH',
  },
]

const strict = [
  {
    name: 'workspace around the writable folder',
    writable: ['packages'],
    script:
      'echo pwned > new.txt && echo BREACH; echo pwned > other.txt && echo BREACH; mkdir new && echo BREACH; rm other.txt && echo BREACH; touch .git/x && echo BREACH',
  },
  {
    name: 'out of the writable folder',
    writable: ['packages'],
    script:
      'cd packages; echo pwned > ../other.txt && echo BREACH; mv ../other.txt . && echo BREACH; ln ../other.txt hard && echo pwned > hard && echo BREACH; ln -s .. up; echo pwned > up/other.txt && echo BREACH; rm -f up',
  },
  {
    name: 'writable folder replaced',
    writable: ['packages'],
    script:
      'mv packages packages2 && echo BREACH; rmdir packages && echo BREACH; mount -o remount,bind,rw "$WORKSPACE" && echo BREACH',
  },
]

const views = [
  {
    name: 'workspace under a view',
    needs: 'entersNamespaces' as const,
    isOnView: true,
    script:
      'echo pwned > other.txt; rm -rf packages; mv kept.cfg moved; echo pwned > new.txt; echo pwned >> repository/file; for p in /proc/self/root /proc/1/root; do echo pwned > "$p$WORKSPACE/deep.txt"; done; [ "$(cat other.txt)" = pwned ] || exit 1',
  },
]

export const writeAttacks = attacksOf('write', [...files, ...protectedPlaces, ...strict, ...views])
