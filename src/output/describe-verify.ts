import type {CommandEnd, VerifyReport} from '@codex-host/plugin-api'
import {foldOutput} from './describe-tool-call.ts'
import type {Look} from './describe-tool-call.ts'
import {escapeLine} from './escape-controls.ts'
import {formatDuration} from './format-duration.ts'
import {wrapText} from './wrap-text.ts'

/** How the checks went; their output only where they failed. */
export function describeVerify(report: VerifyReport, look: Look): string {
  const head = wrapText(`verify: ${verifySentence(report)}`, look.columns, '  ')
  if (report.passed) return look.style.green(head)
  return [look.style.red(head), ...foldOutput(report.output, look)].join('\n')
}

/** `npm test · failed · exit code 1 · 2.1 s` */
export function verifySentence(report: VerifyReport): string {
  const end = report.passed ? 'passed' : `failed · ${endWords(report.end)}`
  return `${escapeLine(report.command)} · ${end} · ${formatDuration(report.durationMs)}`
}

function endWords(end: CommandEnd): string {
  switch (end.kind) {
    case 'exited':
      return `exit code ${end.exitCode}`
    case 'signalled':
      return `ended by ${escapeLine(end.signal)}`
    case 'timed-out':
      return 'timed out'
    case 'cancelled':
      return 'cancelled'
  }
}
