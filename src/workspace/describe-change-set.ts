import type {FileSummary} from '@codex-host/plugin-api'
import {countLines} from '../patch/count-lines.ts'
import {renderDiff} from '../patch/render-diff.ts'
import type {ChangeSet, FileEffect} from './change-set.ts'
import {landingRule} from './landing-rules.ts'

/** A change set as people and programs read it: one line per file, and one unified diff. */
export function describeChangeSet(changeSet: ChangeSet): {files: FileSummary[]; diff: string} {
  return {files: changeSet.effects.map(summarize), diff: renderDiff(changeSet.effects)}
}

function summarize(effect: FileEffect): FileSummary {
  const rule = landingRule(effect.path)
  return {
    path: effect.path,
    kind: effect.before.kind === 'absent' ? 'add' : effect.after.kind === 'absent' ? 'delete' : 'modify',
    ...countLines(effect),
    ...('because' in rule ? {runsLater: rule.because} : {}),
  }
}
