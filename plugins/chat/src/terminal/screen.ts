import {drawFrame, type Region} from './draw-frame.ts'
import {createFrames} from './frames.ts'
import type {Terminal} from './terminal.ts'

/**
 * A transcript that only grows, and one region below it that is drawn again. Never clears more than the region: what
 * was printed belongs to the terminal's scrollback.
 */
export interface Screen {
  /** Adds rows to the transcript. Texts are escaped already and wrapped to the width now. */
  print(rows: readonly string[]): void
  /** The region from the next frame on; called for each frame, so that it fits the window as it is then. */
  setRegion(draw: () => Region): void
  /** The region has changed. */
  refresh(): void
  /** The window has another width, or somebody else wrote to the terminal: what was drawn is not known any more. */
  forget(): void
  /** The region is gone and nothing is written until `resume`: somebody else has the terminal. */
  pause(): void
  resume(): void
  /** Writes what is left and takes the region away. The cursor stands below the transcript. */
  close(): void
}

const noRegion: Region = {rows: []}
export function createScreen(terminal: Terminal): Screen {
  let draw = () => noRegion
  let drawn: Region = noRegion
  let printed: string[] = []
  let isPaused = false
  const frames = createFrames(terminal, () => writeFrame(draw()))

  return {
    print(rows) {
      printed.push(...rows)
      frames.request()
    },
    setRegion(next) {
      draw = next
      frames.request()
    },
    refresh: frames.request,
    forget() {
      drawn = noRegion
      frames.request()
    },
    pause() {
      writeFrame(noRegion)
      isPaused = true
    },
    resume() {
      isPaused = false
      drawn = noRegion
      frames.request()
    },
    close() {
      frames.stop()
      isPaused = false
      writeFrame(noRegion)
    },
  }

  function writeFrame(region: Region): boolean {
    if (isPaused) return true
    const frame = drawFrame({drawn, region, above: printed, columns: terminal.columns()})
    printed = []
    drawn = region
    return frame === '' || terminal.write(frame)
  }
}
