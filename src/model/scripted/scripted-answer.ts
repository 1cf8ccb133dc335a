import type {ScriptFault} from './model-script.ts'

/** One event of a stream. */
export interface ScriptedFrame {
  /** The name of the event, on wires that have names. */
  readonly event?: string
  /** Sent as JSON; a string is sent as it is. */
  readonly data: unknown
  readonly isDelta?: boolean
}

/** The answer of one step, as its wire sends it. */
export interface ScriptedAnswer {
  /** Everything before the end. */
  readonly frames: readonly ScriptedFrame[]
  /** The end of a stream, with the fault the script asks for. */
  ending(fault: ScriptFault | undefined): readonly ScriptedFrame[]
  /** What stands in place of a frame that was damaged on its way. */
  readonly damaged: string
  /** The same answer in one piece. */
  whole(fault: ScriptFault | undefined): unknown
}

/** By code points, so that no delta ends in half a character. */
export function cutText(text: string, characters: number | undefined): string[] {
  if (text === '') return []
  if (characters === undefined) return [text]
  const points = Array.from(text)
  const deltas: string[] = []
  for (let start = 0; start < points.length; start += characters) {
    deltas.push(points.slice(start, start + characters).join(''))
  }
  return deltas
}
