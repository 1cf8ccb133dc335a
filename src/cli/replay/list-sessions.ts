import {createSessionStore, type SessionSummary} from '../../store/session-store.ts'
import {escapeLine} from '../../output/escape-controls.ts'
import {jsonLine} from '../../output/json-line.ts'
import type {HostContext} from '../host-context.ts'
import {requireState, resultOf} from '../require-state.ts'

const shown = 20
const idLength = 8
const promptLength = 60

/**
 * Prints the latest sessions, the newest first.
 * @throws CodexError with exit code 3 when the database cannot be used.
 */
export async function listSessions(context: HostContext, {json}: {json: boolean}): Promise<void> {
  const state = await requireState(context)
  const sessions = resultOf(await createSessionStore(state).list(shown), state)

  if (json) context.stdout.write(jsonLine({version: 1, sessions: sessions.map(sessionJson)}))
  else if (sessions.length === 0) context.stderr.write('No session was recorded yet.\n')
  else context.stdout.write(table(sessions.map(sessionRow)))
}

function sessionJson({id, startedAtMs, root, model, prompt, outcome}: SessionSummary): Record<string, unknown> {
  return {id, started_at: new Date(startedAtMs).toISOString(), root, model, prompt, outcome: outcome ?? null}
}

function sessionRow({id, startedAtMs, root, outcome, prompt}: SessionSummary): readonly string[] {
  const started = new Date(startedAtMs).toISOString().slice(0, 16).replace('T', ' ')
  const cutPrompt = prompt.length > promptLength ? `${prompt.slice(0, promptLength)}…` : prompt
  return [id.slice(0, idLength), started, outcome ?? 'not ended', root, cutPrompt].map(escapeLine)
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
