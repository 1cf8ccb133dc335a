export interface ToolCallDelta {
  readonly index?: number | null | undefined
  readonly id?: string | null | undefined
  readonly function?:
    | {readonly name?: string | null | undefined; readonly arguments?: string | null | undefined}
    | null
    | undefined
}

export interface JoinedCall {
  /** Undefined where the server gave none. */
  readonly id: string | undefined
  readonly name: string
  readonly argumentsText: string
}

export interface ToolCallJoin {
  add(deltas: readonly ToolCallDelta[]): void
  /** `undefined` where a call has no name. */
  joined(): readonly JoinedCall[] | undefined
}

interface OpenCall {
  index: number | undefined
  id: string | undefined
  name: string
  readonly pieces: string[]
}

/** Puts tool calls together that arrive in pieces. */
export function createToolCallJoin(): ToolCallJoin {
  const calls: OpenCall[] = []

  function callFor(delta: ToolCallDelta): OpenCall {
    const index = delta.index ?? undefined
    const id = delta.id || undefined
    const open = index === undefined ? openWithoutIndex(id) : calls.findLast((call) => call.index === index)
    // Some servers number every call 0: another id is another call.
    if (open !== undefined && (id === undefined || open.id === undefined || open.id === id)) return open
    const call: OpenCall = {index, id, name: '', pieces: []}
    calls.push(call)
    return call
  }

  /** Some servers number nothing: then only a call with an id of its own is a new one. */
  function openWithoutIndex(id: string | undefined): OpenCall | undefined {
    return id === undefined ? calls.at(-1) : calls.find((call) => call.id === id)
  }

  return {
    add(deltas) {
      for (const delta of deltas) {
        const call = callFor(delta)
        call.id ??= delta.id || undefined
        if (call.name === '') call.name = delta.function?.name ?? ''
        if (delta.function?.arguments) call.pieces.push(delta.function.arguments)
      }
    },
    joined() {
      if (calls.some((call) => call.name === '')) return undefined
      return calls
        .toSorted((left, right) => (left.index ?? 0) - (right.index ?? 0))
        .map(({id, name, pieces}) => ({id, name, argumentsText: pieces.join('')}))
    },
  }
}
