import {closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, writeSync} from 'node:fs'
import path from 'node:path'

/** One file for each month: `2026-11.jsonl`. */
const fileName = /^\d{4}-\d{2}\.jsonl$/

/** Oldest first, absolute. */
export function listAuditFiles(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => fileName.test(name))
    .toSorted()
    .map((name) => path.join(folder, name))
}

/** The file for a time such as `2026-11-23T10:00:00.000Z`. Never one that is older than the newest. */
export function auditFileFor(folder: string, time: string): string {
  const file = path.join(folder, `${time.slice(0, 7)}.jsonl`)
  const newest = listAuditFiles(folder).at(-1)
  return newest !== undefined && newest > file ? newest : file
}

/** Without the empty text behind the last line break. What a kill left of a line is the last one. */
export function readAuditFile(file: string): readonly string[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** Adds lines as one write. What a kill left of a line before them stays a line of its own. */
export function appendToAuditFile(file: string, lines: readonly string[]): void {
  const descriptor = openSync(file, 'a+', 0o600)
  try {
    const text = lines.map((line) => `${line}\n`).join('')
    writeSync(descriptor, endsInLineBreak(descriptor) ? text : `\n${text}`)
  } finally {
    closeSync(descriptor)
  }
}

/** Far more than one write adds. */
const tailBytes = 1_000_000

/** The last lines; the first of them may be the rest of one. */
export function readAuditTail(file: string): readonly string[] {
  const descriptor = openSync(file, 'r')
  try {
    const {size} = fstatSync(descriptor)
    const bytes = Buffer.alloc(Math.min(size, tailBytes))
    readSync(descriptor, bytes, 0, bytes.byteLength, size - bytes.byteLength)
    return bytes.toString('utf8').split('\n')
  } finally {
    closeSync(descriptor)
  }
}

function endsInLineBreak(descriptor: number): boolean {
  const {size} = fstatSync(descriptor)
  if (size === 0) return true
  const last = Buffer.alloc(1)
  readSync(descriptor, last, 0, 1, size - 1)
  return last[0] === 0x0a
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
