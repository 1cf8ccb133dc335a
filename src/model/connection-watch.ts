/** Guards one request: it ends when the caller aborts, or when the server is silent for too long. */
export interface ConnectionWatch {
  /** For the request; its abort destroys the connection. */
  readonly signal: AbortSignal
  /** Waits for the server. Time that our own reader takes between two waits does not count as silence. */
  wait<T>(answer: Promise<T>, limitMs?: number): Promise<T>
  /** True once a wait took too long. */
  isSilent(): boolean
  /** Ends the request where it still runs, and leaves nothing behind. */
  end(): void
}

export function watchConnection(caller: AbortSignal, idleTimeoutMs: number): ConnectionWatch {
  const controller = new AbortController()
  const onAbort = () => controller.abort(caller.reason)
  caller.addEventListener('abort', onAbort, {once: true})
  if (caller.aborted) onAbort()
  let silent = false

  return {
    signal: controller.signal,
    async wait(answer, limitMs = idleTimeoutMs) {
      const timer = setTimeout(() => {
        silent = true
        controller.abort(new Error('the server is silent'))
      }, limitMs)
      try {
        return await answer
      } finally {
        clearTimeout(timer)
      }
    },
    isSilent: () => silent,
    end() {
      caller.removeEventListener('abort', onAbort)
      controller.abort()
    },
  }
}
