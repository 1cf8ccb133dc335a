const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

export interface BarLook {
  /** Columns of the longest bar. */
  readonly columns: number
  /** Whether the terminal shows block characters. */
  readonly hasBlocks: boolean
}

/** A bar for a share from 0 to 1. What is more than nothing is never drawn as nothing. */
export function bar(share: number, {columns, hasBlocks}: BarLook): string {
  if (!(share > 0)) return ''
  const length = Math.min(share, 1) * columns
  if (!hasBlocks) return '#'.repeat(Math.max(1, Math.round(length)))
  const steps = Math.max(1, Math.round(length * 8))
  return '█'.repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? '')
}

/** Whether block characters can be relied on: the locale is UTF-8 and the terminal draws more than letters. */
export function showsBlocks(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return /utf-?8/i.test(locale) && env['TERM'] !== 'dumb'
}
