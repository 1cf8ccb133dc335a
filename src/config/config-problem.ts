import {CodexError} from '@codex-host/plugin-api'

/** Something wrong in a file, without the file. */
export interface ConfigProblem {
  readonly line?: number
  readonly text: string
  readonly suggestion?: string
}

const mostShown = 20

/** One error for all problems of one file; of very many only the first are told. */
export function configError(fileName: string, problems: readonly ConfigProblem[]): CodexError {
  const shown = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, mostShown)
  const more = problems.length - shown.length
  const lines = shown.map((problem) => sentence(fileName, problem))
  if (more > 0) lines.push(`${fileName}: ${more} more problems.`)
  const suggestions = shown.flatMap((problem) => problem.suggestion ?? [])
  return new CodexError(`${lines.join('\n')}\nThe configuration was not used, and nothing was started.`, {
    code: 'CONFIG_INVALID',
    exitCode: 3,
    suggestions: [...new Set(suggestions)],
  })
}

function sentence(fileName: string, {line, text}: ConfigProblem): string {
  return `${line === undefined ? fileName : `${fileName}:${line}`}: ${text}.`
}
