import {createInterface} from 'node:readline'

/** The lines of an input, until the returned function is called. */
export function readLines(input: NodeJS.ReadableStream, onLine: (line: string) => void, onEnd: () => void): () => void {
  const lines = createInterface({input, terminal: false})
  lines.on('line', onLine).on('close', onEnd)
  return () => {
    lines.off('close', onEnd).close()
  }
}
