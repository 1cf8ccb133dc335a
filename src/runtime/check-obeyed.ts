import type {Assessment, Decision, TurnEvent} from '@codex-host/plugin-api'
import type {ObeyedPlace} from '../sandbox/watch-obeyed.ts'
import type {ToolAction} from '../tools/tool.ts'
import {renderEffects} from '../workspace/describe-change-set.ts'
import type {RuntimeParts} from './runtime-parts.ts'

export interface AfterCommand {
  /** What the model is told. */
  readonly lines: readonly string[]
  readonly stop: boolean
}

/** What has been done; absent where it was denied. */
export interface Performed {
  readonly action: Pick<ToolAction, 'kind'>
  readonly access: 'read' | 'write'
}

/**
 * In place, a command may make a repository, or settings of an editor, that programs of the user obey later. What
 * protects those that were there cannot protect what nobody knew of, so it is looked for after each command, and
 * without a yes it gets a name that nothing obeys. A patch that makes the same is asked about before.
 */
export async function* checkObeyed(
  parts: RuntimeParts,
  {by}: {readonly by: Performed | undefined},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, AfterCommand> {
  const watch = parts.sandbox.obeyed
  const lines: string[] = []
  if (watch === undefined || by === undefined || by.access === 'read') return {lines, stop: false}
  const places = await watch.appeared(signal)
  if (by.action.kind === 'patch') return {lines, stop: false}
  for (const place of places) {
    const decision = await decide(parts, place, signal)
    const isKept = decision.kind === 'yes' || decision.kind === 'yes-for-session'
    const aside = isKept ? undefined : await watch.setAside(place)
    const text = `A command made ${place.path}, which ${obeyers[place.kind]}: ${ending(isKept, aside)}`
    yield {type: 'notice', code: 'OBEYED_PLACE_MADE', text}
    lines.push(text)
    if (decision.kind === 'stop') return {lines, stop: true}
  }
  return {lines, stop: false}
}

/** Goes on after the name of a place. */
export const obeyers: Readonly<Record<ObeyedPlace['kind'], string>> = {
  repository: 'git takes for a repository and whose settings it obeys',
  settings: 'an editor, a shell or an agent obeys',
}

function ending(isKept: boolean, aside: string | undefined): string {
  if (isKept) return 'it stays.'
  return aside === undefined ? 'it could not be renamed. Look at it before you work there.' : `it is ${aside} now.`
}

async function decide(parts: RuntimeParts, place: ObeyedPlace, signal: AbortSignal): Promise<Decision> {
  const diff = place.effects.length === 0 ? `New: ${place.path}\n` : renderEffects(place.effects)
  const assessment = assessPlace(parts, {place, diff})
  switch (assessment.kind) {
    case 'allow':
      return {kind: 'yes'}
    case 'deny':
      return {kind: 'no', because: assessment.because}
    case 'ask': {
      const paths = place.effects.length === 0 ? [place.path] : place.effects.map(({path}) => path)
      const {decision} = await parts.approver.ask({kind: 'patch', diff, paths, assessment}, signal)
      signal.throwIfAborted()
      return decision
    }
  }
}

/** As a patch that makes the same; only that no mode lets a repository through. */
function assessPlace(parts: RuntimeParts, {place, diff}: {place: ObeyedPlace; diff: string}): Assessment {
  const {assessment} = parts.assessAction({kind: 'patch', effects: place.effects, diff, report: ''})
  if (assessment.kind === 'deny' || assessment.rule !== undefined) return assessment
  return {
    kind: parts.settings.approvalMode === 'full-auto' ? 'deny' : 'ask',
    because: `a command made ${place.path}, which ${obeyers[place.kind]}`,
  }
}
