import type {InputItem} from '../model/model-client.ts'
import {cutMiddle} from './cut-middle.ts'
import {type Entry, safeBorders} from './transcript.ts'

/** What becomes of a conversation that is too long: `pinned`, then word of what was removed, then `latest`. */
export interface CompactionPlan {
  readonly removed: readonly Entry[]
  /** Facts and instructions, the first prompt and the one of this turn, word for word. */
  readonly pinned: readonly Entry[]
  /** The newest entries, cut off at a safe border. */
  readonly latest: readonly Entry[]
}

export interface CompactionRoom {
  /** An estimate of what entries take. */
  readonly tokensOf: (entries: readonly Entry[]) => number
  /** How much the newest entries may take. */
  readonly latestTokens: number
}

/** The least that is left of a tool result. */
const leastCharacters = 400

/** Decides what stays, or gives undefined where nothing can go. The last answer of the model always stays. */
export function planCompaction(entries: readonly Entry[], room: CompactionRoom): CompactionPlan | undefined {
  const {tokensOf, latestTokens} = room
  const borders = safeBorders(entries).filter((border) => border < entries.length)
  const border = borders.find((at) => tokensOf(entries.slice(at)) <= latestTokens) ?? borders.at(-1) ?? 0
  const latest = shortenResults(entries.slice(border), room)

  const older = entries.slice(0, border)
  const pins = new Set([
    older.findLast(({kind}) => kind === 'context'),
    older.find(({kind}) => kind === 'prompt'),
    older.findLast(({kind}) => kind === 'prompt'),
  ])
  const removed = older.filter((entry) => !pins.has(entry))
  const isShorter = removed.length > 0 || latest.some((entry, index) => entry !== entries[border + index])
  return isShorter ? {removed, pinned: older.filter((entry) => pins.has(entry)), latest} : undefined
}

/** Long tool results lose their middle where all of it takes too much. */
function shortenResults(entries: readonly Entry[], {tokensOf, latestTokens}: CompactionRoom): readonly Entry[] {
  const tokens = tokensOf(entries)
  if (tokens <= latestTokens) return entries
  return entries.map((entry) => {
    const output = outputOf(entry.item)
    if (output === undefined) return entry
    const mostCharacters = Math.max(leastCharacters, Math.floor((output.length * latestTokens) / tokens))
    const cut = cutMiddle(output, mostCharacters)
    return cut === output ? entry : {...entry, item: {...entry.item, output: cut}}
  })
}

function outputOf({type, output}: InputItem): string | undefined {
  return type === 'function_call_output' && typeof output === 'string' ? output : undefined
}
