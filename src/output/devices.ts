/** What the terminal code needs of the outside; the command line gives the real ones. */
export interface Devices {
  readonly keyboard: Keyboard
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** The width now: it changes when the window does. */
  columns(): number
  now(): number
  /** Calls back every `intervalMs` until the returned function is called. Does not keep the process alive. */
  every(intervalMs: number, callback: () => void): () => void
}

export interface OutputStream {
  readonly isTerminal: boolean
  /** Must not throw: a reader that went away is somebody else's business. */
  write(text: string): void
}

export interface Keyboard {
  readonly isTerminal: boolean
  /** Raw: keys arrive one by one, unechoed, and Ctrl-C is a key. */
  setRaw(isRaw: boolean): void
  /** Until the returned function is called. What was typed before is delivered too. */
  listen(listener: KeyboardListener): () => void
}

export interface KeyboardListener {
  onText(text: string): void
  onEnd(): void
}
