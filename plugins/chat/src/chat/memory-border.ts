/** Stands before the first message that the model still knows. */
export const memoryBorder = '── the model remembers from here on ──'
