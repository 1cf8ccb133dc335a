import {toJsonShape} from '../../output/to-json-shape.ts'
import type {Transcript} from '../../output/transcript/transcript.ts'

/** As programs read it: times as texts, what is not known as null or absent. */
export function transcriptJson({startedAtMs, turns, ...session}: Transcript): string {
  const shape = {
    version: 1,
    ...session,
    startedAt: new Date(startedAtMs).toISOString(),
    turns: turns.map(({startedAtMs: turnMs, outcome, ...turn}) => ({
      ...turn,
      startedAt: new Date(turnMs).toISOString(),
      outcome: outcome ?? null,
    })),
  }
  return JSON.stringify(toJsonShape(shape), undefined, 2)
}
