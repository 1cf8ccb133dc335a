/** The text up to the first place where one of the ends stands. */
export function cutAtFirst(text: string, ends: readonly string[]): string {
  const places = ends.map((end) => text.indexOf(end)).filter((place) => place !== -1)
  return text.slice(0, Math.min(text.length, ...places))
}
