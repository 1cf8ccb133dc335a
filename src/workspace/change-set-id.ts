/** Sortable by time, and short enough to type: nine characters of the time, then four of chance. */
export function createChangeSetId(now: number, random: number): string {
  return `${now.toString(36).padStart(9, '0')}${Math.floor(random * 36 ** 4)
    .toString(36)
    .padStart(4, '0')}`
}

export function isChangeSetId(text: string): boolean {
  return /^[0-9a-z]{13}$/.test(text)
}
