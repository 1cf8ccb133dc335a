export interface MarkReader {
  /** The bytes of the command among what was written next. */
  push(chunk: Uint8Array): Uint8Array
  /** What was held back because a mark could have begun with it. */
  rest(): Uint8Array
  /** `ended` carries what the launcher said; without it the launcher was killed, or the command still runs. */
  status(): {readonly kind: 'not-started' | 'started'} | {readonly kind: 'ended'; readonly exitCode: number}
}

/** Reads the launcher's marks out of the stderr that it shares with the command. What comes before the first is the engine's. */
export function createMarkReader(mark: string): MarkReader {
  const startMark = `${mark}+\n`
  const endMark = new RegExp(`${mark}-(\\d{3})\\n`)
  let held = ''
  let isStarted = false
  let exitCode: number | undefined

  function read(text: string): string {
    const start = isStarted ? 0 : text.indexOf(startMark)
    if (start === -1) {
      held = text.slice(-startMark.length)
      return ''
    }
    let unread = isStarted ? text : text.slice(start + startMark.length)
    isStarted = true
    let passed = ''
    for (let found = endMark.exec(unread); found !== null; found = endMark.exec(unread)) {
      passed += unread.slice(0, found.index)
      unread = unread.slice(found.index + found[0].length)
      // A command may write such a mark itself. The launcher's is the last: nothing else runs any more.
      exitCode = Number(found[1])
    }
    const keep = beginningOfMark(unread, mark)
    held = unread.slice(unread.length - keep)
    return passed + unread.slice(0, unread.length - keep)
  }

  return {
    push: (chunk) => toBytes(read(held + toText(chunk))),
    rest() {
      const text = isStarted ? held : ''
      held = ''
      return toBytes(text)
    },
    status() {
      if (exitCode !== undefined) return {kind: 'ended', exitCode}
      return {kind: isStarted ? 'started' : 'not-started'}
    },
  }
}

/** How many bytes at the end could be the beginning of a mark. */
function beginningOfMark(text: string, mark: string): number {
  const pattern = `${mark}-000\n`
  for (let length = Math.min(pattern.length - 1, text.length); length > 0; length -= 1) {
    const end = text.slice(-length)
    const alike = end.replaceAll(/\d/g, (digit, at: number) => (at > mark.length ? '0' : digit))
    if (pattern.startsWith(alike)) return length
  }
  return 0
}

/** One character for one byte, whatever the command writes. */
function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function toBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}
