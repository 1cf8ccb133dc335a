/** About as long as the word of what is missing. */
const markCharacters = 36

/** Head and tail of a text that is longer than so many characters, with word of what is missing between them. */
export function cutMiddle(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text
  const kept = mostCharacters - markCharacters
  if (kept <= 0) return text.slice(0, mostCharacters)
  const mark = `\n… ${text.length - kept} characters left out …\n`
  const head = text.slice(0, Math.ceil(kept / 2))
  const tail = text.slice(text.length - Math.floor(kept / 2))
  return `${withoutHalf(head, /[\uD800-\uDBFF]$/)}${mark}${withoutHalf(tail, /^[\uDC00-\uDFFF]/)}`
}

/** A pair of code units that was cut in two is no character any more. */
function withoutHalf(text: string, half: RegExp): string {
  return text.replace(half, '')
}
