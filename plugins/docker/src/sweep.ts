import type {SandboxHost} from '@codex-host/plugin-api'
import {askEngine, type Engine} from './engine.ts'
import {isGone, ownerLabel} from './owner.ts'

/**
 * Removes what a killed codex left. A container ends with the codex that started it and is removed by the engine then;
 * this is for what was made and never started, and for what an engine that was killed as well still lists.
 */
export async function sweep(
  host: Pick<SandboxHost, 'env' | 'run'>,
  engine: Pick<Engine, 'kind' | 'program'>,
  signal: AbortSignal,
): Promise<void> {
  const {program, kind} = engine
  const format = kind === 'docker' ? `{{.ID}} {{.Label "${ownerLabel}"}}` : `{{.ID}} {{index .Labels "${ownerLabel}"}}`
  const list = ['ps', '--all', '--no-trunc', '--filter', `label=${ownerLabel}`, '--format', format]
  const answer = await askEngine(host, {program, args: list}, signal)
  if (answer.kind === 'failed') return

  for (const line of answer.text.trim().split('\n')) {
    const [id = '', owner = ''] = line.split(' ')
    if (id !== '' && (await isGone(owner))) await askEngine(host, {program, args: removal(engine, id)}, signal)
  }
}

/** Ends a container at once, and removes it. */
export function removal({kind}: Pick<Engine, 'kind'>, name: string): readonly string[] {
  // podman would wait ten seconds for a process that ignores SIGTERM.
  return ['rm', '--force', '--volumes', ...(kind === 'podman' ? ['--time', '0'] : []), name]
}
