import type {Answer, Asker} from './create-asker.ts'

export interface NamedExplanation {
  readonly name: string
  readonly text: string
}

/**
 * One text of many: in one request where they fit, else group by group and then once more. Fails as the first request
 * does that fails.
 */
export async function joinTexts(
  texts: readonly NamedExplanation[],
  {instructions, tokens, asker}: {readonly instructions: string; readonly tokens: number; readonly asker: Asker},
): Promise<Answer> {
  const groups = groupByTokens(texts.map(toPrompt), tokens, asker)
  const answers = await Promise.all(
    groups.map((group) => asker.answer({instructions, prompt: group.join('\n\n'), ...answerLimit(asker)})),
  )
  const [first] = answers
  const failed = answers.find(({kind}) => kind === 'failed')
  if (failed !== undefined) return failed
  if (first === undefined || answers.length === 1) return first ?? {kind: 'answered', text: ''}

  const joined = answers.map((answer, index) => ({
    name: `Explanations, group ${index + 1} of ${answers.length}`,
    text: answer.kind === 'answered' ? answer.text : '',
  }))
  return joinTexts(joined, {instructions, tokens, asker})
}

/** Servers that only complete texts stop early unless they are told how much may be written. */
export function answerLimit({facts}: Pick<Asker, 'facts'>, tokens = 1000): {readonly maxOutputTokens?: number} {
  return facts.wire === 'completions' ? {maxOutputTokens: tokens} : {}
}

function toPrompt({name, text}: NamedExplanation): string {
  return `${JSON.stringify(name)}\n${text
    .split(/[\n\r\u2028\u2029]/)
    .map((line) => `| ${line}`)
    .join('\n')}`
}

/** A group has at least two, so that each pass leaves fewer. */
function groupByTokens(prompts: readonly string[], tokens: number, asker: Asker): readonly string[][] {
  const groups: string[][] = [[]]
  let used = 0
  for (const prompt of prompts) {
    const cost = asker.countTokens(prompt) + 2
    const group = groups.at(-1) ?? []
    if (group.length >= 2 && used + cost > tokens) {
      groups.push([prompt])
      used = cost
    } else {
      group.push(prompt)
      used += cost
    }
  }
  return groups
}
