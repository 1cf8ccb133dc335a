import type {Region} from '../terminal/draw-frame.ts'
import {cellWidth, cutEnd} from '../text/cells.ts'
import {escapeLine, type Look} from '../text/style.ts'
import type {Editor} from './create-editor.ts'
import type {Popup} from './popups.ts'
import {cursorPlace, type DraftLook, type DraftRow, layoutDraft} from './layout-draft.ts'

const promptMark = '> '
const mostCandidates = 6

/** How characters of the draft are shown: folds as their labels, what is invisible as escapes. */
export function draftLook(editor: Editor, {columns, escape}: Pick<Look, 'columns' | 'escape'>): DraftLook {
  const show = (grapheme: string) => {
    if (grapheme === '\t') return '    '
    return editor.folds.labelOf(grapheme) ?? escape(grapheme)
  }
  return {columns: Math.max(columns - promptMark.length - 1, 4), show}
}

/** The editor in at most `most` rows, with what may be completed below it. */
export function editorRows(editor: Editor, look: Look, most: number): Required<Region> {
  const search = editor.search()
  const popup = popupRows(editor.popup(), look).slice(0, Math.max(most - 1, 0))
  if (search !== undefined) return searchRows(search.query, foundText(editor), look)

  const {draft} = editor.state()
  const draftStyle = draftLook(editor, look)
  const rows = layoutDraft(draft.text, draftStyle)
  const place = cursorPlace(draft, rows, draftStyle)
  const shown = windowAround(rows, place.row, Math.max(most - popup.length, 1))
  const texts = shown.rows.map(({text}, index) => mark(shown.first + index, rows.length, look) + text)
  return {
    rows: [...texts, ...popup],
    cursor: {row: place.row - shown.first, column: promptMark.length + place.column},
  }

  function mark(index: number, count: number, {style}: Look): string {
    if (index === 0) return style.bold(promptMark)
    const isCut =
      (index === shown.first && index > 0) || (index === shown.first + shown.rows.length - 1 && index < count - 1)
    return isCut ? style.dim('⋮ ') : '  '
  }
}

function windowAround(
  rows: readonly DraftRow[],
  row: number,
  most: number,
): {first: number; rows: readonly DraftRow[]} {
  const first = Math.max(Math.min(row - Math.floor(most / 2), rows.length - most), 0)
  return {first, rows: rows.slice(first, first + most)}
}

function foundText(editor: Editor): string {
  const search = editor.search()
  return search?.index === undefined ? '' : (editor.found(search.index) ?? '')
}

function searchRows(query: string, found: string, look: Look): Required<Region> {
  const label = `search: ${escapeLine(query, look)}`
  const shown = cutEnd(label, look.columns - 1)
  return {
    rows: [shown, look.style.dim(cutEnd(`  ${escapeLine(found, look) || 'nothing found'}`, look.columns - 1))],
    cursor: {row: 0, column: Math.min(cellWidth(shown), look.columns - 2)},
  }
}

function popupRows(popup: Popup | undefined, look: Look): readonly string[] {
  if (popup === undefined) return []
  const {candidates, note} = popup.completion
  if (candidates.length === 0) return note === undefined ? [] : [look.style.dim(`  ${note}`)]
  const first = Math.max(Math.min(popup.selected - mostCandidates + 1, candidates.length - mostCandidates), 0)
  const shown = candidates.slice(first, first + mostCandidates)
  const width = Math.max(...shown.map(({text}) => cellWidth(text)))
  const rows = shown.map(({text, detail = ''}, index) => {
    const isSelected = first + index === popup.selected
    const words = `${isSelected ? '→' : ' '} ${escapeLine(text, look).padEnd(width)}  ${escapeLine(detail, look)}`
    const row = cutEnd(words.trimEnd(), look.columns - 1)
    return isSelected ? look.style.bold(row) : look.style.dim(row)
  })
  const hidden = candidates.length - shown.length
  return hidden > 0 ? [...rows, look.style.dim(`  ${hidden} more`)] : rows
}
