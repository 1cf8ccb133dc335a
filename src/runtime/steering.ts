/** What the user says while a turn works. */
export interface Steering {
  /** False where no turn works, so that nobody would read it. */
  say(text: string): boolean
  /** A turn works from now on, and asks for what was said. `source` is used in place of what is said. */
  open(source?: () => readonly string[]): () => readonly string[]
  /** The turn asks no more. */
  close(): void
}

export function createSteering(): Steering {
  let waiting: string[] = []
  let isOpen = false

  return {
    say(text) {
      if (isOpen) waiting.push(text)
      return isOpen
    },
    open(source) {
      waiting = []
      isOpen = source === undefined
      return source ?? (() => waiting.splice(0))
    },
    close() {
      isOpen = false
    },
  }
}
