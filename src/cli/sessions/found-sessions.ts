import type {Style} from '../../output/create-style.ts'
import {cutEnd} from '../../output/display-width.ts'
import {escapeLine} from '../../output/escape-controls.ts'
import type {ConversationSummary} from '../../store/conversation-store.ts'
import type {FoundText} from '../../store/search-conversations.ts'
import {sessionsJson, timeText} from './sessions-table.ts'

export interface FoundSession {
  readonly session: ConversationSummary
  readonly texts: readonly FoundText[]
}

interface FoundLook {
  readonly words: readonly string[]
  readonly style: Style
  readonly columns: number
}

/** Each session in a line, with excerpts below it. */
export function foundText(found: readonly FoundSession[], look: FoundLook): string {
  return found
    .map(({session, texts}) => {
      const {id, lastTurnAtMs, root, prompt} = session
      const head = `${id.slice(0, 8)}  ${timeText(lastTurnAtMs)}  ${root}  ${prompt.trim().replace(/\s+/g, ' ')}`
      const lines = texts.map(({kind, text}) => `    ${kind.padEnd(7)}  ${marked(excerpt(text, look.words), look)}`)
      return [look.style.bold(cutEnd(escapeLine(head), look.columns)), ...lines].join('\n')
    })
    .join('\n\n')
}

const excerptLetters = 100
const lettersBefore = 30

/** The surroundings of the first word that is in the text, on one line. */
function excerpt(text: string, words: readonly string[]): string {
  const line = text.trim().replace(/\s+/g, ' ')
  const [first] = matches(line, words)
  const from = Math.max(0, (first?.index ?? 0) - lettersBefore)
  const blank = line.indexOf(' ', from)
  // From the beginning of a word, where one begins before what was found.
  const start = from > 0 && blank !== -1 && blank < (first?.index ?? 0) ? blank + 1 : from
  const cut = line.slice(start, start + excerptLetters).toWellFormed()
  return `${start > 0 ? '…' : ''}${cut}${start + excerptLetters < line.length ? '…' : ''}`
}

/** Escaped, as wide as the screen allows, with the words emphasised. */
function marked(text: string, {words, style, columns}: FoundLook): string {
  const shown = cutEnd(escapeLine(text), columns - 13)
  let done = 0
  let painted = ''
  for (const {index, length} of matches(shown, words)) {
    if (index < done) continue
    painted += shown.slice(done, index) + style.yellow(shown.slice(index, index + length))
    done = index + length
  }
  return painted + shown.slice(done)
}

interface Match {
  readonly index: number
  readonly length: number
}

function matches(text: string, words: readonly string[]): readonly Match[] {
  return words
    .flatMap((word) => [...text.matchAll(new RegExp(literal(word), 'giu'))])
    .map(({index, 0: match}) => ({index, length: match.length}))
    .toSorted((left, right) => left.index - right.index)
}

function literal(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** As programs read it. */
export function foundJson({session, texts}: FoundSession): Record<string, unknown> {
  return {...sessionsJson(session), texts: texts.map(({sessionId, kind, text}) => ({turn_id: sessionId, kind, text}))}
}
