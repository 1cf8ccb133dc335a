/** What a chunk of the stream completed: the data of a frame, or the reason why the stream cannot be read on. */
export type Frame =
  | {readonly kind: 'data'; readonly data: string}
  | {readonly kind: 'malformed'; readonly detail: string}

export interface FrameDecoder {
  push(chunk: Uint8Array): Frame[]
  /** The last frame, which some servers do not end with a blank line. */
  end(): Frame[]
}

/** Far above any answer of a model; a server that never ends a line must not fill the memory. */
const maxFrameCharacters = 64_000_000

const knownFields: ReadonlySet<string> = new Set(['data', 'event', 'id', 'retry'])

/**
 * Cuts a stream of server-sent events into frames. Stricter than the standard, which skips what it does not
 * understand: a line that was damaged on its way must not vanish from an answer.
 */
export function createFrameDecoder(): FrameDecoder {
  const text = new TextDecoder('utf-8', {fatal: true})
  // Pieces of the line that has not ended yet: joined once, so that a long line costs no quadratic copying.
  let pieces: string[] = []
  let pending = 0
  let data: string[] = []

  function readLine(line: string): Frame | undefined {
    if (line === '') {
      if (data.length === 0) return undefined
      const frame = {kind: 'data', data: data.length === 1 ? (data[0] ?? '') : data.join('\n')} as const
      data = []
      return frame
    }
    if (line.startsWith('data:')) {
      data.push(line.slice(line[5] === ' ' ? 6 : 5))
      return undefined
    }
    const field = line.split(':', 1)[0] ?? ''
    return field === '' || knownFields.has(field) ? undefined : malformed(`unknown line ${quote(line)}`)
  }

  function readText(decoded: string): Frame[] {
    const frames: Frame[] = []
    let start = 0
    for (let end = decoded.indexOf('\n'); end !== -1; end = decoded.indexOf('\n', start)) {
      pieces.push(decoded.slice(start, end))
      const line = pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('')
      const frame = readLine(line.endsWith('\r') ? line.slice(0, -1) : line)
      if (frame !== undefined) frames.push(frame)
      pieces = []
      pending = 0
      start = end + 1
    }
    if (start < decoded.length) pieces.push(decoded.slice(start))
    pending += decoded.length - start
    if (pending > maxFrameCharacters) frames.push(malformed('a line without an end'))
    return frames
  }

  return {
    push(chunk) {
      const decoded = decode(text, chunk)
      return decoded === undefined ? [malformed('bytes that are not UTF-8')] : readText(decoded)
    },
    end: () => readText('\n\n'),
  }
}

function decode(text: InstanceType<typeof TextDecoder>, chunk: Uint8Array): string | undefined {
  try {
    return text.decode(chunk, {stream: true})
  } catch {
    return undefined
  }
}

function malformed(detail: string): Frame {
  return {kind: 'malformed', detail}
}

function quote(line: string): string {
  return JSON.stringify(line.slice(0, 60))
}
