/**
 * What every command on macOS needs, whatever its policy says: with less, no program starts. Everything that is not
 * here is refused, as far as the rest of the profile does not allow it. Left out on purpose: services that start
 * programs outside (launchd, LaunchServices, Apple events), the keychain, preferences, the pasteboard, name servers,
 * the check of certificates by the system (trustd, which connects for others), shared memory by name, and what tells
 * the arguments and environments of other processes.
 */
export const seatbeltBase = `(version 1)
(deny default)

; Processes see and signal those of the same sandbox.
(allow process-fork)
(allow process-info* (target same-sandbox))
(allow signal (target same-sandbox))

; Names of users and groups.
(allow mach-lookup
  (global-name "com.apple.system.opendirectoryd.libinfo")
  (global-name "com.apple.system.opendirectoryd.membership"))

; Locks by name, as Python's multiprocessing makes them.
(allow ipc-posix-sem)

; Processors, memory and the version of the system.
(allow mach-host*)
(deny mach-host-special-port-set)
(allow sysctl-read
  (sysctl-name-prefix "hw.")
  (sysctl-name-prefix "machdep.cpu.")
  (sysctl-name "kern.argmax")
  (sysctl-name "kern.boottime")
  (sysctl-name "kern.hostname")
  (sysctl-name "kern.maxfilesperproc")
  (sysctl-name "kern.maxproc")
  (sysctl-name "kern.ngroups")
  (sysctl-name "kern.osproductversion")
  (sysctl-name "kern.osrelease")
  (sysctl-name "kern.ostype")
  (sysctl-name "kern.osvariant_status")
  (sysctl-name "kern.osversion")
  (sysctl-name "kern.secure_kernel")
  (sysctl-name "kern.usrstack64")
  (sysctl-name "kern.version")
  (sysctl-name "machdep.ptrauth_enabled")
  (sysctl-name "security.mac.lockdown_mode_state")
  (sysctl-name "sysctl.proc_cputype")
  (sysctl-name "vm.loadavg"))

; The loader, the system's libraries, time zones, and which shell /bin/sh is.
(allow file-read* file-test-existence file-map-executable process-exec*
  (subpath "/usr/lib")
  (subpath "/System/Library")
  (subpath "/System/Cryptexes")
  (subpath "/System/Volumes/Preboot/Cryptexes")
  (subpath "/System/iOSSupport")
  (subpath "/Library/Apple")
  (literal "/bin/sh")
  (literal "/bin/bash")
  (literal "/usr/bin/env"))
(allow file-read* file-test-existence
  (literal "/")
  (subpath "/private/var/db/dyld")
  (subpath "/private/var/db/timezone")
  (subpath "/private/var/select"))
(allow file-read-metadata file-test-existence
  (literal "/etc")
  (literal "/tmp")
  (literal "/var")
  (literal "/private/etc/localtime"))

; Devices that hold nothing.
(allow file-read* file-test-existence file-write-data file-ioctl
  (literal "/dev/null")
  (literal "/dev/zero")
  (literal "/dev/dtracehelper"))
(allow file-read* file-test-existence
  (literal "/dev")
  (literal "/dev/random")
  (literal "/dev/urandom")
  (literal "/dev/autofs_nowait")
  (literal "/dev/stdin")
  (literal "/dev/stdout")
  (literal "/dev/stderr"))
(allow file-read* file-test-existence file-write-data
  (subpath "/dev/fd"))

; Terminals that the command opens itself: never one that was there before.
(allow pseudo-tty)
(allow file-read* file-test-existence file-write* file-ioctl
  (literal "/dev/ptmx"))
(allow file-read* file-test-existence file-write* file-ioctl
  (require-all
    (regex #"^/dev/ttys[0-9]+$")
    (extension "com.apple.sandbox.pty")))
`
