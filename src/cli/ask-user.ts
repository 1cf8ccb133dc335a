import type {Decision} from '@codex-host/plugin-api'
import type {Question} from '../approval/approver.ts'
import {destinationText} from '../network/host-pattern.ts'
import {askOnTerminal} from '../output/ask-on-terminal.ts'
import type {DialogQuestion} from '../output/describe-question.ts'
import type {Terminal} from '../output/create-terminal.ts'

/** Asks the person at the terminal, in the words of the dialog. */
export function askUserOn(terminal: Terminal) {
  return (question: Question, signal: AbortSignal): Promise<Decision> =>
    askOnTerminal(dialogQuestion(question), terminal, signal)
}

function dialogQuestion(question: Question): DialogQuestion {
  const {because, rule} = question.assessment
  const reason = {because, ...(rule === undefined ? {} : {rule})}
  switch (question.kind) {
    case 'command':
      return {kind: 'command', title: `Run this command in ${question.cwd}?`, body: question.line, ...reason}
    case 'network':
      return {
        kind: 'command',
        title: 'Let commands reach this host: the next command (yes), or all of this session?',
        body: destinationText(question),
        ...reason,
      }
    case 'patch':
      return {kind: 'diff', title: 'Make this change?', body: question.diff, ...reason}
    case 'change-set':
      return {kind: 'diff', title: 'Apply this change set to the project?', body: question.diff, ...reason}
  }
}
