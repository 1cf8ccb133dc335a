export type Repetition = 'none' | 'nudge' | 'stop'

export const nudge =
  'This is the same call for the third time in a row, so it was not made again. Try something else, or explain what blocks you.'

/** Watches for a model that repeats itself: the third same call in a row gets a nudge, the next one ends the turn. */
export function createRepetitionWatch(): (name: string, argumentsText: string) => Repetition {
  let last = ''
  let count = 0

  return (name, argumentsText) => {
    const call = `${name}\n${argumentsText}`
    count = call === last ? count + 1 : 1
    last = call
    if (count < 3) return 'none'
    return count === 3 ? 'nudge' : 'stop'
  }
}
