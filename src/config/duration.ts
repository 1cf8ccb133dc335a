const unitsMs = {ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000}

/** Reads a time such as `90s`, `30m` or `1.5h`. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text)
  if (match === null) return undefined

  const durationMs = Math.round(Number(match[1]) * unitsMs[match[2] as keyof typeof unitsMs])
  return durationMs > 0 ? durationMs : undefined
}

/** Writes a time in the largest unit that leaves no fraction. */
export function durationText(durationMs: number): string {
  const [unit, unitMs] = Object.entries(unitsMs).findLast(([, ms]) => durationMs % ms === 0) ?? ['ms', 1]
  return `${durationMs / unitMs}${unit}`
}
