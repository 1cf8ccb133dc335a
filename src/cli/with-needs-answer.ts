import type {FileEffect} from '../workspace/change-set.ts'
import {landingRule} from '../workspace/landing-rules.ts'

/** Adds to a patch or change set which of its files no mode lands without an answer or a rule. */
export function withNeedsAnswer(action: {kind: 'patch' | 'change-set'; effects: readonly FileEffect[]}) {
  const paths = action.effects.map((effect) => effect.path)
  return {...action, needsAnswer: paths.filter((file) => landingRule(file).kind === 'needs-answer')}
}
