import type {Decision} from '@codex-host/plugin-api'
import type {Question} from '../approval/approver.ts'
import type {ToolAction} from '../tools/tool.ts'
import type {AssessedAction, RuntimeParts} from './runtime-parts.ts'

/**
 * Turns an assessment into a decision, asking where it says so. The decision holds for exactly this action: it is one
 * immutable value from the question to the spawn.
 */
export async function decideAction(
  parts: RuntimeParts,
  {action, assessment}: {action: ToolAction} & AssessedAction,
  signal: AbortSignal,
): Promise<{decision: Decision; asked: boolean}> {
  switch (assessment.kind) {
    case 'allow':
      return {decision: {kind: 'yes'}, asked: false}
    case 'deny':
      return {decision: {kind: 'no', because: assessment.because}, asked: false}
    case 'ask': {
      const answer = await parts.approver.ask(questionFor(action, assessment), signal)
      signal.throwIfAborted()
      return {decision: answer.decision, asked: true}
    }
  }
}

function questionFor(action: ToolAction, assessment: AssessedAction['assessment']): Question {
  switch (action.kind) {
    case 'command':
      return {kind: 'command', line: action.line, cwd: action.cwd, assessment}
    case 'patch':
      return {kind: 'patch', diff: action.diff, paths: action.effects.map((effect) => effect.path), assessment}
  }
}
