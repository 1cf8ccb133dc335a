import type {SandboxBackend} from '@codex-host/plugin-api'
import {secret} from '@codex-host/plugin-api/testing'
import {createBubblewrapBackend} from '../../src/sandbox/bubblewrap.ts'
import {createNamespacesBackend} from '../../src/sandbox/namespaces.ts'
import {createNoneBackend} from '../../src/sandbox/none.ts'
import {bubblewrapMutants, namespacesMutants} from './backend-mutants.ts'

/**
 * Claims all, enforces none, and hands on what it should not: a variable and a descriptor of the host. The mounts are its
 * own, so that root inside can change them without harm to the arena.
 */
function createPretender(user: 'ordinary user' | 'root'): SandboxBackend {
  const none = createNoneBackend()
  const everything = Object.keys(none.capabilities).map((name) => [name, true])
  const ownMounts = user === 'root' ? ['/usr/bin/unshare', '--mount', '--'] : []
  return {
    ...none,
    capabilities: Object.fromEntries(everything) as SandboxBackend['capabilities'],
    run(command, policy, signal) {
      const {environment, limits, workspace} = policy
      const source = {kind: 'directory', path: workspace.target} as const
      const keepsOpen = ['-c', 'exec "$@" 8< "$0"', `${environment.OUTSIDE}/secret`, ...ownMounts]
      return none.run(
        {...command, argv: ['/bin/sh', ...keepsOpen, ...command.argv]},
        {
          ...policy,
          workspace: {...workspace, source},
          environment: {...environment, CANARY: secret},
          limits: {...limits, outputBytes: 1024 ** 2},
        },
        signal,
      )
    },
  }
}

/** By name: the good ones too, to see that it is the mutation that a row catches. */
export const weakBackends: Readonly<Record<string, () => SandboxBackend>> = {
  pretender: () => createPretender('ordinary user'),
  'pretender as root': () => createPretender('root'),
  namespaces: () => createNamespacesBackend(),
  bubblewrap: () => createBubblewrapBackend(),
  ...Object.fromEntries([...namespacesMutants, ...bubblewrapMutants].map(({name, create}) => [name, create])),
}
