import {access, constants} from 'node:fs/promises'
import path from 'node:path'
import type {SandboxHost} from '@codex-host/plugin-api'
import {askEngine, type Engine} from './engine.ts'

export type FoundEngine =
  | {readonly kind: 'found'; readonly engine: Engine}
  | {readonly kind: 'missing'; readonly because: string}

/** Where systems install them. The user's PATH could name a program that only claims to be an engine. */
const folders = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/snap/bin', '/run/current-system/sw/bin']

/** The first engine that answers, docker before podman. */
export async function findEngine(host: Pick<SandboxHost, 'env' | 'run'>, signal: AbortSignal): Promise<FoundEngine> {
  const failures: string[] = []
  for (const kind of ['docker', 'podman'] as const) {
    const program = await findProgram(kind)
    if (program === undefined) {
      failures.push(`there is no ${kind}`)
      continue
    }
    const answer = await askEngine(host, {program, args: ['info', '--format', '{{json .}}']}, signal)
    const engine = answer.kind === 'answered' ? readInfo(kind, program, answer.text) : undefined
    if (engine !== undefined) return {kind: 'found', engine}
    failures.push(`${program} ${answer.kind === 'failed' ? `failed: ${answer.because}` : 'answers in other words'}`)
  }
  return {kind: 'missing', because: failures.join('; ')}
}

async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of folders) {
    const program = path.join(folder, name)
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return program
  }
  return undefined
}

/** Undefined where it is no such engine: podman also comes as a program called docker. */
export function readInfo(kind: Engine['kind'], program: string, json: string): Engine | undefined {
  const info = parsed(json)
  const engine = kind === 'docker' ? readDocker(info) : readPodman(info)
  return engine === undefined ? undefined : {kind, program, ...engine}
}

type Facts = Omit<Engine, 'kind' | 'program'>

function readDocker(info: unknown): Facts | undefined {
  const version = at(info, 'ServerVersion')
  if (typeof version !== 'string' || version === '') return undefined
  const options = texts(at(info, 'SecurityOptions'))
  return {
    version,
    isRootless: options.some((option) => option.startsWith('name=rootless')),
    usesSelinux: options.some((option) => option.startsWith('name=selinux')),
    limits: {
      processes: at(info, 'PidsLimit') === true,
      memory: at(info, 'MemoryLimit') === true,
      cpu: at(info, 'CPUShares') === true,
    },
  }
}

function readPodman(info: unknown): Facts | undefined {
  const version = at(info, 'version', 'Version')
  if (typeof version !== 'string' || version === '') return undefined
  const controllers = texts(at(info, 'host', 'cgroupControllers'))
  return {
    version,
    isRootless: at(info, 'host', 'security', 'rootless') === true,
    usesSelinux: at(info, 'host', 'security', 'selinuxEnabled') === true,
    limits: {
      processes: controllers.includes('pids'),
      memory: controllers.includes('memory'),
      cpu: controllers.includes('cpu'),
    },
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
