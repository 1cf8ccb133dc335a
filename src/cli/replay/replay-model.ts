import type {ModelClient, ModelEvent, ModelRequest} from '../../model/model-client.ts'
import {compareRequests} from './compare-requests.ts'
import type {Exchange} from './exchanges.ts'
import type {PathMap} from './path-map.ts'
import type {Referee} from './referee.ts'

export interface ReplayModelOptions {
  readonly exchanges: readonly Exchange[]
  /** The session was interrupted or killed: a request more than recorded is where it ended. */
  readonly isCutOff: boolean
  readonly referee: Referee
  readonly redact: <Value>(value: Value) => Value
  readonly paths: PathMap
}

/** A model that answers from a record, as long as it is asked what it was asked then. */
export function createReplayModel(options: ReplayModelOptions): ModelClient & {readonly remaining: () => number} {
  const {exchanges, referee, paths} = options
  let next = 0

  function check(request: ModelRequest): Exchange | undefined {
    const exchange = exchanges[next]
    next += 1
    const {input, ...frame} = options.redact(paths.toRecorded(plain(request)))
    const actual = {frame, input}
    if (exchange === undefined) {
      if (options.isCutOff) referee.endOfRecord()
      else referee.diverge({step: next, what: 'there is one request more', expected: '', actual: lastItem(input)})
      return undefined
    }
    const comparison = compareRequests(exchange, actual, exchanges[next - 2]?.input.length ?? 0)
    if (comparison.kind === 'different') {
      const {place, expected} = comparison
      referee.diverge({step: next, what: `${place} is not as it was`, expected, actual: comparison.actual})
      return undefined
    }
    referee.ignore(comparison.places)
    return exchange
  }

  return {
    async *stream(request, signal): AsyncGenerator<ModelEvent> {
      const answer = check(request)?.answer
      // Where there was no divergence, nothing came back before the session ended.
      if (answer === undefined) referee.endOfRecord()
      for (const event of answer ?? []) {
        signal.throwIfAborted()
        yield paths.toHere(event)
      }
      signal.throwIfAborted()
    },
    remaining: () => Math.max(0, exchanges.length - next),
  }
}

function plain(request: ModelRequest): ModelRequest {
  return JSON.parse(JSON.stringify(request)) as ModelRequest
}

function lastItem(input: ModelRequest['input']): string {
  return JSON.stringify(input.at(-1), undefined, 2) ?? ''
}
