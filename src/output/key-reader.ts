import type {HeldTerminal} from './create-terminal.ts'

export type KeyInput =
  | {readonly kind: 'text'; readonly text: string}
  /** The terminal is gone. */
  | {readonly kind: 'end'}
  | {readonly kind: 'aborted'}

export interface KeyReader {
  next(): Promise<KeyInput>
  /** Undefined when nothing came in that time. */
  nextWithin(timeoutMs: number): Promise<KeyInput | undefined>
  /** Gives the keyboard back as it was. */
  close(): void
}

/** Reads single keys until closed. After `end` or an abort it answers so for ever. */
export function openKeyReader(screen: Pick<HeldTerminal, 'keyboard' | 'every'>, signal: AbortSignal): KeyReader {
  const texts: string[] = []
  let last: KeyInput | undefined = signal.aborted ? {kind: 'aborted'} : undefined
  let wake: (() => void) | undefined

  screen.keyboard.setRaw(true)
  const stopListening = screen.keyboard.listen({
    onText(text) {
      texts.push(text)
      wake?.()
    },
    onEnd: () => finish({kind: 'end'}),
  })
  const onAbort = () => finish({kind: 'aborted'})
  signal.addEventListener('abort', onAbort)

  return {
    async next() {
      for (;;) {
        const input = take()
        if (input !== undefined) return input
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    async nextWithin(timeoutMs) {
      const waiting = take()
      if (waiting !== undefined) return waiting

      let stop: (() => void) | undefined
      await new Promise<void>((resolve) => {
        wake = resolve
        stop = screen.every(timeoutMs, resolve)
      })
      stop?.()
      return take()
    },
    close() {
      signal.removeEventListener('abort', onAbort)
      stopListening()
      screen.keyboard.setRaw(false)
    },
  }

  function take(): KeyInput | undefined {
    if (last?.kind === 'aborted') return last
    const text = texts.shift()
    return text === undefined ? last : {kind: 'text', text}
  }

  function finish(input: KeyInput): void {
    if (last?.kind !== 'aborted') last = input
    wake?.()
  }
}
