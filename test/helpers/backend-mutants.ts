import type {SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import {secret} from '@codex-host/plugin-api/testing'
import {createBubblewrapBackend} from '../../src/sandbox/bubblewrap.ts'
import type {HostFacts} from '../../src/sandbox/host-facts.ts'
import type {LaunchPlan} from '../../src/sandbox/launch-plan.ts'
import {createNamespacesBackend} from '../../src/sandbox/namespaces.ts'
import {planBubblewrap} from '../../src/sandbox/plan-bubblewrap.ts'
import {planNamespaces} from '../../src/sandbox/plan-namespaces.ts'

/** A good backend with one protection taken away, and the rows of the attack table that must notice. */
export interface Mutant {
  readonly name: string
  readonly caughtBy: readonly string[]
  readonly create: () => SandboxBackend
}

/** What is taken away. Every change throws where it finds nothing to change. */
interface Mutation {
  readonly caughtBy: readonly string[]
  readonly policy?: (policy: SandboxPolicy) => SandboxPolicy
  readonly facts?: (facts: HostFacts) => HostFacts
  readonly argv?: (argv: readonly string[], policy: SandboxPolicy) => readonly string[]
  /** Of bubblewrap, which reads them from a descriptor. */
  readonly options?: (options: readonly string[]) => readonly string[]
}

/** What both planners decide alike. */
const shared: Readonly<Record<string, Mutation>> = {
  'hidden files are shown': {
    facts: (facts) => ({...facts, hiddenPlaces: []}),
    caughtBy: ['read: hidden file', 'network: unix socket in the workspace'],
  },
  'protected files are writable': {
    facts: (facts) => ({...facts, protectedPlaces: []}),
    caughtBy: ['write: protected file'],
  },
  'protected paths may be missing': {
    facts: (facts) => ({...facts, protectedPlaces: facts.protectedPlaces.filter(({kind}) => kind !== 'missing')}),
    caughtBy: ['write: protected path that is missing'],
  },
  'a bind of the user’s own tree instead of the view': {
    policy: ({workspace, ...policy}) => ({
      ...policy,
      workspace: {...workspace, source: {kind: 'directory', path: workspace.target}},
    }),
    caughtBy: ['write: workspace under a view'],
  },
  'the whole workspace is writable in strict mode': {
    policy: ({workspace: {writableRoots: _, ...workspace}, ...policy}) => ({...policy, workspace}),
    caughtBy: ['write: workspace around the writable folder'],
  },
  'other folders of the host are shown': {
    policy: (policy) => ({
      ...policy,
      readPaths: [...policy.readPaths, variable(policy, 'OUTSIDE'), variable(policy, 'SECRETS')],
    }),
    caughtBy: ['read: keys', 'network: unix sockets'],
  },
  'twenty times the output is kept': {
    policy: (policy) => ({...policy, limits: {...policy.limits, outputBytes: 1024 ** 2}}),
    caughtBy: ['environment: floods the output'],
  },
  'no limits': {
    facts: (facts) => ({...facts, limitsProcessIds: false}),
    argv: (argv) => without(argv, (item) => /^--(?:nproc|data|fsize)=/.test(item)),
    caughtBy: ['process: fork bomb', 'process: memory bomb', 'process: large file in the workspace'],
  },
  'the launcher has the environment of the command': {
    argv: (argv, {environment}) => [
      '/usr/bin/env',
      ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      ...argv,
    ],
    caughtBy: ['environment: LD_* for the launcher'],
  },
}

/** One that no launcher uses itself: bubblewrap gets one for each file that it copies. */
const freeDescriptor = 200

function keepsOpen(): Mutation {
  const script = `exec "$@" ${freeDescriptor}< "$0"`
  return {
    argv: (argv, policy) => ['/bin/bash', '-c', script, `${variable(policy, 'OUTSIDE')}/secret`, ...argv],
    caughtBy: ['read: inherited descriptors'],
  }
}

const ofNamespaces: Readonly<Record<string, Mutation>> = {
  ...shared,
  'the launcher keeps a descriptor open': keepsOpen(),
  'no network namespace': {
    argv: (argv) =>
      replaced(
        without(argv, (item) => item === '--net'),
        'if command -v ip',
        'if true; then :; elif command -v ip',
      ),
    caughtBy: ['network: TCP', 'network: UDP'],
  },
  'no process namespace': {
    facts: (facts) => ({...facts, limitsProcessIds: false}),
    argv: (argv) =>
      replaced(
        without(argv, (item) => item === '--pid'),
        'proc /sys/proc proc nosuid,nodev,noexec',
        '/proc /sys/proc none rbind',
      ),
    caughtBy: [
      'process: signal to the host',
      'process: outlives the command',
      'read: host processes',
      'read: command lines of the host',
    ],
  },
  'no ipc namespace': {
    argv: (argv) => without(argv, (item) => item === '--ipc'),
    caughtBy: ['process: shared memory of the host'],
  },
  'the environment of the host': {
    argv: (argv) => ['/usr/bin/env', `CANARY=${secret}`, ...without(argv, (item) => item === '-i')],
    caughtBy: ['environment: nothing of the host'],
  },
  'a writable root': {
    argv: (argv) => replaced(argv, 'mount -o remount,bind,ro "$root"', ':'),
    caughtBy: ['write: system folders'],
  },
  'installed programs are writable': {
    argv: (argv) => replaced(argv, /(\/tools none bind),ro,/, '$1,rw,'),
    caughtBy: ['write: installed programs'],
  },
  'the temporary folder of the host': {
    argv: (argv) => replaced(argv, /tmpfs (\/sys\/tmp) tmpfs \S+/, '/tmp $1 none rbind'),
    caughtBy: ['write: host tmp and shm'],
  },
  'capabilities are kept': {
    argv: (argv) => without(argv, (item) => /^--(?:inh-caps|ambient-caps|bounding-set)=-all$/.test(item)),
    caughtBy: ['process: capabilities', 'process: mount'],
  },
  'new privileges': {
    argv: (argv) => without(argv, (item) => item === '--no-new-privs'),
    caughtBy: ['process: setuid program'],
  },
  'user namespaces inside': {
    argv: (argv) => replaced(argv, 'echo 0 > /proc/sys/user/max_user_namespaces', ':'),
    caughtBy: ['process: user namespace'],
  },
}

const ofBubblewrap: Readonly<Record<string, Mutation>> = {
  ...shared,
  'the launcher keeps a descriptor open': keepsOpen(),
  'no system call filter': {
    options: (options) => withoutPair(options, '--seccomp'),
    caughtBy: ['system call: ptrace', 'system call: keyctl'],
  },
  'the host’s environment in the launcher alone': {
    argv: (argv) => ['/usr/bin/env', `CANARY=${secret}`, ...argv],
    options: (options) => ['--clearenv', ...options],
    caughtBy: ['read: environment of processes'],
  },
  'no network namespace': {
    options: (options) => options.flatMap((item) => (item === '--unshare-all' ? [item, '--share-net'] : [item])),
    caughtBy: ['network: TCP'],
  },
  'a writable root': {
    options: (options) =>
      options
        .slice(0, options.lastIndexOf('--remount-ro'))
        .concat(options.slice(options.lastIndexOf('--remount-ro') + 2)),
    caughtBy: ['write: system folders'],
  },
}

export const namespacesMutants = Object.entries(ofNamespaces).map(([name, mutation]): Mutant => ({
  name: `namespaces: ${name}`,
  caughtBy: mutation.caughtBy,
  create() {
    const plan: typeof planNamespaces = (command, policy, facts) =>
      mutated(planNamespaces(command, policy, mutation.facts?.(facts) ?? facts), {mutation, policy})
    return withPolicy(mutation, createNamespacesBackend({plan}))
  },
}))

export const bubblewrapMutants = Object.entries(ofBubblewrap).map(([name, mutation]): Mutant => ({
  name: `bubblewrap: ${name}`,
  caughtBy: mutation.caughtBy,
  create() {
    const plan: typeof planBubblewrap = (request, facts, options) =>
      mutated(planBubblewrap(request, mutation.facts?.(facts) ?? facts, options), {mutation, policy: request.policy})
    return withPolicy(mutation, createBubblewrapBackend({plan}))
  },
}))

function withPolicy({policy: change}: Mutation, backend: SandboxBackend): SandboxBackend {
  if (change === undefined) return backend
  return {...backend, run: async (command, policy, signal) => backend.run(command, change(policy), signal)}
}

interface Planned {
  readonly mutation: Mutation
  readonly policy: SandboxPolicy
}

function mutated(plan: LaunchPlan, {mutation, policy}: Planned): LaunchPlan {
  if (plan.kind === 'refused') return plan
  const [program = '', ...args] = mutation.argv?.(plan.argv, policy) ?? plan.argv
  const [first, ...descriptors] = plan.descriptors
  const options = mutation.options
  const changed =
    options === undefined || !(first instanceof Uint8Array)
      ? plan.descriptors
      : [joined(options(Buffer.from(first).toString().split('\0').slice(0, -1))), ...descriptors]
  return {...plan, argv: [program, ...args], descriptors: changed}
}

function joined(options: readonly string[]): Uint8Array {
  return Buffer.from(options.map((option) => `${option}\0`).join(''))
}

function variable({environment}: SandboxPolicy, name: string): string {
  const value = environment[name]
  if (value === undefined) throw new Error(`The arena has no ${name}.`)
  return value
}

function without(argv: readonly string[], isGone: (item: string) => boolean): readonly string[] {
  const left = argv.filter((item) => !isGone(item))
  if (left.length === argv.length) throw new Error('There is nothing to take away.')
  return left
}

function withoutPair(options: readonly string[], name: string): readonly string[] {
  const index = options.indexOf(name)
  if (index === -1) throw new Error(`There is no ${name}.`)
  return [...options.slice(0, index), ...options.slice(index + 2)]
}

function replaced(argv: readonly string[], from: string | RegExp, to: string): readonly string[] {
  const changed = argv.map((item) => item.replace(from, to))
  if (changed.every((item, index) => item === argv[index])) throw new Error(`There is no ${String(from)}.`)
  return changed
}
