import type {Key} from '../terminal/key.ts'
import {acceptCandidate, type Completer, type Completion} from './completion.ts'
import type {Draft} from './draft.ts'

/** What may be completed, below the draft. */
export interface Popup {
  readonly completion: Completion
  readonly selected: number
}

export interface Popups {
  at(draft: Draft): Popup | undefined
  /** The draft after a key that was meant for the popup; undefined where it was not. */
  press(key: Key, draft: Draft): Draft | undefined
  /** Another text was typed: the first candidate is marked again. */
  reset(): void
}

const steps: Readonly<Record<string, number>> = {up: -1, down: 1, 'ctrl-p': -1, 'ctrl-n': 1}

export function createPopups(completers: readonly Completer[]): Popups {
  let selected = 0
  /** The text for which it was closed. */
  let dismissed: string | undefined

  return {
    at,
    reset() {
      selected = 0
    },
    press(key, draft) {
      const popup = key.kind === 'key' ? at(draft) : undefined
      if (popup === undefined || key.kind !== 'key') return undefined
      const {completion} = popup
      const {candidates, from, to} = completion
      const step = candidates.length > 1 ? steps[key.name] : undefined
      if (step !== undefined) selected = (popup.selected + step + candidates.length) % candidates.length
      if (key.name === 'escape') dismissed = draft.text
      if (step !== undefined || key.name === 'escape') return draft

      const chosen = candidates[popup.selected]
      const isThere = chosen?.text === draft.text.slice(from, to)
      const isTaken = key.name === 'tab' || (key.name === 'enter' && !isThere)
      return chosen !== undefined && isTaken ? acceptCandidate(draft, completion, chosen) : undefined
    },
  }

  function at(draft: Draft): Popup | undefined {
    if (dismissed === draft.text) return undefined
    for (const complete of completers) {
      const completion = complete(draft)
      const last = (completion?.candidates.length ?? 0) - 1
      if (completion !== undefined) return {completion, selected: Math.min(selected, Math.max(last, 0))}
    }
    return undefined
  }
}
