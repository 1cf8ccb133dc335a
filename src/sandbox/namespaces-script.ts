/**
 * Makes the sandbox, as process 1 of its namespaces. Constant: what differs comes as arguments, lists one item a line.
 * It keeps its capabilities, so that the command, which has none, can neither trace it nor open its descriptors, and
 * cannot forge what is written on descriptor 3. Complaints go to descriptor 4, away from the command's own.
 */
export const namespacesScript = `
set -euf
exec 9>&2 2>&4
PATH=/usr/sbin:/usr/bin:/sbin:/bin
IFS='
'
root=$1 own=$2 shown=$3 folders=$4 files=$5 copies=$6 remounts=$7 highest_pid=$8 cwd=$9
shift 9
mask=$(umask)
umask 022
mount -t tmpfs -o mode=0755,size=16m tmpfs "$root"
mkdir -p "$root/proc" "$root/tmp" "$root/dev/shm"
printf %s "$own" > "$root/proc/mounts"
mount --all --fstab "$root/proc/mounts"
mkdir -p $folders
for file in $files; do [ -e "$file" ] || : > "$file"; done
if [ -n "$copies" ]; then cp --no-dereference --parents $copies "$root"; fi
printf %s "$shown" > "$root/dev/shm/mounts"
mount --all --fstab "$root/dev/shm/mounts"
for line in $remounts; do mount -o "remount,bind,\${line%%:*}" "\${line#*:}"; done
mount -o remount,bind,ro "$root"
if command -v ip > /dev/null; then ip link set lo up
elif command -v perl > /dev/null; then
  # SIOCSIFFLAGS with IFF_UP, IFF_LOOPBACK and IFF_RUNNING.
  perl -e 'socket(my $s, 2, 2, 0) && ioctl($s, 0x8914, pack("a16sx22", "lo", 0x49)) or die "no loopback: $!"'
fi
echo 0 > /proc/sys/user/max_user_namespaces
if [ -n "$highest_pid" ]; then echo "$highest_pid" > /proc/sys/kernel/pid_max; fi
cd "$root"
pivot_root . .
# Without -n, umount(8) looks for files that the new tree need not have.
umount -n -l /
cd "$cwd"
umask "$mask"
set +e
echo started >&3
# Redirected inside the subshell: the shell's own words about a death by signal must not reach the command's stderr.
(exec 2>&9 3>&- 4>&- 9>&-; exec "$@")
echo "exit $?" >&3
`
