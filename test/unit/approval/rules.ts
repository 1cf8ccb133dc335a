import type {Rule} from '../../../src/approval/rule.ts'

/** A rule from text such as `user deny shell git push*`. Its place is the file and the text. */
export function rule(text: string): Rule {
  const [from, effect, tool, ...pattern] = text.split(' ')
  return {from, effect, tool, pattern: pattern.join(' '), place: `${from}.yaml:1`} as Rule
}
