import type {SandboxHost} from '@codex-host/plugin-api'
import {askEngine, type Engine} from './engine.ts'

/** The image that the user chose, as the engine holds it. */
export interface Image {
  readonly name: string
  /** The digest of its configuration: what is shown is what runs, also when the name moves on. */
  readonly id: string
  /** Its own folders of programs. */
  readonly path: readonly string[]
}

export type FoundImage =
  | {readonly kind: 'found'; readonly image: Image}
  | {readonly kind: 'missing'; readonly because: string; readonly remedy: string}

const imageVariable = 'CODEX_DOCKER_IMAGE'

/** Looks at what is on the machine. Nothing is ever fetched: that would be network nobody asked for. */
export async function findImage(
  host: Pick<SandboxHost, 'env' | 'run'>,
  {kind, program}: Pick<Engine, 'kind' | 'program'>,
  signal: AbortSignal,
): Promise<FoundImage> {
  const name = host.env[imageVariable] ?? ''
  if (!/^[A-Za-z0-9][\w./:@-]*$/.test(name)) {
    const because = name === '' ? 'no image is chosen' : `${JSON.stringify(name)} is no name of an image`
    return {
      kind: 'missing',
      because,
      remedy: `Name one that has what your project needs: export ${imageVariable}=node:24`,
    }
  }
  const format = '{{.Id}} {{json .Config.Env}}'
  const answer = await askEngine(host, {program, args: ['image', 'inspect', '--format', format, name]}, signal)
  const image = answer.kind === 'answered' ? readImage(name, answer.text) : undefined
  if (image !== undefined) return {kind: 'found', image}
  const because = answer.kind === 'failed' ? answer.because : 'what the engine says of it cannot be read'
  return {
    kind: 'missing',
    because: `the image ${name} cannot be used: ${because}`,
    remedy: `Fetch it yourself: ${kind} pull ${name}`,
  }
}

export function readImage(name: string, answer: string): Image | undefined {
  const [, id, json = ''] = /^(?:sha256:)?([0-9a-f]{64}) (.*)$/s.exec(answer.trim()) ?? []
  if (id === undefined) return undefined
  const variables: unknown = json === '' ? [] : JSON.parse(json)
  const list: readonly unknown[] = Array.isArray(variables) ? variables : []
  const path = list.find((variable) => typeof variable === 'string' && variable.startsWith('PATH='))
  return {name, id: `sha256:${id}`, path: typeof path === 'string' ? path.slice('PATH='.length).split(':') : []}
}
