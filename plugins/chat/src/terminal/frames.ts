import type {Terminal} from './terminal.ts'

const shortestFrameMs = 33

export interface Frames {
  /** Something is to be drawn. */
  readonly request: () => void
  stop(): void
}

/**
 * At most 30 frames a second, and none while the terminal is behind: what comes meanwhile is drawn as one. A terminal
 * that takes long for a frame gets as long a rest. `draw` returns false where the terminal did not take all of it.
 */
export function createFrames(terminal: Terminal, draw: () => boolean): Frames {
  let isWanted = false
  let isBehind = false
  let isStopped = false
  let restUntilMs = 0
  let cancel: (() => void) | undefined
  const stopListening = terminal.listen({
    onText() {},
    onEnd() {},
    onResize() {},
    onContinue() {},
    onDrain() {
      isBehind = false
      if (isWanted) schedule()
    },
  })

  return {
    request() {
      // What comes late, such as the end of a turn that was left, must not draw over the shell's prompt.
      if (isStopped) return
      isWanted = true
      if (!isBehind) schedule()
    },
    stop() {
      isStopped = true
      cancel?.()
      cancel = undefined
      isWanted = false
      stopListening()
    },
  }

  function schedule(): void {
    cancel ??= terminal.after(Math.max(restUntilMs - terminal.now(), 0), () => {
      cancel = undefined
      isWanted = false
      const startedAtMs = terminal.now()
      isBehind = !draw()
      const endedAtMs = terminal.now()
      restUntilMs = endedAtMs + Math.max(endedAtMs - startedAtMs, shortestFrameMs)
    })
  }
}
