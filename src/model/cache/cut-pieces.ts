/** A text in pieces such as a server streams them, never cut inside a character. */
export function cutPieces(text: string): readonly string[] {
  return text.match(/[^]{1,60}/gu) ?? []
}
