import xterm from '@xterm/headless'
import type {Terminal, TerminalListener} from '../../plugins/chat/src/terminal/terminal.ts'

/** A terminal in memory with a clock of its own: keys go in, and what a person would see comes out. */
export function virtualTerminal(size: {readonly columns: number; readonly rows: number} = {columns: 80, rows: 24}) {
  const screen = new xterm.Terminal({cols: size.columns, rows: size.rows, scrollback: 100_000, allowProposedApi: true})
  const listeners = new Set<TerminalListener>()
  let timers: {readonly atMs: number; readonly act: () => void}[] = []
  let nowMs = 0
  let written = ''
  let isEntered = false

  const terminal: Terminal = {
    columns: () => screen.cols,
    rows: () => screen.rows,
    write(text) {
      written += text
      screen.write(text)
      return true
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    enter: () => void (isEntered = true),
    leave: () => void (isEntered = false),
    now: () => nowMs,
    after(delayMs, act) {
      const timer = {atMs: nowMs + delayMs, act}
      timers.push(timer)
      return () => (timers = timers.filter((other) => other !== timer))
    },
  }

  /** Lets time pass, and what waits for it happen. */
  async function pass(ms: number): Promise<void> {
    const endMs = nowMs + ms
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      const next = timers.filter(({atMs}) => atMs <= endMs).toSorted((one, other) => one.atMs - other.atMs)[0]
      if (next === undefined) break
      timers = timers.filter((timer) => timer !== next)
      nowMs = Math.max(nowMs, next.atMs)
      next.act()
    }
    nowMs = endMs
    await new Promise<void>((resolve) => screen.write('', resolve))
  }

  return {
    terminal,
    pass,
    /** What was typed is seen, and drawn. */
    async type(text: string) {
      for (const listener of listeners) listener.onText(text)
      await pass(100)
    },
    async resize(columns: number, rows: number) {
      screen.resize(columns, rows)
      for (const listener of listeners) listener.onResize()
      await pass(100)
    },
    endInput: () => listeners.forEach((listener) => listener.onEnd()),
    /** All rows, those that have left the window too, without blanks at the end. */
    rows() {
      const {active} = screen.buffer
      const rows = Array.from(
        {length: active.length},
        (_, index) => active.getLine(index)?.translateToString(true).trimEnd() ?? '',
      )
      return rows.join('\n').trimEnd().split('\n')
    },
    cursor: () => ({
      row: screen.buffer.active.baseY + screen.buffer.active.cursorY,
      column: screen.buffer.active.cursorX,
    }),
    written: () => written,
    isEntered: () => isEntered,
  }
}
