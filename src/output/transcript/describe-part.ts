import {formatCount} from '../format-count.ts'
import {formatDuration} from '../format-duration.ts'
import {formatUsd} from '../format-usd.ts'
import type {TranscriptCall, TranscriptChanges, TranscriptTurn} from './transcript.ts'

/** Words about parts that every form of a transcript shares. Nothing in them is escaped yet. */

export function callEnd({status, decision, durationMs}: TranscriptCall): string {
  const asked = decision === undefined ? [] : [`asked: ${decision}`]
  const took = durationMs === undefined ? [] : [formatDuration(durationMs)]
  return [callStatus[status], ...asked, ...took].join(', ')
}

const callStatus: Readonly<Record<TranscriptCall['status'], string>> = {
  ok: 'done',
  failed: 'failed',
  denied: 'denied',
  unknown: 'its result is not known',
}

export function changesEnd({status, because, decision}: TranscriptChanges): string {
  const asked = decision === undefined ? [] : [`asked: ${decision}`]
  return [changesStatus[status], ...asked, ...(because === undefined ? [] : [because])].join(', ')
}

const changesStatus: Readonly<Record<TranscriptChanges['status'], string>> = {
  landed: 'applied',
  pending: 'pending',
  conflict: 'not applied, because files had changed meanwhile',
  unknown: 'what became of it is not known',
}

export function checksEnd(passed: boolean | undefined): string {
  if (passed === undefined) return 'their end is not known'
  return passed ? 'passed' : 'failed'
}

export function turnEnd({outcome, usage, costUsd, durationMs}: TranscriptTurn): string {
  const tokens =
    usage === undefined
      ? []
      : [`${formatCount(usage.inputTokens, 'token')} in, ${formatCount(usage.outputTokens, 'token')} out`]
  return [
    outcome ?? 'not ended',
    ...tokens,
    ...(costUsd === undefined ? [] : [formatUsd(costUsd)]),
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
  ].join(' · ')
}

export function checksTitle(command: string): string {
  return `Checks: ${command}`
}

/** Of a call: the command, or the files of a patch. */
export function callTitle({tool, title}: TranscriptCall): string {
  return tool === 'shell' ? `$ ${title}` : `${tool}: ${title}`
}

/** `2026-11-23 10:00 UTC`: the same wherever it is read. */
export function timeInUtc(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
