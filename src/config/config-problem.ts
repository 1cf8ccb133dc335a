import {CodexError} from '@codex-host/plugin-api'

/** Something wrong in a file, without the file. */
export interface ConfigProblem {
  readonly line?: number
  readonly text: string
  readonly suggestion?: string
}

/** One error for all problems of one file. */
export function configError(fileName: string, problems: readonly ConfigProblem[]): CodexError {
  const lines = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)).map((problem) => sentence(fileName, problem))
  const suggestions = problems.flatMap((problem) => problem.suggestion ?? [])
  return new CodexError(`${lines.join('\n')}\nThe configuration was not used, and nothing was started.`, {
    code: 'CONFIG_INVALID',
    exitCode: 3,
    suggestions: [...new Set(suggestions)],
  })
}

function sentence(fileName: string, {line, text}: ConfigProblem): string {
  return `${line === undefined ? fileName : `${fileName}:${line}`}: ${text}.`
}
