import {access, constants, realpath} from 'node:fs/promises'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'

/** A program that can listen on a port inside and connect to a unix socket. */
export interface BridgeProgram {
  readonly kind: 'socat' | 'node'
  readonly path: string
}

const socats = ['/usr/bin/socat', '/usr/local/bin/socat']

/** socat where commands can see it, because it starts at once; else the Node that runs this, which is always there. */
export async function findBridge(readPaths: readonly string[]): Promise<BridgeProgram> {
  for (const path of socats.filter((place) => readPaths.some((folder) => isAtOrBelow(folder, place)))) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return {kind: 'socat', path}
  }
  return {kind: 'node', path: await realpath(process.execPath)}
}
