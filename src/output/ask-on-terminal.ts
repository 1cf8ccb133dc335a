import type {Decision} from '@codex-host/plugin-api'
import type {HeldTerminal, Terminal} from './create-terminal.ts'
import {describeChoices, describeQuestion} from './describe-question.ts'
import type {DialogQuestion} from './describe-question.ts'
import {cutStart, displayWidth} from './display-width.ts'
import {editLine} from './edit-line.ts'
import {escapeLine} from './escape-controls.ts'
import {openKeyReader} from './key-reader.ts'
import type {KeyInput, KeyReader} from './key-reader.ts'

/**
 * Shows what will happen, whole, and waits for one key. An abort, Esc and Ctrl-C stop; a terminal that went away is
 * a no. The keyboard is given back whatever happens.
 */
export async function askOnTerminal(
  question: DialogQuestion,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Decision> {
  const screen = await terminal.hold()
  try {
    if (signal.aborted) return {kind: 'stop'}

    const keys = openKeyReader(screen, signal)
    try {
      return await ask({question, terminal, screen, keys})
    } finally {
      keys.close()
    }
  } finally {
    screen.release()
  }
}

interface Dialog {
  readonly question: DialogQuestion
  readonly terminal: Terminal
  readonly screen: HeldTerminal
  readonly keys: KeyReader
}

async function ask(dialog: Dialog): Promise<Decision> {
  const {question, terminal, screen, keys} = dialog
  if (await discardTypeAhead(keys)) return {kind: 'stop'}

  screen.write(describeQuestion(question, {style: terminal.style, columns: terminal.columns()}))
  if (question.kind === 'diff') terminal.shownDiffs.add(question.body)

  for (;;) {
    screen.write(`\n${describeChoices(question, terminal)}`)
    const choice = readChoice(await keys.next(), question)
    screen.write(`${choice === 'unknown' ? 'not one of the keys' : choice}\n`)
    switch (choice) {
      case 'yes':
        return {kind: 'yes'}
      case 'yes for this session':
        return {kind: 'yes-for-session'}
      case 'no':
        return question.kind === 'trust' ? {kind: 'no', because: ''} : askWhy(dialog)
      case 'nobody there':
        return {kind: 'no', because: 'the input ended'}
      case 'stop':
        return {kind: 'stop'}
      case 'unknown':
    }
  }
}

const quietMs = 50
const longestDiscards = 40

/** Waits until nothing more arrives: what was typed before the question could be read is no answer to it. */
async function discardTypeAhead(keys: KeyReader): Promise<boolean> {
  for (let discarded = 0; discarded < longestDiscards; discarded += 1) {
    const input = await keys.nextWithin(quietMs)
    if (input?.kind === 'aborted') return true
    if (input?.kind !== 'text') return false
    if (input.text.includes('\u0003')) return true
  }
  // Something types without end, and none of it may become an answer.
  return true
}

type Choice = 'yes' | 'yes for this session' | 'no' | 'stop' | 'nobody there' | 'unknown'

const choices = new Map<string, Choice>([
  ['y', 'yes'],
  ['a', 'yes for this session'],
  ['n', 'no'],
  ['s', 'stop'],
  ['\u001B', 'stop'],
  ['\u0004', 'nobody there'],
])

/** Several keys at once are a paste or an arrow key, not an answer. */
function readChoice(input: KeyInput, {kind}: Pick<DialogQuestion, 'kind'>): Choice {
  switch (input.kind) {
    case 'aborted':
      return 'stop'
    case 'end':
      return 'nobody there'
    case 'text':
      if (input.text.includes('\u0003')) return 'stop'
      return fitting(choices.get(input.text.replace(/[\r\n]+$/, '').toLowerCase()) ?? 'unknown', kind)
  }
}

/** Trust is remembered for longer than a session. */
function fitting(choice: Choice, kind: DialogQuestion['kind']): Choice {
  return kind === 'trust' && choice === 'yes for this session' ? 'unknown' : choice
}

const whyPrompt = 'Why not (may be empty): '

async function askWhy({terminal, screen, keys}: Dialog): Promise<Decision> {
  let typed = ''
  let drawnWidth = 0
  for (;;) {
    draw()
    const input = await keys.next()
    if (input.kind === 'aborted') return end({kind: 'stop'})
    if (input.kind === 'end') return end({kind: 'no', because: typed.trim()})

    const edit = editLine(typed, input.text)
    typed = edit.text
    if (edit.kind === 'stop') return end({kind: 'stop'})
    if (edit.kind === 'done') return end({kind: 'no', because: typed.trim()})
  }

  /** Blanks over the old text instead of an erase sequence, which a dumb terminal would print. */
  function draw(): void {
    const room = Math.max(terminal.columns() - displayWidth(whyPrompt) - 2, 4)
    const line = whyPrompt + cutStart(escapeLine(typed), room)
    const width = displayWidth(line)
    const blanks = Math.max(drawnWidth - width, 0)
    screen.write(`\r${line}${' '.repeat(blanks)}${'\b'.repeat(blanks)}`)
    drawnWidth = width
  }

  function end(decision: Decision): Decision {
    draw()
    screen.write('\n')
    return decision
  }
}
