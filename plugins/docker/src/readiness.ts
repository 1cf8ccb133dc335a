import {readFile} from 'node:fs/promises'
import {userInfo} from 'node:os'
import {fileURLToPath} from 'node:url'
import type {SandboxHost} from '@codex-host/plugin-api'
import type {ContainerTerms} from './create-arguments.ts'
import {type EmptyPlaces, makeEmptyPlaces} from './empty-places.ts'
import type {Engine} from './engine.ts'
import {findEngine} from './find-engine.ts'
import {findImage, type Image} from './find-image.ts'
import {sweep} from './sweep.ts'

/** What holds for all containers of a session. */
export interface Ready {
  readonly kind: 'ready'
  readonly engine: Engine
  readonly image: Image
  readonly user: ContainerTerms['user']
  readonly empty: EmptyPlaces
  readonly systemCallFilter: string
  readonly hardLimits: ContainerTerms['hardLimits']
}

export interface NotReady {
  readonly kind: 'not-ready'
  readonly because: string
  readonly remedy: string
}

/** Finds the engine and the image, and removes what a killed codex left. Never throws. */
export async function getReady(host: SandboxHost, signal: AbortSignal): Promise<Ready | NotReady> {
  const found = await findEngine(host, signal)
  if (found.kind === 'missing') {
    const remedy = 'Install docker or podman, start it, and be allowed to use it.'
    return {kind: 'not-ready', because: found.because, remedy}
  }
  const {engine} = found
  if (!engine.limits.processes || !engine.limits.memory) {
    return {
      kind: 'not-ready',
      because: `${engine.kind} cannot limit the processes and the memory of a container here`,
      remedy: 'Give it the cgroup controllers pids and memory: for a user, delegate them with systemd.',
    }
  }
  const image = await findImage(host, engine, signal)
  if (image.kind === 'missing') return {...image, kind: 'not-ready'}

  try {
    const [empty, hardLimits] = await Promise.all([
      makeEmptyPlaces(host.stateFolder),
      readHardLimits(),
      sweep(host, engine, signal),
    ])
    const systemCallFilter = fileURLToPath(new URL('../seccomp.json', import.meta.url))
    return {kind: 'ready', engine, image: image.image, user: commandUser(engine), empty, systemCallFilter, hardLimits}
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    return {kind: 'not-ready', because, remedy: `Make ${host.stateFolder} a folder that you can write.`}
  }
}

/** What a command writes belongs to whoever runs codex. */
function commandUser({kind, isRootless}: Engine): ContainerTerms['user'] {
  const {uid, gid} = userInfo()
  return kind === 'docker' && isRootless ? {uid: 0, gid: 0} : {uid, gid}
}

async function readHardLimits(): Promise<ContainerTerms['hardLimits']> {
  // Elsewhere than on Linux containers run in a virtual machine, with limits of its own.
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const hard = (name: string): number => {
    const value = new RegExp(`^${name}\\s+\\S+\\s+(\\d+)`, 'm').exec(text)?.[1]
    return value === undefined ? Number.POSITIVE_INFINITY : Number(value)
  }
  return {files: hard('Max open files'), processes: hard('Max processes')}
}
