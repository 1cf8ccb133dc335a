import {silent} from './classify-failure.ts'
import {watchConnection} from './connection-watch.ts'
import type {ConnectionWatch} from './connection-watch.ts'
import type {Connection, OpenResponse} from './open-response.ts'
import {readResponse} from './read-response.ts'
import type {AttemptEnd} from './read-response.ts'
import type {WireRequest} from './wire.ts'

/** How long the end of the stream of a complete answer is waited for. */
const lingerMs = 100

/**
 * Sends one request and yields the deltas of its answer. Nothing of it runs on when the generator has ended,
 * however it ended. Throws only the reason of `signal`.
 */
export async function* sendRequest<Delta, Answer>(
  request: WireRequest<Delta, Answer>,
  {openResponse, connection}: {readonly openResponse: OpenResponse; readonly connection: Connection},
  signal: AbortSignal,
): AsyncGenerator<Delta, AttemptEnd<Answer>> {
  signal.throwIfAborted()
  const {secrets, idleTimeoutMs} = connection
  const watch = watchConnection(signal, idleTimeoutMs)
  try {
    const opened = await watch.wait(openResponse(request, watch.signal))
    if (opened.kind === 'fault') return opened

    const reader = opened.body.getReader()
    const readChunk = async () => (await watch.wait(reader.read())).value
    const end = yield* readResponse({readChunk, request}, {secrets, signal})
    if (end.kind === 'complete') {
      await readToEnd(reader, watch)
      return end
    }
    signal.throwIfAborted()
    return watch.isSilent() ? silence(idleTimeoutMs) : end
  } catch (error) {
    signal.throwIfAborted()
    if (watch.isSilent()) return silence(idleTimeoutMs)
    throw error
  } finally {
    watch.end()
  }
}

function silence(idleTimeoutMs: number): AttemptEnd<never> {
  return {kind: 'fault', fault: silent(`nothing arrived for ${idleTimeoutMs / 1_000} s`)}
}

/** An answer that is read to the end of its stream leaves a connection that can carry the next request. */
async function readToEnd(reader: ReadableStreamDefaultReader<Uint8Array>, watch: ConnectionWatch): Promise<void> {
  try {
    const {done} = await watch.wait(reader.read(), lingerMs)
    if (!done) await watch.wait(reader.read(), lingerMs)
  } catch {
    // The answer is complete; how its connection ends does not matter any more.
  }
}
