import type {FileSummary} from '@codex-host/plugin-api'
import {countLines} from '../patch/count-lines.ts'
import {renderDiff} from '../patch/render-diff.ts'
import type {ChangeSet, FileEffect} from './change-set.ts'
import type {LandingRule} from './landing-rules.ts'
import {ruleChangeSet} from './rule-change-set.ts'

/** A change set as people and programs read it: one line per file, and one unified diff. */
export function describeChangeSet(changeSet: ChangeSet): {files: FileSummary[]; diff: string} {
  const ruleOf = ruleChangeSet(changeSet.effects)
  return {
    files: changeSet.effects.map((effect) => summarize(effect, ruleOf(effect))),
    diff: renderEffects(changeSet.effects),
  }
}

export function renderEffects(effects: readonly FileEffect[]): string {
  return renderDiff(effects)
}

function summarize(effect: FileEffect, rule: LandingRule): FileSummary {
  return {
    path: effect.path,
    kind: effect.before.kind === 'absent' ? 'add' : effect.after.kind === 'absent' ? 'delete' : 'modify',
    ...countLines(effect),
    ...('because' in rule ? {runsLater: rule.because} : {}),
  }
}
