import type {Style} from './create-style.ts'
import type {Devices} from './devices.ts'
import {cutEnd, displayWidth} from './display-width.ts'
import {formatDuration} from './format-duration.ts'

/** One line at the bottom of the scrollback that says what goes on. It is off the screen while anything is written. */
export interface LiveRegion {
  /** What goes on; undefined is nothing. The time counts from the first call with the same label. */
  setLabel(label: string | undefined): void
  hide(): void
  /** Draws it again, if there is a label. The cursor must stand at the start of a line. */
  show(): void
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameMs = 120

/** `label` must be escaped text on one line. */
export function createLiveRegion(devices: Devices, style: Style): LiveRegion {
  let label: string | undefined
  let startedAt = 0
  let drawnWidth = 0
  let stopTimer: (() => void) | undefined

  return {
    setLabel(next) {
      if (next === label) return
      label = next
      startedAt = devices.now()
    },
    hide() {
      stopTimer?.()
      stopTimer = undefined
      erase()
    },
    show() {
      if (label === undefined) return
      draw()
      stopTimer ??= devices.every(frameMs, draw)
    },
  }

  function draw(): void {
    const elapsedMs = devices.now() - startedAt
    const frame = frames[Math.floor(elapsedMs / frameMs) % frames.length] ?? ''
    const seconds = Math.floor(elapsedMs / 1000)
    const time = seconds < 1 ? '' : ` · ${formatDuration(seconds * 1000)}`
    // A line as wide as the terminal would move the cursor to the next one.
    const room = Math.max(devices.columns() - 3 - displayWidth(time), 1)
    const line = `${frame} ${cutEnd(label ?? '', room)}${time}`
    erase()
    devices.stderr.write(style.dim(line))
    drawnWidth = displayWidth(line)
  }

  function erase(): void {
    if (drawnWidth === 0) return
    // In a window that became narrower the line now takes several rows.
    const rowsAbove = Math.ceil(drawnWidth / Math.max(devices.columns(), 1)) - 1
    devices.stderr.write(`\r${'\u001B[1A'.repeat(Math.max(rowsAbove, 0))}\u001B[J`)
    drawnWidth = 0
  }
}
