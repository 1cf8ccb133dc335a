export interface SignalWatch {
  /** Aborted with the name of the signal as its reason. Reading it promises to end soon after. */
  readonly signal: AbortSignal
  /** Whether anybody has read `signal`. */
  readonly isWatched: boolean
  abort(reason: 'SIGINT' | 'SIGTERM' | 'EPIPE'): void
}

/**
 * The first SIGINT or SIGTERM aborts whoever watches; a second one, or one that nobody watches for, ends the
 * process at once. Sandboxes and views die with the process.
 */
export function watchSignals(source: NodeJS.Process): SignalWatch {
  const controller = new AbortController()
  let isWatched = false

  for (const [name, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    source.on(name, () => {
      if (!isWatched || controller.signal.aborted) source.exit(exitCode)
      controller.abort(name === 'SIGHUP' ? 'SIGTERM' : name)
    })
  }
  return {
    get signal() {
      isWatched = true
      return controller.signal
    },
    get isWatched() {
      return isWatched
    },
    abort: (reason) => controller.abort(reason),
  }
}
