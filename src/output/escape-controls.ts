// Printable ASCII and line ends need no look at Unicode properties; nearly all text is only that.
const needsLook = /[^\x20-\x7e\n]/

// Control characters but tab and newline; lone surrogates; line and paragraph separators; everything that is
// drawn as nothing (zero-width, bidi, fillers, tags), but not the two selectors that only pick emoji or text style.
const unsafe =
  /[^\P{Cc}\t\n]|\p{Cs}|\p{Zl}|\p{Zp}|[\u{FFF9}-\u{FFFB}]|(?![\u{FE0E}\u{FE0F}])\p{Default_Ignorable_Code_Point}/gu

const newlineOrTab = /[\n\t]/g

/**
 * Makes untrusted text safe to show: nothing in it can move the cursor, reach the clipboard, change the order of
 * letters or hide. Newlines and tabs stay. Works on any part of a stream.
 */
export function escapeControls(text: string): string {
  return needsLook.test(text) ? text.replace(unsafe, visible) : text
}

/** The same for text that must stay on one line. */
export function escapeLine(text: string): string {
  return escapeControls(text).replace(newlineOrTab, visible)
}

/** For text of which only the lines matter: a carriage return that belongs to a line end is dropped first. */
export function escapeLines(text: string): string {
  return escapeControls(text.replaceAll('\r\n', '\n'))
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  return code < 0xa0 ? `\\x${hex.padStart(2, '0')}` : `<U+${hex.toUpperCase().padStart(4, '0')}>`
}
