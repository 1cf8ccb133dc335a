import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {inspect} from 'node:util'
import type {ErrorSummary} from '@codex-host/plugin-api'
import type {Redactor} from '../store/create-redactor.ts'

interface BugPlace {
  readonly codexHome: string
  readonly nowMs: number
  readonly redactor: Redactor
}

/** Keeps the stack of a bug for the maintainer and says where it is. Never throws: it is the last resort. */
export function reportBug(error: unknown, place: BugPlace): ErrorSummary {
  const {redactor} = place
  const given = error instanceof Error ? error.message : String(error)
  const message = redactor.text(given)
  const stack = redactor.text(error instanceof Error ? (error.stack ?? given) : given)
  const folder = path.join(place.codexHome, 'logs')
  const file = path.join(folder, `bug-${new Date(place.nowMs).toISOString().replaceAll(':', '-')}.log`)

  try {
    mkdirSync(folder, {recursive: true, mode: 0o700})
    writeFileSync(file, `${stack}\n${redactor.text(causes(error))}`, {mode: 0o600})
  } catch {
    return {code: 'BUG', message: `This is a bug in codex: ${message}\n${stack}`, suggestions: []}
  }
  return {
    code: 'BUG',
    message: `This is a bug in codex: ${message}`,
    suggestions: [`Report it with the file ${file}.`],
  }
}

function causes(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause === undefined) return ''
  return `Caused by: ${cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause)}\n${causes(cause)}`
}
