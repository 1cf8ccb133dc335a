// JSON escapes only what is below U+0020; a terminal obeys more than that.
const unsafe = /[\u007F-\u009F\u2028\u2029\uFFF9-\uFFFB]|(?![\u{FE0E}\u{FE0F}])\p{Default_Ignorable_Code_Point}/gu
const needsLook = /[^\x20-\x7e\n]/

/** One value as one line of JSON that is also safe to look at. It parses to exactly the same value. */
export function jsonLine(value: unknown): string {
  return `${safeJson(JSON.stringify(value))}\n`
}

/** The same in indented lines, without a line end. */
export function jsonText(value: unknown): string {
  return safeJson(JSON.stringify(value, undefined, 2))
}

/** The same value, written so that a terminal obeys nothing in it. */
export function safeJson(json: string): string {
  return needsLook.test(json) ? json.replace(unsafe, unicodeEscapes) : json
}

function unicodeEscapes(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
