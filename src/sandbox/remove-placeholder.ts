import {readFileSync, rmdirSync, unlinkSync} from 'node:fs'
import {placeholderText} from './placeholder-text.ts'

/** Leaves what else stands there. Without waiting: some twenty of these for each command happen under a lock. */
export function removePlaceholder(place: string): void {
  const text = placeholderText(place)
  try {
    if (text === undefined) rmdirSync(place)
    else if (readFileSync(place, 'utf8') === text) unlinkSync(place)
  } catch {
    // Not empty, not ours, or gone: it stays as it is.
  }
}
