import {assess} from '../approval/assess.ts'
import {onlyReads} from '../approval/only-reads.ts'
import type {RuntimeParts} from '../runtime/runtime-parts.ts'
import type {Setup} from './resolve-setup.ts'
import {withNeedsAnswer} from './with-needs-answer.ts'

/** How the actions of a turn are assessed under these settings. */
export function turnAssessments(
  {loaded, writable}: Pick<Setup, 'loaded' | 'writable'>,
  {isSandboxed}: {isSandboxed: boolean},
): Pick<RuntimeParts, 'assessAction' | 'assessChangeSet'> {
  const {approvalMode: mode, isolation, rules} = loaded.config
  const terms = {mode, isolation, isSandboxed, rules, ...(writable !== undefined && {writable})}
  return {
    assessAction: (action) => ({
      assessment: assess({...terms, action: action.kind === 'patch' ? withNeedsAnswer(action) : action}),
      access: action.kind === 'command' && onlyReads(action.line).kind === 'only-reads' ? 'read' : 'write',
    }),
    assessChangeSet: ({effects}) => assess({...terms, action: withNeedsAnswer({kind: 'change-set', effects})}),
  }
}
