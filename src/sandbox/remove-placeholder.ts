import {readFile, rm, rmdir} from 'node:fs/promises'
import {placeholderText} from './placeholder-text.ts'

/** Throws where something else stands there. */
export async function removePlaceholder(place: string): Promise<void> {
  const text = placeholderText(place)
  if (text === undefined) return rmdir(place)
  if ((await readFile(place, 'utf8')) === text) await rm(place)
}
