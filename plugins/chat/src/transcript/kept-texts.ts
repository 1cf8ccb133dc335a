export interface KeptText {
  readonly number: number
  readonly title: string
  readonly text: string
  readonly kind: 'text' | 'diff'
}

/** What was folded when it was printed, to be opened by its number. The oldest go first when it becomes too much. */
export interface KeptTexts {
  keep(text: Omit<KeptText, 'number'>): number
  open(number: number): KeptText | undefined
  newest(): KeptText | undefined
}

const mostCharacters = 20_000_000
const mostTexts = 500

export function createKeptTexts(): KeptTexts {
  const kept: KeptText[] = []
  let characters = 0
  let count = 0
  return {
    keep(text) {
      count += 1
      kept.push({...text, number: count})
      characters += text.text.length
      while (kept.length > 1 && (characters > mostCharacters || kept.length > mostTexts)) {
        characters -= kept.shift()?.text.length ?? 0
      }
      return count
    },
    open: (number) => kept.find((text) => text.number === number),
    newest: () => kept.at(-1),
  }
}
