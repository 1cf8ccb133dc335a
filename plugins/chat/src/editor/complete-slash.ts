import type {Completer} from './completion.ts'

export interface SlashName {
  readonly name: string
  readonly summary: string
}

/** Names of commands, while the first word is one. */
export function completeSlash(names: () => readonly SlashName[]): Completer {
  return ({text, cursor}) => {
    const typed = /^\/([\w-]*)$/.exec(text.slice(0, cursor))?.[1]
    if (typed === undefined) return undefined
    const end = /^[\w-]*/.exec(text.slice(cursor))?.[0].length ?? 0
    const candidates = names()
      .filter(({name}) => name.startsWith(typed.toLowerCase()))
      .map(({name, summary}) => ({text: `/${name}`, detail: summary}))
    return candidates.length === 0 ? undefined : {from: 0, to: cursor + end, candidates}
  }
}
