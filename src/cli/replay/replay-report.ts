import {CodexError} from '@codex-host/plugin-api'
import {escapeControls} from '../../output/escape-controls.ts'
import {compareTexts} from '../../patch/compare-texts.ts'
import type {Divergence} from './referee.ts'

export interface ReplayReport {
  readonly session: string
  readonly steps: number
  readonly toolCalls: number
  readonly changeSets: number
  readonly divergence?: Divergence
  /** The session did not come to its own end; the replay went as far as its record. */
  readonly isCutOff: boolean
  readonly ignoredPlaces: number
  readonly notes: readonly string[]
}

const mostLines = 40

/** What is printed on stdout. */
export function formatReport(report: ReplayReport): string {
  const {divergence} = report
  if (divergence !== undefined) return escapeControls(differenceOf(divergence))
  return [`Identical${report.isCutOff ? ' up to where the session ended' : ''}: ${counts(report)}.`].join('\n')
}

/** What else there is to know, for stderr. */
export function reportNotes({ignoredPlaces, notes}: ReplayReport): readonly string[] {
  if (ignoredPlaces === 0) return notes
  return [...notes, `Not compared: ${count(ignoredPlaces, 'time')} that a program printed.`]
}

/** The report as programs read it. */
export function reportJson(report: ReplayReport, exitCode: number): Readonly<Record<string, unknown>> {
  const {divergence} = report
  return {
    version: 1,
    exit_code: exitCode,
    session: report.session,
    outcome: divergence === undefined ? 'identical' : 'diverged',
    is_cut_off: report.isCutOff,
    steps: report.steps,
    tool_calls: report.toolCalls,
    change_sets: report.changeSets,
    ignored_places: report.ignoredPlaces,
    notes: report.notes,
    divergence: divergence === undefined ? null : {...divergence, diff: differenceOf(divergence)},
  }
}

export function diverged({session, divergence}: {session: string; divergence: Divergence}): CodexError {
  const {step, what} = divergence
  const place = step === 0 ? 'before its first step' : `in step ${step}`
  return new CodexError(`The replay of ${session} left its record ${place}: ${what}. It was stopped there.`, {
    code: 'REPLAY_DIVERGED',
    exitCode: 1,
    suggestions: ['- is what was recorded, + is what happened now.'],
  })
}

function differenceOf({expected, actual}: Divergence): string {
  return compareTexts(expected, actual, mostLines)
}

function counts({steps, toolCalls, changeSets}: ReplayReport): string {
  return [count(steps, 'step'), count(toolCalls, 'tool call'), count(changeSets, 'change set')].join(', ')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
