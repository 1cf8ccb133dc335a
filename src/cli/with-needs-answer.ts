import type {FileEffect} from '../workspace/change-set.ts'
import {ruleChangeSet} from '../workspace/rule-change-set.ts'

/** Adds to a patch or change set which of its files no mode lands without an answer or a rule. */
export function withNeedsAnswer(action: {kind: 'patch' | 'change-set'; effects: readonly FileEffect[]}) {
  const ruleOf = ruleChangeSet(action.effects)
  const needing = action.effects.filter((effect) => ruleOf(effect).kind === 'needs-answer')
  return {...action, needsAnswer: needing.map(({path}) => path)}
}
