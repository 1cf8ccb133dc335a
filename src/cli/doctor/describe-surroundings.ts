import {access, readFile} from 'node:fs/promises'
import {geteuid} from 'node:process'
import type {Check} from './check.ts'

/** What decides whether namespaces can be made here. Texts are as the files hold them; absent where there is none. */
export interface Surroundings {
  readonly isRoot: boolean
  /** `/proc/version`. */
  readonly kernel?: string
  readonly inDocker: boolean
  readonly inPodman: boolean
  readonly unprivilegedClone?: string
  readonly apparmorRestricts?: string
  readonly mostUserNamespaces?: string
}

export async function readSurroundings(): Promise<Surroundings> {
  const [kernel, unprivilegedClone, apparmorRestricts, mostUserNamespaces, inDocker, inPodman] = await Promise.all([
    readText('/proc/version'),
    readText('/proc/sys/kernel/unprivileged_userns_clone'),
    readText('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    readText('/proc/sys/user/max_user_namespaces'),
    isThere('/.dockerenv'),
    isThere('/run/.containerenv'),
  ])
  return {
    isRoot: geteuid?.() === 0,
    inDocker,
    inPodman,
    ...(kernel !== undefined && {kernel}),
    ...(unprivilegedClone !== undefined && {unprivilegedClone}),
    ...(apparmorRestricts !== undefined && {apparmorRestricts}),
    ...(mostUserNamespaces !== undefined && {mostUserNamespaces}),
  }
}

/** What of it matters, each with one line that mends it. `works`: whether some backend works all the same. */
export function describeSurroundings(surroundings: Surroundings, works: boolean): readonly Check[] {
  const name = 'surroundings'
  const problems = problemsOf(surroundings)
  return [
    ...placesOf(surroundings).map((detail): Check => ({name, status: 'ok', detail})),
    ...(works ? [] : problems.map(([detail, remedy]): Check => ({name, status: 'warning', detail, remedy}))),
  ]
}

function placesOf({kernel = '', inDocker, inPodman}: Surroundings): readonly string[] {
  return [
    ...(isWsl(kernel) ? [isWsl2(kernel) ? 'WSL2' : 'WSL1'] : []),
    ...(inDocker ? ['a Docker container'] : inPodman ? ['a Podman container'] : []),
  ]
}

type Problem = readonly [detail: string, remedy: string]

function problemsOf(surroundings: Surroundings): readonly Problem[] {
  const {kernel = '', isRoot, inDocker, inPodman} = surroundings
  const problems: (Problem | false)[] = [
    isWsl(kernel) && !isWsl2(kernel) && wsl1,
    isWsl2(kernel) && wsl2,
    isZero(surroundings.mostUserNamespaces) && noneAllowed,
    !isRoot && isZero(surroundings.unprivilegedClone) && notForUsers,
    !isRoot && surroundings.apparmorRestricts?.trim() === '1' && apparmor,
    (inDocker || inPodman) && container,
  ]
  return problems.filter((problem) => problem !== false)
}

const wsl1: Problem = ['WSL1 has no namespaces', 'In Windows, run `wsl --set-version DISTRIBUTION 2`.']
const wsl2: Problem = ['the kernel of WSL2 may be too old', 'In Windows, run `wsl --update`, then `wsl --shutdown`.']
const noneAllowed: Problem = [
  'no user namespaces are allowed (user.max_user_namespaces is 0)',
  'Run `sudo sysctl user.max_user_namespaces=15000`.',
]
const notForUsers: Problem = [
  'ordinary users may not make user namespaces (kernel.unprivileged_userns_clone is 0)',
  'Run `sudo sysctl kernel.unprivileged_userns_clone=1`.',
]
const apparmor: Problem = [
  'AppArmor allows user namespaces only to programs it knows (kernel.apparmor_restrict_unprivileged_userns is 1)',
  'Install bubblewrap and an AppArmor profile that lets /usr/bin/bwrap use `userns`, or set the sysctl to 0.',
]
const container: Problem = [
  'the container does not let its programs make namespaces and mounts',
  'Start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined`, or pass --sandbox none: then the container alone is the border.',
]

function isWsl(kernel: string): boolean {
  return /microsoft/i.test(kernel)
}

function isWsl2(kernel: string): boolean {
  return /microsoft.*wsl2|microsoft-standard/i.test(kernel)
}

function isZero(text: string | undefined): boolean {
  return text?.trim() === '0'
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined)
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
