/** What a server says of the window it gives a model, asked while other things go on. */
export interface AskedWindow {
  /** What it has said so far. Never waits. */
  readonly tokens: () => number | undefined
  /** Waits for the answer under way. A server that had none is asked once more: now the model may be loaded. */
  readonly settle: (signal: AbortSignal) => Promise<number | undefined>
}

/** How long a server may take to say it. */
const limitMs = 2_000
/** A server that does not know it with the model loaded never will. */
const mostQuestions = 2

/** Asks at once. `ask` must end with its signal and never reject. */
export function createAskedWindow(
  ask: (signal: AbortSignal) => Promise<number | undefined>,
  start: AbortSignal,
): AskedWindow {
  let tokens: number | undefined
  let questionsLeft = mostQuestions
  let underWay = question(start)

  async function question(signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.timeout(limitMs)
    questionsLeft -= 1
    tokens = await ask(AbortSignal.any([signal, limit]))
    // Nobody waits twice for a server that is silent.
    if (limit.aborted) questionsLeft = 0
  }

  return {
    tokens: () => tokens,
    async settle(signal) {
      await underWay
      if (tokens === undefined && questionsLeft > 0) {
        underWay = question(signal)
        await underWay
      }
      return tokens
    },
  }
}
