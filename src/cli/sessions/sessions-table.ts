import {cutEnd, cutStart} from '../../output/display-width.ts'
import {escapeLine} from '../../output/escape-controls.ts'
import {formatUsd} from '../../output/format-usd.ts'
import {type Column, renderTable} from '../../output/render-table.ts'
import type {ConversationSummary} from '../../store/conversation-store.ts'

const idLetters = 8

/** A row for each session. The prompt takes what is left of the width. */
export function sessionsTable(
  sessions: readonly ConversationSummary[],
  {width, hasRoots}: {readonly width: number; readonly hasRoots: boolean},
): string {
  const promptColumns = Math.max(20, Math.min(60, width - 60))
  const prompt: Column<ConversationSummary> = {
    title: 'PROMPT',
    rank: 1,
    cell: (session) => cutEnd(escapeLine(session.prompt.trim().replace(/\s+/g, ' ')), promptColumns),
  }
  const root: Column<ConversationSummary> = {
    title: 'WORKSPACE',
    rank: 4,
    cell: (session) => cutStart(escapeLine(session.root), 40),
  }
  return renderTable(sessions, {columns: [...columns, ...(hasRoots ? [root] : []), prompt], width})
}

const columns: readonly Column<ConversationSummary>[] = [
  {title: 'SESSION', rank: 0, cell: ({id}) => id.slice(0, idLetters)},
  {title: 'LAST TURN', rank: 2, cell: ({lastTurnAtMs}) => timeText(lastTurnAtMs)},
  {title: 'TURNS', rank: 5, align: 'right', cell: ({turns}) => String(turns)},
  {title: 'OUTCOME', rank: 3, cell: ({outcome}) => escapeLine(outcome ?? 'not ended')},
  {title: 'COST', rank: 6, align: 'right', cell: costText},
  {title: 'VERB', rank: 8, cell: ({verb}) => escapeLine(verb ?? '')},
  {title: 'MODEL', rank: 7, cell: ({model}) => escapeLine(model)},
]

/** In the time zone of the user. */
export function timeText(timeMs: number): string {
  const time = new Date(timeMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`
}

function costText({costUsd, unpricedTurns}: ConversationSummary): string {
  if (costUsd === undefined) return unpricedTurns > 0 ? 'unknown' : ''
  return `${formatUsd(costUsd)}${unpricedTurns > 0 ? '+' : ''}`
}

/** As programs read it. */
export function sessionsJson(session: ConversationSummary): Record<string, unknown> {
  const {id, startedAtMs, lastTurnAtMs, root, model, verb, turns, prompt, outcome, costUsd, unpricedTurns} = session
  return {
    id,
    started_at: new Date(startedAtMs).toISOString(),
    last_turn_at: new Date(lastTurnAtMs).toISOString(),
    workspace: root,
    verb: verb ?? null,
    model,
    turns,
    prompt,
    outcome: outcome ?? null,
    cost_usd: costUsd ?? null,
    unpriced_turns: unpricedTurns,
  }
}
