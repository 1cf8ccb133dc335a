/** What the chat needs of a terminal; `openTerminal` makes it of the streams of a process. */
export interface Terminal {
  /** The size now: it changes when the window does. */
  columns(): number
  rows(): number
  /** False where the terminal is behind: wait for `onDrain`. */
  write(text: string): boolean
  /** What was typed, decoded, until the returned function is called. */
  listen(listener: TerminalListener): () => void
  /** Keys arrive one by one and unechoed, pastes marked. Until `leave`. */
  enter(): void
  /** The terminal as it was found. */
  leave(): void
  now(): number
  /** Calls back once, unless the returned function is called before. */
  after(delayMs: number, act: () => void): () => void
}

export interface TerminalListener {
  onText(text: string): void
  /** The input is closed: nobody is there any more. */
  onEnd(): void
  onResize(): void
  onDrain(): void
  /** The process was stopped and goes on: the screen may show anything. */
  onContinue(): void
}

export const bracketedPaste = {on: '\u001B[?2004h', off: '\u001B[?2004l'} as const
export const cursor = {show: '\u001B[?25h', hide: '\u001B[?25l'} as const
