import {formatNumber} from './format-count.ts'

/** `$12.35`, `$0.0123`: below a dollar with the digits that matter there. Never `$0.00` for what is more than nothing. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0.00'
  if (usd < 0.0001) return 'under $0.0001'
  const [whole = '0', digits = ''] = usd.toFixed(usd < 1 ? 4 : 2).split('.')
  return `$${formatNumber(Number(whole))}.${digits}`
}
