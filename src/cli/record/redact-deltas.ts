import type {Redactor} from '../../store/create-redactor.ts'

interface Delta {
  readonly type: string
  readonly text?: string
}

const deltaTypes = ['text.delta', 'reasoning.delta'] as const

/**
 * Redacts streamed text as the whole that it is: a secret may lie across many pieces. Pieces that follow each other are
 * looked at together, each kind by itself.
 */
export function redactDeltas<Event extends Delta>(events: readonly Event[], redactor: Redactor): readonly Event[] {
  const redacted: Event[] = []
  let run: Event[] = []
  for (const event of events) {
    if (isDelta(event)) run.push(event)
    else {
      redacted.push(...redactRun(run, redactor), event)
      run = []
    }
  }
  return [...redacted, ...redactRun(run, redactor)]
}

export function isDelta({type}: {readonly type: string}): boolean {
  return deltaTypes.some((known) => known === type)
}

function redactRun<Event extends Delta>(run: readonly Event[], redactor: Redactor): readonly Event[] {
  const texts = new Map<Event, string>()
  for (const type of deltaTypes) {
    const ofType = run.filter((event) => event.type === type)
    const pieces = redactor.pieces(ofType.map(({text}) => text ?? ''))
    for (const [index, event] of ofType.entries()) texts.set(event, pieces[index] ?? '')
  }
  return run.map((event) => ({...event, text: texts.get(event) ?? ''})).filter(({text}) => text !== '')
}
