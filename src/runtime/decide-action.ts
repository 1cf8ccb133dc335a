import type {Assessment, Decision} from '@codex-host/plugin-api'
import type {Question} from '../approval/approver.ts'
import type {ToolAction} from '../tools/tool.ts'
import type {View} from '../workspace/view.ts'
import {bindCommand} from './bind-command.ts'
import type {AssessedAction, RuntimeParts} from './runtime-parts.ts'

export interface ActionToDecide extends AssessedAction {
  readonly action: ToolAction
  readonly view: View
}

/**
 * Turns an assessment into a decision, asking where it says so. The decision holds for exactly this action: it is one
 * immutable value from the question to the spawn, and an answer that was given about files which have changed meanwhile
 * is none.
 */
export async function decideAction(
  parts: RuntimeParts,
  {action, assessment, access, view}: ActionToDecide,
  signal: AbortSignal,
): Promise<{decision: Decision; asked: boolean}> {
  switch (assessment.kind) {
    case 'allow':
      return {decision: {kind: 'yes'}, asked: false}
    case 'deny':
      return {decision: {kind: 'no', because: assessment.because}, asked: false}
    case 'ask': {
      const bind = () => (action.kind === 'command' ? bindCommand(parts, {action, access, view}) : '')
      const binding = await bind()
      const answer = await parts.approver.ask(questionFor(action, {assessment, binding}), signal)
      signal.throwIfAborted()
      const isSame = (await bind()) === binding
      return {decision: isSame ? answer.decision : changedMeanwhile(answer.decision), asked: true}
    }
  }
}

function changedMeanwhile(decision: Decision): Decision {
  if (decision.kind === 'no' || decision.kind === 'stop') return decision
  return {kind: 'no', because: 'A script that the command runs was changed while the question was open. Try again.'}
}

function questionFor(
  action: ToolAction,
  {assessment, binding}: {readonly assessment: Assessment; readonly binding: string},
): Question {
  switch (action.kind) {
    case 'command':
      return {kind: 'command', line: action.line, cwd: action.cwd, assessment, binding}
    case 'patch':
      return {kind: 'patch', diff: action.diff, paths: action.effects.map((effect) => effect.path), assessment}
  }
}
