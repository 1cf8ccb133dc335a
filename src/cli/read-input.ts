const firstMs = 200
const mostBytes = 4_000_000

/**
 * What stands on stdin for a command in the sandbox. Short input that has ended is given as a whole, so that the command
 * can open `/dev/stdin` by name at any time; anything else flows. A terminal is not given: a command could write to it.
 */
export async function readInput(stdin: NodeJS.ReadStream): Promise<Uint8Array | AsyncIterable<Uint8Array> | undefined> {
  if (stdin.isTTY) return undefined

  const chunks = stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const head: Buffer[] = []
  const deadline = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => deadline.resolve('late'), firstMs)
  let next = chunks.next()
  try {
    for (let bytes = 0; bytes <= mostBytes;) {
      const read = await Promise.race([next, deadline.promise])
      if (read === 'late') break
      if (read.done === true) return Buffer.concat(head)
      head.push(read.value)
      bytes += read.value.byteLength
      next = chunks.next()
    }
  } finally {
    clearTimeout(timer)
  }
  return flowing(head, {first: next, rest: chunks})
}

async function* flowing(
  head: readonly Buffer[],
  {first, rest}: {readonly first: Promise<IteratorResult<Buffer>>; readonly rest: AsyncIterator<Buffer>},
): AsyncGenerator<Uint8Array> {
  yield* head
  for (let read = await first; read.done !== true; read = await rest.next()) yield read.value
}
