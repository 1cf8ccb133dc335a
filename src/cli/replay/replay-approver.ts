import type {Decision} from '@codex-host/plugin-api'
import type {Approver} from '../../approval/approver.ts'
import type {SessionRecord} from '../../store/session-record.ts'
import {describeQuestion} from '../record/describe-question.ts'
import type {ReplayModelOptions} from './replay-model.ts'

type ReplayApproverOptions = Omit<ReplayModelOptions, 'exchanges'> & {
  readonly lines: SessionRecord['lines']
  /** The step that is running. */
  readonly step: () => number
}

/** Gives the decisions of a record, as long as the questions are those of then. */
export function createReplayApprover(options: ReplayApproverOptions): Approver {
  const {referee, paths} = options
  const questions = options.lines.filter((line) => line.kind === 'question')
  let next = 0

  return {
    async ask(question) {
      const recorded = questions[next]
      next += 1
      const actual = show(options.redact(paths.toRecorded(describeQuestion(question))))
      if (recorded === undefined && options.isCutOff) {
        referee.endOfRecord()
        return stopped
      }
      const expected = recorded === undefined ? '' : show(recorded.question)
      if (recorded !== undefined && expected === actual) return {decision: recorded.decision, by: 'user'}

      const what = recorded === undefined ? 'there is one question more' : 'the question is not the one of then'
      referee.diverge({step: options.step(), what, expected, actual})
      return stopped
    },
  }
}

const stopped = {decision: {kind: 'stop'} satisfies Decision, by: 'nobody'} as const

function show(question: Readonly<Record<string, unknown>>): string {
  const {kind, line, cwd, diff, host} = question
  if (kind === 'network') return `network\n${String(host)}`
  return kind === 'command' ? `command in ${String(cwd)}\n${String(line)}` : `${String(kind)}\n${String(diff)}`
}
