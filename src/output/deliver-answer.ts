import type {ErrorSummary, TurnResult} from '@codex-host/plugin-api'
import {escapeLines} from './escape-controls.ts'
import {extractCode} from './extract-code.ts'
import {wrapProse} from './prose-writer.ts'
import type {RenderContext} from './renderer.ts'

/** Writes the output file, if one was asked for. A failure becomes an error of the result. */
export async function saveAnswer(result: TurnResult, context: RenderContext): Promise<TurnResult> {
  const {outputFile} = context
  if (outputFile === undefined) return result

  try {
    await context.writeFile(outputFile, answerText(result, context))
    return result
  } catch (error) {
    return {
      ...result,
      outcomes: [...result.outcomes, 'usage'],
      errors: [...result.errors, outputNotWritten(outputFile, error)],
    }
  }
}

/** The file of `--output` could not be written. */
export function outputNotWritten(file: string, error: unknown): ErrorSummary {
  const because = error instanceof Error ? error.message : String(error)
  return {
    code: 'OUTPUT_FILE_NOT_WRITTEN',
    message: `The answer could not be written to ${file}: ${because}`,
    suggestions: ['Give a path in a folder that you may write with `--output`.'],
  }
}

/**
 * Writes the whole answer to stdout. Only code and data for a program are written as they are: prose is meant for
 * eyes, also when it comes through a pipe. Prose on a screen is wrapped.
 */
export function writeWholeAnswer(result: TurnResult, context: RenderContext): void {
  const {terminal} = context
  const isProse = !context.codeOnly && !context.answerIsData
  const text = answerText(result, context)
  const shown = isProse || terminal.answerIsOnScreen ? escapeLines(text) : text
  terminal.writeAnswer(isProse ? wrapProse(shown, terminal.answerColumns()) : shown)
}

function answerText(result: TurnResult, {codeOnly}: RenderContext): string {
  const text = codeOnly ? extractCode(result.answer) : result.answer
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
