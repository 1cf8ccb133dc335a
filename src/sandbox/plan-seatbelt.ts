import path from 'node:path'
import type {SandboxCommand, SandboxPolicy} from '@codex-host/plugin-api'
import type {LaunchPlan} from './launch-plan.ts'
import {planMounts} from './plan-mounts.ts'
import type {SeatbeltFacts} from './seatbelt-facts.ts'
import {seatbeltProfile} from './seatbelt-profile.ts'

export interface SeatbeltPlace {
  /** Absolute: never looked up on the user's PATH. */
  readonly program: string
  /** A real path: for the profile, and for the command's own files below it. Made for this command alone. */
  readonly folder: string
  /** Where the host's loopback leads to the proxy of the allow-list. */
  readonly proxyPort?: number
}

export type SeatbeltPlan =
  | {
      readonly kind: 'planned'
      readonly launch: Extract<LaunchPlan, {kind: 'planned'}>
      readonly profile: string
      /** Read by the launcher, and out of the command's reach. */
      readonly profileFile: string
      readonly temporaryFolder: string
    }
  | {readonly kind: 'refused'; readonly because: string}

/** What stands for the command's own folder in policies. */
const temporaryInPolicies = '/tmp'

/** Plans the call of sandbox-exec. Pure. `facts` are about this very policy. */
export function planSeatbelt(command: SandboxCommand, facts: SeatbeltFacts, place: SeatbeltPlace): SeatbeltPlan {
  const {policy} = facts
  const refusal = findRefusal(command, policy, place)
  if (refusal !== undefined) return {kind: 'refused', because: refusal}
  const plan = planMounts(policy, facts)
  if (plan.kind === 'refused') return plan

  const profileFile = path.join(place.folder, 'profile.sb')
  const temporaryFolder = path.join(place.folder, 'tmp')
  const environment = environmentOf(policy, {temporaryFolder, ...place})
  const fileBlocks = Math.ceil(policy.limits.fileBytes / blockBytes)
  return {
    kind: 'planned',
    profile: seatbeltProfile({
      mounts: plan.mounts,
      temporaryFolder,
      namedPaths: facts.namedPaths,
      ...(place.proxyPort !== undefined && {proxyPort: place.proxyPort}),
    }),
    profileFile,
    temporaryFolder,
    launch: {
      kind: 'planned',
      argv: [
        ...([place.program, '-f', profileFile] as const),
        ...['/bin/sh', '-c', script, 'sandbox', command.cwd, String(fileBlocks)],
        ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
        ...command.argv,
      ],
      descriptors: ['capture'],
      guarded: plan.guarded,
    },
  }
}

/** Of `ulimit -f`. Shells that count in larger blocks limit later. */
const blockBytes = 512

/** macOS has no limit of processes or memory that holds for one command. */
const script = `
cd -- "$1" || exit 125
ulimit -c 0
ulimit -f "$2" 2> /dev/null
shift 2
echo started >&3
exec 3>&-
exec /usr/bin/env -i -- "$@"
`

function findRefusal(
  {argv: [program]}: SandboxCommand,
  {workspace: {source, target}, network}: SandboxPolicy,
  {proxyPort}: SeatbeltPlace,
): string | undefined {
  if (source.kind !== 'directory') return 'macOS has no namespaces to enter'
  if (source.path !== target) return `the files of ${source.path} cannot be shown as ${target}: macOS mounts nothing`
  if (program === '' || program.includes('=')) return `a program cannot be called ${JSON.stringify(program)} here`
  if (network.kind === 'allow-list' && proxyPort === undefined) return 'nothing here can listen for the allow-list'
  return undefined
}

/** A folder of its own takes the place of a `/tmp` of its own, and a free port that of the policy's. */
function environmentOf(
  {environment, network}: SandboxPolicy,
  {temporaryFolder, proxyPort}: {readonly temporaryFolder: string; readonly proxyPort?: number},
): Readonly<Record<string, string>> {
  const mapped = Object.entries(environment).map(([name, value]): [string, string] => {
    if (network.kind === 'none' || proxyPort === undefined) return [name, value]
    return [name, value.replaceAll(`127.0.0.1:${network.port}`, `127.0.0.1:${proxyPort}`)]
  })
  const isHomeless = environment['HOME'] === temporaryInPolicies
  return {...Object.fromEntries(mapped), TMPDIR: temporaryFolder, ...(isHomeless && {HOME: temporaryFolder})}
}
