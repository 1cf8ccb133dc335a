import type {SandboxPolicy} from '@codex-host/plugin-api'
import type {HostFacts} from '../../src/sandbox/host-facts.ts'

/** A policy and the facts about a machine, for planning without either. */
export const plainPolicy: SandboxPolicy = {
  workspace: {source: {kind: 'directory', path: '/data/view'}, target: '/home/me/project', access: 'write'},
  readPaths: ['/usr', '/bin'],
  hiddenPaths: [],
  protectedPaths: [],
  network: {kind: 'none'},
  environment: {PATH: '/usr/bin', HOME: '/tmp'},
  limits: {timeoutMs: 1000, outputBytes: 1000, processes: 50, dataBytes: 2000, fileBytes: 3000},
}

export const plainFacts: HostFacts = {
  uid: 1000,
  gid: 1000,
  limitsProcessIds: true,
  hardLimits: {processes: Infinity, dataBytes: Infinity, fileBytes: Infinity},
  readPaths: [
    {path: '/usr', kind: 'directory'},
    {path: '/bin', kind: 'link', to: 'usr/bin'},
  ],
  mountPoints: [{path: '/', options: ['rw']}],
  kernelPaths: ['/proc/sys'],
  protectedPlaces: [],
  hiddenPlaces: [],
  writablePlaces: [],
}
