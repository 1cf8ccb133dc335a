import path from 'node:path'
import type {Assessment, HostContact} from '@codex-host/plugin-api'
import type {Assess} from './check-addresses.ts'
import {destinationText, type Destination} from './host-pattern.ts'
import {openProxy, type ProxyDecision, type ProxyOptions} from './open-proxy.ts'

export interface NetworkOptions extends Pick<ProxyOptions, 'resolve' | 'connect'> {
  /** By the user's rules alone. */
  readonly assess: Assess
  /**
   * Makes a new private folder whose path leaves room for a socket.
   * @throws when there is none.
   */
  readonly makeFolder: () => Promise<SocketFolder>
}

export interface SocketFolder {
  readonly path: string
  readonly remove: () => Promise<void>
}

/** What the user said about a host that a command wanted. */
export type HostGrant = 'next-command' | 'session' | 'refused'

export interface Network {
  /** Answers for the rest of the session. A rule that denies stays in force. */
  grant(destination: Pick<Destination, 'host' | 'port'>, grant: HostGrant): void
  /** Opens the way out of one command. @throws when no proxy can be opened. */
  open(): Promise<OpenNetwork>
}

export interface OpenNetwork {
  /** Absolute; nothing else lies in its folder. */
  readonly proxySocket: string
  /** Ends every connection, leaves nothing behind, and says what the command wanted. */
  close(): Promise<readonly HostContact[]>
}

/** More hosts than this are one line: no command needs them, and somebody has to read them. */
const mostContacts = 50
const longestText = 200

/** The network of a session: a proxy of its own for each command, and what the user said about hosts meanwhile. */
export function createNetwork({assess, makeFolder, ...ways}: NetworkOptions): Network {
  const grants = new Map<string, HostGrant>()

  function assessNow(destination: Destination): Assessment {
    const assessment = assess(destination)
    const grant = assessment.kind === 'ask' ? grants.get(destinationText(destination)) : undefined
    switch (grant) {
      case undefined:
        return assessment
      case 'refused':
        return {kind: 'deny', because: 'the user refused it in this session'}
      case 'next-command':
      case 'session':
        return {kind: 'allow', because: 'the user allowed it'}
    }
  }

  return {
    grant: (destination, grant) => void grants.set(destinationText(destination), grant),
    async open() {
      const folder = await makeFolder()
      const contacts = createContacts()
      const proxySocket = path.join(folder.path, 'http')
      const proxy = await openProxy({...ways, proxySocket, assess: assessNow, onDecision: contacts.note}).catch(
        async (error: unknown) => {
          await folder.remove()
          throw error
        },
      )
      return {
        proxySocket,
        async close() {
          await proxy.close()
          await folder.remove()
          const all = contacts.all()
          for (const {host, port, assessment} of all) {
            const text = port === undefined ? '' : destinationText({host, port})
            if (assessment.kind === 'allow' && grants.get(text) === 'next-command') grants.delete(text)
          }
          return all
        },
      }
    },
  }
}

/** One entry for each host, port and verdict, in the order in which they were first wanted. */
function createContacts() {
  const contacts = new Map<string, HostContact>()
  const overflow = 'more hosts'

  return {
    all: (): readonly HostContact[] => [...contacts.values()],
    note({host, port, assessment, failure}: ProxyDecision): void {
      const shown = host.length > longestText ? `${host.slice(0, longestText)}…` : host
      const key = JSON.stringify([shown, port, assessment.kind, failure])
      const isKnown = contacts.has(key)
      const place = isKnown || contacts.size < mostContacts ? key : overflow
      const known = contacts.get(place)
      if (known !== undefined) return void contacts.set(place, {...known, connections: known.connections + 1})
      const entry = place === overflow ? {host: overflow} : {host: shown, ...(port !== undefined && {port})}
      const kept = place === overflow ? {kind: assessment.kind, because: 'the command wanted very many'} : assessment
      contacts.set(place, {...entry, assessment: kept, connections: 1, ...(failure !== undefined && {failure})})
    },
  }
}
