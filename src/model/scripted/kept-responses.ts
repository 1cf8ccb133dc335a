import {z} from 'zod'

const items = z.array(z.unknown())
const asking = z.looseObject({
  input: z.union([z.string().transform((content) => [{type: 'message', role: 'user', content}]), items]),
  previous_response_id: z.string().nullish(),
  store: z.boolean().nullish(),
})
const answered = z.looseObject({id: z.string(), output: items})

export type WholeBody =
  /** The request as if it carried the whole conversation. */
  | {readonly kind: 'whole'; readonly body: unknown}
  /** It goes on from an answer that nobody knows. */
  | {readonly kind: 'unknown'; readonly id: string}

/** What a server that keeps answers, as the Responses API does, knows of them. */
export function createKeptResponses() {
  const kept = new Map<string, readonly unknown[]>()

  return {
    complete(body: unknown): WholeBody {
      const asked = asking.safeParse(body).data
      const id = asked?.previous_response_id
      if (asked === undefined || typeof id !== 'string') return {kind: 'whole', body}
      const before = kept.get(id)
      return before === undefined
        ? {kind: 'unknown', id}
        : {kind: 'whole', body: {...asked, input: [...before, ...asked.input]}}
    },
    /** `body` is the whole one. */
    keep(body: unknown, response: unknown): void {
      const asked = asking.safeParse(body).data
      const answer = answered.safeParse(response).data
      if (asked === undefined || answer === undefined || asked.store === false) return
      kept.set(answer.id, [...asked.input, ...answer.output])
    },
    forget: () => kept.clear(),
  }
}
