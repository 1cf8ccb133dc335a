import {parsePatch} from './parse-patch.ts'
import type {ParsedPatch} from './patch-section.ts'
import {parseUnifiedDiff} from './parse-unified-diff.ts'

/** Reads an envelope or a unified diff, whichever `text` is. */
export function readPatch(text: string): ParsedPatch {
  const start = text.trimStart()
  if (start.startsWith('*** Begin Patch') || start.startsWith('<<')) return parsePatch(text)
  if (/^(diff --git |--- \S|Index: )/m.test(text)) return parseUnifiedDiff(text)
  return {kind: 'invalid', because: 'it is neither a "*** Begin Patch" envelope nor a unified diff', line: 1}
}
