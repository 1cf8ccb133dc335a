/** Formats a number of seconds for people: `90` is `1m 30s`. */
export function formatDuration(seconds) {
  const minutes = Math.floor(seconds / 60)
  return `${minutes}m ${seconds % 60}s`
}
