/** `850 ms`, `1.2 s`, `2 min 3 s`, `1 h 5 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.floor(durationMs)} ms`
  if (durationMs < 10_000) return `${Math.floor(durationMs / 100) / 10} s`

  const seconds = Math.floor(durationMs / 1000)
  if (seconds < 60) return `${seconds} s`

  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return joinUnits(`${minutes} min`, seconds % 60, 's')
  return joinUnits(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min')
}

function joinUnits(large: string, count: number, unit: string): string {
  return count === 0 ? large : `${large} ${count} ${unit}`
}
