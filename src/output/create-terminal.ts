import {createLiveRegion} from './create-live-region.ts'
import type {LiveRegion} from './create-live-region.ts'
import {createStyle, wantsColor} from './create-style.ts'
import type {Style} from './create-style.ts'
import type {Devices, Keyboard} from './devices.ts'

/**
 * The two output streams as one screen. Everything written goes through it, so that the live region, the streamed
 * answer and a dialog never write over each other. Texts must be escaped already.
 */
export interface Terminal {
  readonly style: Style
  readonly answerIsOnScreen: boolean
  /** Endless where stderr is not a terminal: the lines of a log are neither wrapped nor cut. */
  columns(): number
  /** Those of the screen that shows the answer; endless where stdout is not a terminal. */
  answerColumns(): number
  /** To stdout, as it is. */
  writeAnswer(text: string): void
  /** To stdout, after an empty line where stdout and stderr are the same screen. */
  writeAnswerBlock(text: string): void
  /** To stderr, on lines of its own. */
  writeLines(text: string): void
  /** The same, with an empty line before it. */
  writeBlock(text: string): void
  /** What goes on, in one line; undefined is nothing. Shown only where stderr is a terminal that can. */
  setStatus(label: string | undefined): void
  /** Calls back every `intervalMs` until the returned function is called. Does not keep the process alive. */
  every(intervalMs: number, callback: () => void): () => void
  /** Diffs that a dialog has shown in full. */
  readonly shownDiffs: Set<string>
  /** Waits for its turn, then keeps everybody else's writes back until `release`. */
  hold(): Promise<HeldTerminal>
}

export interface HeldTerminal {
  readonly keyboard: Keyboard
  /** To stderr, as it is. */
  write(text: string): void
  every(intervalMs: number, callback: () => void): () => void
  release(): void
}

export function createTerminal(devices: Devices, options: {readonly noColor: boolean}): Terminal {
  const {stdout, stderr, env} = devices
  const style = createStyle(wantsColor({env, isTerminal: stderr.isTerminal, noColor: options.noColor}))
  const hasRegion = stderr.isTerminal && env['TERM'] !== 'dumb'
  const region = hasRegion ? createLiveRegion(devices, style) : noRegion
  const cursor = createCursor()
  const sharesScreen = stdout.isTerminal && stderr.isTerminal
  const holds = createHolds()

  return {
    style,
    answerIsOnScreen: stdout.isTerminal,
    shownDiffs: new Set(),
    columns: () => (stderr.isTerminal ? devices.columns() : Infinity),
    answerColumns: () => (stdout.isTerminal ? devices.columns() : Infinity),
    writeAnswer: (text) => holds.whenFree(() => writeToStdout(text)),
    writeAnswerBlock: (text) => holds.whenFree(() => writeToStdout(sharesScreen ? cursor.toEmptyLine() + text : text)),
    writeLines: (text) => holds.whenFree(() => writeNote(cursor.isAtLineStart() ? '' : '\n', text)),
    writeBlock: (text) => holds.whenFree(() => writeNote(cursor.toEmptyLine(), text)),
    setStatus: (label) =>
      holds.whenFree(() => {
        region.hide()
        region.setLabel(label)
        if (cursor.isAtLineStart()) region.show()
      }),
    every: (intervalMs, callback) => devices.every(intervalMs, callback),
    async hold() {
      const release = await holds.take()
      region.hide()
      if (!cursor.isAtLineStart()) writeRaw('\n')
      return {
        keyboard: devices.keyboard,
        write: writeRaw,
        every: (intervalMs, callback) => devices.every(intervalMs, callback),
        release() {
          if (cursor.isAtLineStart()) region.show()
          release()
        },
      }
    },
  }

  function writeToStdout(text: string): void {
    region.hide()
    stdout.write(text)
    if (sharesScreen) cursor.moveOver(text)
    if (cursor.isAtLineStart()) region.show()
  }

  function writeNote(before: string, text: string): void {
    region.hide()
    writeRaw(`${before}${text}${text.endsWith('\n') ? '' : '\n'}`)
    region.show()
  }

  function writeRaw(text: string): void {
    stderr.write(text)
    cursor.moveOver(text)
  }
}

const noRegion: LiveRegion = {setLabel() {}, hide() {}, show() {}}

/** Knows only how many line ends were written last. */
function createCursor() {
  let lineEnds = 2
  return {
    isAtLineStart: () => lineEnds > 0,
    /** What to write for one empty line above; nothing at the top of the output. */
    toEmptyLine: () => '\n'.repeat(2 - lineEnds),
    moveOver(text: string) {
      const trailing = /\n*$/.exec(text)?.[0].length ?? 0
      lineEnds = Math.min(trailing === text.length ? lineEnds + trailing : trailing, 2)
    },
  }
}

/** One holder at a time; what others write meanwhile is written when the last one has gone. */
function createHolds() {
  const waiting: (() => void)[] = []
  const held: (() => void)[] = []
  let isHeld = false

  return {
    whenFree(write: () => void): void {
      if (isHeld) held.push(write)
      else write()
    },
    async take(): Promise<() => void> {
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve))
      isHeld = true
      return release
    },
  }

  function release(): void {
    const next = waiting.shift()
    if (next !== undefined) return next()
    isHeld = false
    for (const write of held.splice(0)) write()
  }
}
