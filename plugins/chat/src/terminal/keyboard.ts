import {createKeyDecoder} from './key-decoder.ts'
import type {Key} from './key.ts'
import type {Terminal} from './terminal.ts'

/** How long the rest of a key may take. Over slow lines an Esc is felt that much later. */
const escapeMs = 40

/** Hands over every key until the returned function is called. */
export function readKeys(terminal: Terminal, onKey: (key: Key) => void): () => void {
  const decoder = createKeyDecoder()
  let cancel: (() => void) | undefined
  const stopListening = terminal.listen({
    onText(text) {
      cancel?.()
      cancel = undefined
      for (const key of decoder.push(text)) onKey(key)
      if (!decoder.isWaiting()) return
      cancel = terminal.after(escapeMs, () => {
        cancel = undefined
        for (const key of decoder.flush()) onKey(key)
      })
    },
    onEnd() {},
    onResize() {},
    onDrain() {},
    onContinue() {},
  })
  return () => {
    cancel?.()
    stopListening()
  }
}
