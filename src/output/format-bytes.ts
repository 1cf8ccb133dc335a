const units = ['kB', 'MB', 'GB', 'TB']

/** `850 B`, `1.2 kB`, `250 MB`: powers of a thousand. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length)
  const value = bytes / 1000 ** power
  return `${value < 10 ? Math.floor(value * 10) / 10 : Math.floor(value)} ${units[power - 1]}`
}
