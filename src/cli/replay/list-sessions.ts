import {createSessionStore, type SessionSummary} from '../../store/session-store.ts'
import {escapeLine} from '../../output/escape-controls.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import {openUserState} from '../open-user-state.ts'
import {resultOf} from './result-of.ts'

const shown = 20
const idLength = 8
const promptLength = 60

/** Prints the latest sessions, the newest first. */
export async function listSessions(context: HostContext, {json}: {json: boolean}): Promise<void> {
  const opened = await openUserState(context, homeFolders(context).codexHome)
  const attempt =
    opened.kind === 'open'
      ? await createSessionStore(opened.state).list(shown)
      : ({kind: 'failed', fault: opened.fault} as const)
  const sessions = resultOf(attempt, opened.kind === 'open' ? opened.state.file : opened.file)

  if (json) context.stdout.write(`${JSON.stringify({version: 1, sessions: sessions.map(sessionJson)})}\n`)
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
