import type {Decision} from '@codex-host/plugin-api'
import type {Question} from '../approval/approver.ts'
import {destinationText} from '../network/host-pattern.ts'
import {askOnTerminal} from '../output/ask-on-terminal.ts'
import type {DialogQuestion} from '../output/describe-question.ts'
import type {Terminal} from '../output/create-terminal.ts'
import type {AskTrust, TrustQuestion} from './require-trust.ts'

/** Asks the person at the terminal, in the words of the dialog. */
export function askUserOn(terminal: Terminal) {
  return (question: Question, signal: AbortSignal): Promise<Decision> =>
    askOnTerminal(dialogQuestion(question), terminal, signal)
}

/** Asks whether what a project's file would run may run, and shows the whole file. */
export function askTrustOn(terminal: Terminal): AskTrust {
  return async (question, signal) => {
    const {kind} = await askOnTerminal(trustDialog(question), terminal, signal)
    return kind === 'yes' ? 'yes' : 'no'
  }
}

function trustDialog({line, place, projectFile, trustedSha256}: TrustQuestion): DialogQuestion {
  const {file, text, sha256} = projectFile
  const because =
    trustedSha256 === undefined
      ? `${place} names it, and you have not trusted this file: SHA-256 ${sha256}`
      : `${place} names it, and the file has changed since you trusted it: SHA-256 ${trustedSha256} then, ${sha256} now`
  return {
    kind: 'trust',
    title: 'Run this command of the project outside a sandbox, to check each turn?',
    body: line,
    attachment: {title: `All of ${file}:`, body: text},
    because,
  }
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
