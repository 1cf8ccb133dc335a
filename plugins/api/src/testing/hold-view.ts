import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdir} from 'node:fs/promises'
import path from 'node:path'
import type {ViewSource} from '../sandbox.ts'

export interface HeldView {
  readonly source: ViewSource
  close(): Promise<void>
}

/** The first line says how it went. It ends with its stdin, so a view never outlives this process. */
const script = 'mount -t tmpfs tmpfs "$1" && cp -a "$2/." "$1" && echo ready && read -r _'

/** A copy of `root`'s workspace that only one process has mounted, as the views of turns are. Needs `unshare`. */
export async function holdView(root: string): Promise<HeldView> {
  const view = path.join(root, 'view')
  await mkdir(view)
  const argv = ['--user', '--map-root-user', '--mount', '--', '/bin/sh', '-c', script, 'sh', view]
  const child = spawn('/usr/bin/unshare', [...argv, path.join(root, 'workspace')], {
    env: {PATH: '/usr/bin:/bin:/usr/sbin:/sbin'},
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[]
  if (String(line) !== 'ready\n' || child.pid === undefined) throw new Error('There is no view of the workspace.')
  return {
    source: {kind: 'namespace', pid: child.pid, path: view},
    async close() {
      child.stdin.end()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
