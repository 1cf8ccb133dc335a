import type {Question} from '../../approval/approver.ts'

/** What a question is about, without the reason why it was asked. */
export function describeQuestion(question: Question): Record<string, unknown> {
  switch (question.kind) {
    case 'command':
      return {kind: question.kind, line: question.line, cwd: question.cwd}
    case 'patch':
    case 'change-set':
      return {kind: question.kind, diff: question.diff}
    case 'network':
      return {kind: question.kind, host: question.host, port: question.port}
  }
}
