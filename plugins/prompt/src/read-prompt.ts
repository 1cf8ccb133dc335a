import {readFile} from 'node:fs/promises'
import {CodexError, type TurnRequest} from '@codex-host/plugin-api'
import {readPipedText} from './read-piped-text.ts'

export interface PromptSources {
  /** Words of the command line; a single `-` means stdin. */
  readonly words: readonly string[]
  readonly files: readonly string[]
  readonly stdin: NodeJS.ReadStream
}

/** Puts the prompt together: files first, then words. Piped data is the prompt where there is no other, else an attachment. */
export async function readPrompt({words, files, stdin}: PromptSources): Promise<TurnRequest> {
  const texts = await Promise.all(files.map(readPromptFile))
  const isStdinAsked = words.length === 1 && words[0] === '-'
  if (!isStdinAsked && words.length > 0) texts.push(words.join(' '))

  const given = texts.join('\n\n').trim()
  if (given !== '' && !isStdinAsked) {
    const piped = await readPipedText(stdin, {mustComeWithinMs: 1000})
    return piped.trim() === '' ? {prompt: given} : {prompt: given, attachments: [{name: 'stdin', text: piped}]}
  }

  const piped = stdin.isTTY && !isStdinAsked ? '' : await readPipedText(stdin, {})
  const prompt = [given, piped.trim()].filter((text) => text !== '').join('\n\n')
  if (prompt === '') throw emptyPrompt()
  return {prompt}
}

async function readPromptFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new CodexError(`The prompt file ${file} could not be read, so nothing was sent.`, {
      code: 'PROMPT_FILE_UNREADABLE',
      exitCode: 2,
      suggestions: ['Check the path given with -f.'],
      cause,
    })
  }
}

function emptyPrompt(): CodexError {
  return new CodexError('The prompt is empty, so nothing was sent.', {
    code: 'EMPTY_PROMPT',
    exitCode: 2,
    suggestions: ['codex prompt "Find out why the tests fail and mend it"', 'codex prompt -f task.md'],
  })
}
