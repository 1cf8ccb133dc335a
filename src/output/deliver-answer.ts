import type {TurnResult} from '@codex-host/plugin-api'
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
    const because = error instanceof Error ? error.message : String(error)
    return {
      ...result,
      outcomes: [...result.outcomes, 'usage'],
      errors: [
        ...result.errors,
        {
          code: 'OUTPUT_FILE_NOT_WRITTEN',
          message: `The answer could not be written to ${outputFile}: ${because}`,
          suggestions: ['Give a path in a folder that you may write with `--output`.'],
        },
      ],
    }
  }
}

/**
 * Writes the whole answer to stdout. Only code for a program is written as it is: prose is meant for eyes, also
 * when it comes through a pipe. Prose on a screen is wrapped.
 */
export function writeWholeAnswer(result: TurnResult, context: RenderContext): void {
  const {terminal, codeOnly} = context
  const text = answerText(result, context)
  const isForProgram = codeOnly && !terminal.answerIsOnScreen
  const shown = isForProgram ? text : escapeLines(text)
  terminal.writeAnswer(codeOnly ? shown : wrapProse(shown, terminal.answerColumns()))
}

function answerText(result: TurnResult, {codeOnly}: RenderContext): string {
  const text = codeOnly ? extractCode(result.answer) : result.answer
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
