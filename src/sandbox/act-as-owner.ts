import type {Owner} from '../workspace/foreign-owner.ts'

/**
 * To be put before a launcher that real root starts: makes a user namespace with two users, root and the owner of the
 * workspace, and runs the launcher there as root, which mounts what it wants. Only somebody in the namespace outside may map
 * more than one user, so a helper that stays there does it. Pure.
 */
export function withOwner({userId, groupId}: Owner): readonly string[] {
  const maps = [userId, groupId].map((id) => `0 0 1\n${id} ${id} 1\n`)
  return ['/bin/sh', '-c', mapScript, 'sh', ...maps, waitScript]
}

/** To be put before the command: from here on it is the owner, with no rights of root, and with no way back. Pure. */
export function asOwner({userId, groupId}: Owner): readonly string[] {
  return [
    ...['/usr/bin/setpriv', `--reuid=${userId}`, `--regid=${groupId}`, '--clear-groups', '--no-new-privs'],
    ...['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--'],
  ]
}

/** A map that was written cannot be written again, so each write fails until the namespace is the new one. */
const mapScript = `
users=$1 groups=$2 wait=$3 main=$$
shift 3
(
  exec </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
  tries=0
  until printf %s "$users" >"/proc/$main/uid_map"; do
    tries=$((tries + 1))
    [ "$tries" -lt 2000 ] || exit 1
    /bin/sleep 0.001
  done
  printf %s "$groups" >"/proc/$main/gid_map"
) &
exec /usr/bin/unshare --user -- /bin/sh -c "$wait" sh "$@"
`

/** What is started once the users are mapped starts as root of the namespace. */
const waitScript = `
tries=0
until read -r line </proc/self/gid_map; do
  tries=$((tries + 1))
  [ "$tries" -lt 2000 ] || exit 1
  /bin/sleep 0.001
done
exec "$@"
`
