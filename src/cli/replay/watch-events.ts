import type {TurnEvent} from '@codex-host/plugin-api'
import {sameButVolatile} from './normalise-volatile.ts'
import type {RecordedEnd} from './recorded-end.ts'
import type {ReplayModelOptions} from './replay-model.ts'

type WatchOptions = Omit<ReplayModelOptions, 'exchanges' | 'isCutOff'> & {readonly end: RecordedEnd}

/** Watches the events of a replay: how far it is, where its record ends, and what no request shows. */
export function watchEvents(options: WatchOptions) {
  const {referee, end} = options
  let steps = 0
  let toolCalls = 0
  let changeSets = 0
  let verified = 0
  let borders = 0

  function compareEnds(event: TurnEvent): void {
    const compare = comparison(options, steps)
    if (event.type === 'verify.end') {
      compare('the checks did not end as they did', {expected: checks(end.verified[verified]), found: checks(event)})
      verified += 1
    }
    if (event.type === 'change_set.end') {
      const {diff, status} = event.changeSet
      const recorded = end.changeSets[changeSets]?.changeSet
      changeSets += 1
      compare('the change set is not the one of then', {expected: recorded?.diff ?? '', found: diff, exactly: true})
      compare('the change set did not end as it did', {expected: recorded?.status ?? 'none', found: status})
    }
    if (event.type === 'turn.end') {
      const found = outcomes(event.result.outcomes)
      compare('the turn did not end as it did', {expected: outcomes(end.outcomes), found})
    }
  }

  return {
    see(event: TurnEvent): void {
      if (referee.signal.aborted) return
      if (event.type === 'step.start') steps = event.step
      if (isBorder(event)) borders += 1
      if (event.type === 'tool_call.start') toolCalls += 1
      const isLastVerify = event.type === 'verify.start' && verified === end.verified.length
      const begun = event.type === 'tool_call.start' ? event.callId : isLastVerify ? 'verify' : undefined
      if (begun !== undefined && end.open.has(begun)) referee.endOfRecord()
      else compareEnds(event)
    },
    step: () => steps,
    /** How many steps and checks have ended. */
    borders: () => borders,
    counts: () => ({steps, toolCalls, changeSets}),
  }
}

/** What the user says while a turn works is read behind one of these. */
export function isBorder({type}: TurnEvent): boolean {
  return type === 'step.end' || type === 'verify.end'
}

/** Diffs are compared byte for byte, all else but for elapsed times. */
function comparison({referee, redact, paths}: WatchOptions, step: number) {
  return (what: string, {expected, found, exactly}: {expected: string; found: string; exactly?: true}): void => {
    const actual = redact(paths.toRecorded(found))
    const same = exactly !== true || expected === actual ? sameButVolatile(expected, actual) : undefined
    if (same?.kind === 'same') referee.ignore(same.places)
    else referee.diverge({step, what, expected, actual})
  }
}

function checks(event: Extract<TurnEvent, {type: 'verify.end'}> | undefined): string {
  return event === undefined ? 'not run' : `${event.report.passed ? 'passed' : 'failed'}\n${event.report.output}`
}

function outcomes(names: readonly string[]): string {
  return names.length === 0 ? 'done' : names.join(', ')
}
