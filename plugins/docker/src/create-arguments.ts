import type {SandboxLimits} from '@codex-host/plugin-api'
import type {EmptyPlaces} from './empty-places.ts'
import type {Engine} from './engine.ts'
import {type EngineMount, mountArguments} from './mount-arguments.ts'
import {ownerLabel} from './owner.ts'

/** Everything of a container that cannot be changed while it lives. */
export interface ContainerTerms {
  readonly engine: Engine
  readonly imageId: string
  readonly user: CommandUser
  readonly mounts: readonly EngineMount[]
  readonly limits: SandboxLimits
  readonly empty: EmptyPlaces
  /** A profile, as a file. */
  readonly systemCallFilter: string
  /** What this process may have; a user cannot give more to its containers. */
  readonly hardLimits: {readonly files: number; readonly processes: number}
}

/** Of the commands, as seen inside. */
export interface CommandUser {
  readonly uid: number
  readonly gid: number
}

/** Held by `/tmp`, and by `/dev/shm`, in memory that counts. */
const temporaryBytes = 1024 ** 3

/** For the container's own processes and for the start of a command. */
const ownProcesses = 8

const mostFiles = 16_384
const mostProcessesOfUser = 16_384

/** The configuration of a user's docker may put the address of a proxy, and its password, into every container. */
const proxyVariables = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY']

/** The main process holds the container: it ends when its stdin does, and the container with it. */
const mainProcess = 'echo ready; exec cat > /dev/null'

/** The command line that makes a container, in which nothing runs yet but what holds it. Pure. */
export function createArguments(
  terms: ContainerTerms,
  {name, owner}: {readonly name: string; readonly owner: string},
): readonly string[] {
  const {engine, imageId, mounts, empty} = terms
  return [
    ...['create', '--name', name, '--label', `${ownerLabel}=${owner}`],
    // Removed by the engine when it ends; no exit status of ours comes from there.
    ...['--rm', '--pull=never', '--init', '--interactive', '--no-healthcheck', '--log-driver', 'none'],
    ...['--user', holder(terms.user), '--workdir', '/', '--hostname', 'codex', '--entrypoint', '/bin/sh'],
    ...['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--security-opt', `seccomp=${terms.systemCallFilter}`],
    ...ownOptions(engine),
    ...limitOptions(terms),
    ...temporaryFolders(terms),
    ...mountArguments(mounts, {kind: engine.kind, empty}),
    ...[imageId, '-c', mainProcess],
  ]
}

/**
 * Another user than that of the commands: they can neither signal what holds the container nor open its stdin, which
 * would keep the container alive without codex.
 */
function holder({uid}: CommandUser): string {
  return uid === 65_534 ? '65533:65533' : '65534:65534'
}

function ownOptions({kind, isRootless, usesSelinux}: Engine): readonly string[] {
  const unlabelled = usesSelinux ? ['--security-opt', 'label=disable'] : []
  if (kind === 'docker') {
    const variables = proxyVariables.flatMap((name) => [name, name.toLowerCase()])
    return [...unlabelled, ...variables.flatMap((name) => ['--env', `${name}=`])]
  }
  return [
    ...unlabelled,
    ...['--http-proxy=false', '--read-only-tmpfs=false', '--image-volume=ignore'],
    ...(isRootless ? ['--userns=keep-id'] : []),
  ]
}

function limitOptions({engine, limits, hardLimits}: ContainerTerms): readonly string[] {
  const memory = limits.dataBytes + temporaryBytes
  // Only a daemon with the rights of root can give more than we have.
  const most = engine.kind === 'podman' ? hardLimits : {files: mostFiles, processes: mostProcessesOfUser}
  const limit = (name: string, value: number): readonly string[] => ['--ulimit', `${name}=${value}:${value}`]
  return [
    ...['--pids-limit', String(limits.processes + ownProcesses)],
    ...['--memory', `${memory}b`, '--memory-swap', `${memory}b`],
    // A weight, not a ceiling: whoever works on the machine goes before the commands of the agent.
    ...(engine.limits.cpu ? ['--cpu-shares', '512'] : []),
    ...limit('core', 0),
    ...limit('data', limits.dataBytes),
    ...limit('fsize', limits.fileBytes),
    ...limit('nofile', Math.min(mostFiles, most.files)),
    // Counted over the whole machine, for a user who runs other things, too: the container's own limit is the one above.
    ...limit('nproc', Math.min(mostProcessesOfUser, most.processes)),
  ]
}

function temporaryFolders({user}: ContainerTerms): readonly string[] {
  return [
    ...['--tmpfs', `/tmp:rw,exec,nosuid,nodev,size=${temporaryBytes},mode=1777`, '--shm-size', `${temporaryBytes}b`],
    // Root could make files there, without any capability.
    ...(user.uid === 0 ? ['--tmpfs', '/dev:ro,nosuid,noexec,size=65536,mode=755'] : []),
  ]
}
