import {mkdir, rm} from 'node:fs/promises'
import path from 'node:path'
import type {HostContact, NetworkPolicy} from '@codex-host/plugin-api'
import {assessHost, opensNetwork} from '../approval/assess-host.ts'
import type {LoadedConfig} from '../config/config.ts'
import {createNetwork, type Network, type NetworkOptions, type SocketFolder} from '../network/create-network.ts'
import {parseHostPattern} from '../network/host-pattern.ts'
import {proxyPort} from '../sandbox/proxy-environment.ts'
import {makeWorkFolder, removeStaleWork} from '../workspace/work-folder.ts'
import {networkRules} from './network-rules.ts'

export interface PreparedNetwork extends Pick<Network, 'grant'> {
  /** What may be reached, or asked for, as the user wrote it. */
  readonly hosts: readonly string[]
  /** Addresses that the user named, canonical: these mean the host's, also where they are loopback. */
  readonly addresses: readonly string[]
  /** Runs a command with a way out of its own. */
  readonly whileOpen: <Result>(run: (policy: NetworkPolicy) => Promise<Result>) => Promise<WhileOpen<Result>>
}

export type WhileOpen<Result> =
  | {readonly kind: 'ran'; readonly result: Result; readonly contacts: readonly HostContact[]}
  /** Nothing was run. */
  | {readonly kind: 'not-opened'; readonly because: string}

export interface NetworkRequest extends Pick<NetworkOptions, 'resolve' | 'connect'> {
  /** Folders in which what a killed process left is swept up. */
  readonly workFolders: readonly string[]
}

/** The network that commands have by the user's configuration; none where it names no host. */
export function prepareNetwork(
  loaded: LoadedConfig,
  {workFolders, ...ways}: NetworkRequest,
): PreparedNetwork | undefined {
  const {config} = loaded
  const rules = networkRules(loaded)
  if (!opensNetwork(rules)) return undefined

  const sweep = sweepOnce(workFolders)
  const network = createNetwork({
    ...ways,
    assess: (destination) => assessHost(destination, {mode: config.approvalMode, rules}),
    makeFolder: async () => {
      await sweep()
      return makeSocketFolder(workFolders)
    },
  })
  const open = rules.filter(({effect, from}) => effect !== 'deny' && from === 'user')
  return {
    hosts: open.map((rule) => (rule.effect === 'allow' ? rule.pattern : `${rule.pattern} (asked)`)),
    addresses: open.flatMap(({pattern}) => {
      const read = parseHostPattern(pattern)
      return read.kind === 'address' ? [read.host] : []
    }),
    grant: network.grant,
    async whileOpen(run) {
      const opened = await network
        .open()
        .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      if (typeof opened === 'string') {
        return {kind: 'not-opened', because: `the way to the allowed hosts could not be opened: ${opened}`}
      }
      const {proxySocket, close} = opened
      try {
        const result = await run({kind: 'allow-list', proxySocket, port: proxyPort})
        return {kind: 'ran', result, contacts: await close()}
      } catch (error) {
        await close()
        throw error
      }
    },
  }
}

/** What a killed process left. Views look as well, but a turn in place has none. */
function sweepOnce(workFolders: readonly string[]): () => Promise<void> {
  let swept: Promise<unknown> | undefined
  return async () => {
    swept ??= Promise.all(workFolders.map(removeStaleWork))
    await swept
  }
}

/** What the kernel takes as the path of a socket, without its end. */
const longestSocketPath = 107
const roomForNames = '/codex-view-XXXXXX/proxy/http'.length

/** The last folder is the one with the short path. */
async function makeSocketFolder(workFolders: readonly string[]): Promise<SocketFolder> {
  const failures: string[] = []
  for (const parent of workFolders.toReversed()) {
    if (Buffer.byteLength(parent) + roomForNames > longestSocketPath) {
      failures.push(`the path of ${parent} is too long for a socket`)
      continue
    }
    const work = await makeWorkFolder(parent)
    if (typeof work === 'string') {
      failures.push(work)
      continue
    }
    const folder = path.join(work.path, 'proxy')
    await mkdir(folder, {mode: 0o700})
    return {path: folder, remove: () => rm(work.path, {recursive: true, force: true})}
  }
  throw new Error(failures.join('; '))
}
