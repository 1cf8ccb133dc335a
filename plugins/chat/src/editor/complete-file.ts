import fuzzysort from 'fuzzysort'
import type {Completer} from './completion.ts'

export interface FileNames {
  /** Relative to the folder of the person, with `/`; undefined while they are being looked for. Asks for them. */
  names(): readonly string[] | undefined
}

const mostCandidates = 50

/** `@` and a part of a path, at the beginning of a word. */
export function completeFile(files: FileNames): Completer {
  return ({text, cursor}) => {
    const typed = /(?:^|\s)@([^\s"]*)$/.exec(text.slice(Math.max(cursor - 500, 0), cursor))?.[1]
    if (typed === undefined) return undefined
    const end = /^\S*/.exec(text.slice(cursor))?.[0].length ?? 0
    const place = {from: cursor - typed.length - 1, to: cursor + end}
    const names = files.names()
    if (names === undefined) return {...place, candidates: [], note: 'looking for files'}
    const found = rank(typed, names).map((name) => ({text: mentionOf(name)}))
    return {...place, candidates: found, ...(found.length === 0 && {note: 'no such file'})}
  }
}

/** How a path is written in a prompt: in quotes where it has blanks. */
export function mentionOf(name: string): string {
  return /[\s"]/.test(name) ? `@"${name.replaceAll('"', '')}"` : `@${name}`
}

function rank(typed: string, names: readonly string[]): readonly string[] {
  if (typed === '') return names.slice(0, mostCandidates)
  return fuzzysort.go(typed, names, {limit: mostCandidates}).map(({target}) => target)
}
