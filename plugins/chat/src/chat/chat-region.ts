import type {Dialog} from '../dialog/dialog.ts'
import type {Editor} from '../editor/create-editor.ts'
import {editorRows} from '../editor/editor-rows.ts'
import type {Region} from '../terminal/draw-frame.ts'
import {cutEnd} from '../text/cells.ts'
import {escapeLine, type Look} from '../text/style.ts'
import type {TurnWriter} from '../transcript/turn-writer.ts'
import type {ChatView} from './chat-ui.ts'

export interface RegionFacts {
  readonly look: Look
  /** Rows of the window. */
  readonly height: number
  readonly nowMs: number
  readonly editor: Editor
  readonly view: ChatView
  readonly turn: TurnWriter | undefined
  readonly dialog: Dialog | undefined
  /** Said for a short time, such as what a second Ctrl-C does. */
  readonly hint: string | undefined
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const mostTailRows = 8
const mostQueued = 3

/** The rows below the transcript. The window may be small: what matters least goes first. */
export function drawRegion(facts: RegionFacts): Region {
  const {height} = facts
  const room = Math.max(height - 2, 2)
  const input = inputRows(facts, Math.max(Math.floor(room / 2), 1))
  const status = room > 3 ? statusRows(facts) : []
  const activity = room > 4 ? activityRows(facts) : []
  const queued = room > 8 ? queuedRows(facts) : []
  const left = room - input.rows.length - status.length - activity.length - queued.length - 1
  const tail = facts.turn === undefined || left < 1 ? [] : facts.turn.tailRows(Math.min(left, mostTailRows))
  const above = ['', ...tail, ...(tail.length > 0 ? [''] : []), ...activity, ...queued]
  // The last resort in a tiny window: whatever is too much goes from the top.
  const rows = [...above, ...input.rows, ...status]
  const dropped = Math.max(rows.length - room, 0)
  const shown = rows.slice(dropped)
  const cursor =
    input.cursor === undefined ? undefined : {...input.cursor, row: above.length + input.cursor.row - dropped}
  return cursor === undefined || cursor.row < 0 ? {rows: shown} : {rows: shown, cursor}
}

function inputRows({dialog, editor, look}: RegionFacts, most: number): Region {
  if (dialog?.isOpen() === true) return dialog.region(look, most)
  return editorRows(editor, look, most)
}

function activityRows({turn, look, nowMs, dialog}: RegionFacts): readonly string[] {
  const doing = turn?.activity()
  if (doing === undefined) return []
  if (dialog !== undefined) return [look.style.yellow('your answer is waited for')]
  const frame = spinner[Math.floor(nowMs / 120) % spinner.length] ?? ''
  return [look.style.dim(cutEnd(`${frame} ${doing} · Esc stops`, look.columns - 1))]
}

function queuedRows({view, look}: RegionFacts): readonly string[] {
  const queued = view.queued()
  const shown = queued.slice(0, mostQueued).map((text) => `for the next turn: ${escapeLine(text, look)}`)
  const more = queued.length > mostQueued ? [`and ${queued.length - mostQueued} more`] : []
  return [...shown, ...more].map((text) => look.style.dim(cutEnd(text, look.columns - 1)))
}

function statusRows({view, look, editor, hint, dialog}: RegionFacts): readonly string[] {
  const {style, columns} = look
  const isWriting = dialog === undefined && editor.popup() === undefined
  const mentions = isWriting ? view.mentions(editor.state().draft.text) : []
  const attached =
    mentions.length === 0 ? [] : [`attaches ${mentions.map((text) => escapeLine(text, look)).join(' · ')}`]
  const how =
    view.isWorking() && isWriting && editor.state().draft.text !== ''
      ? ['Enter: to the model now · Tab: for the next turn']
      : []
  const line =
    hint ??
    view
      .statusParts()
      .map((part) => escapeLine(part, look))
      .join(' · ')
  return [...attached, ...how, line].map((text) => style.dim(cutEnd(text, columns - 1)))
}
