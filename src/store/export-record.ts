import {TextDecoder} from 'node:util'
import type {ExportedLine, SessionRecord} from './session-record.ts'

/** A record as text, one JSON value a line: the session, what was recorded in its order, the files of the workspace. */
export function exportRecord({session, lines, entries, contents}: SessionRecord): string {
  const exported: ExportedLine[] = [
    session,
    ...lines,
    ...entries.map((entry) => ({kind: 'entry' as const, entry})),
    ...[...contents].map(([sha256, bytes]) => ({kind: 'content' as const, sha256, ...asText(bytes)})),
  ]
  return exported.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function asText(bytes: Uint8Array): {readonly text: string} | {readonly base64: string} {
  try {
    return {text: new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)}
  } catch {
    return {base64: Buffer.from(bytes).toString('base64')}
  }
}
