import {readFile} from 'node:fs/promises'
import {CodexError, type TurnRequest} from '@codex-host/plugin-api'
import {readPipedText} from './read-piped-text.ts'

export interface PromptSources {
  /** Words of the command line; `-` means stdin. */
  readonly words: readonly string[]
  readonly files: readonly string[]
  readonly stdin: NodeJS.ReadStream
  /** Tells the user something that is no error. */
  readonly warn: (text: string) => void
}

/**
 * Puts the prompt together: files first, then words. Piped data is the prompt where there is no other, else an
 * attachment. A pipe beside a prompt may stay open and silent for ever, so it is not waited for long, unless a `-` among
 * the words asks for it.
 */
export async function readPrompt({words, files, stdin, warn}: PromptSources): Promise<TurnRequest> {
  const isStdinAsked = words.includes('-')
  const spoken = words.filter((word) => word !== '-').join(' ')
  const given = [...(await Promise.all(files.map(readPromptFile))), spoken].join('\n\n').trim()

  const mayWait = isStdinAsked || given === ''
  const piped = await readPipedText(stdin, mayWait ? {} : {mustComeWithinMs: 2000})
  if (piped === 'silent') {
    warn('Standard input is open but silent, so nothing of it was attached. Add - to wait for it.')
  }

  const text = typeof piped === 'string' ? '' : piped.text
  if (given === '' && text.trim() === '') throw emptyPrompt()
  if (given === '') return {prompt: text.trim()}
  return text.trim() === '' ? {prompt: given} : {prompt: given, attachments: [{name: 'stdin', text}]}
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
