import type {FillTokens} from '@codex-host/plugin-api'
import type {Surroundings} from './fill-gap.ts'
import instructions from './ask-instructions.md'

/** What a prompt says of the file beside its text. */
export interface Shown extends Surroundings {
  readonly path: string
  readonly language: string | undefined
}

export interface AskPrompt {
  readonly instructions: string
  readonly prompt: string
  /** How the cursor is written in it. */
  readonly marker: string
}

/** `variant`: which of several answers this one is to be, from 1. Only so do the requests for them differ. */
export function askPrompt(shown: Shown, variant: {readonly number: number; readonly of: number}): AskPrompt {
  const marker = markerFor(shown.prefix + shown.suffix)
  const facts = [`File: ${shown.path}`, ...(shown.language === undefined ? [] : [`Language: ${shown.language}`])]
  const wish =
    variant.of === 1
      ? []
      : [`This is answer ${variant.number} of ${variant.of}: write another good text than the others.`]
  const prompt = [
    ...facts,
    `Marker: ${marker}`,
    ...wish,
    '',
    'The text of the file:',
    '',
    `${shown.prefix}${marker}${shown.suffix}`,
  ].join('\n')
  return {instructions, prompt, marker}
}

/** One that the file does not have. */
function markerFor(text: string): string {
  for (let number = 1; ; number += 1) {
    const marker = number === 1 ? '<|cursor|>' : `<|cursor_${number}|>`
    if (!text.includes(marker)) return marker
  }
}

/**
 * Prefix and suffix as one text to go on from, so that many files travel in one request. A model whose words for it are
 * not known reads the suffix as an announcement; it fills in less exactly than with a suffix of its own.
 */
export function framedPrompt({path, prefix, suffix}: Shown, tokens: FillTokens | undefined): string {
  if (tokens !== undefined) return tokens.prefix + prefix + tokens.suffix + suffix + tokens.middle
  if (suffix.trim() === '') return prefix
  return `The file ${path} ends like this, behind a gap:\n\n${suffix}\n\nThis is the same file from its beginning up to the gap, and what fills the gap:\n\n${prefix}`
}
