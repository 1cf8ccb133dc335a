import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {CodexError} from '@codex-host/plugin-api'
import type {HostContext} from '../host-context.ts'
import {requireState} from '../require-state.ts'
import {conversationMarkdown} from './conversation-markdown.ts'
import {type LoadedConversation, loadConversation} from './load-conversation.ts'

/**
 * Writes a conversation to a new file, in the format of its name. Returns the absolute path.
 * @throws CodexError with exit code 2 for another format, a conversation that is not recorded, or a file that is there or
 *   cannot be written; 3 when the database cannot be used.
 */
export async function exportConversation(context: HostContext, id: string, file: string): Promise<string> {
  const place = path.resolve(context.cwd, file)
  const render = formats[path.extname(place).toLowerCase()]
  if (render === undefined) throw notExported(file, 'its name ends neither with .md nor with .json')
  const conversation = await loadConversation(await requireState(context), id)
  if (conversation === undefined) throw notExported(file, 'the session is not recorded')
  try {
    await writeFile(place, render(conversation), {flag: 'wx', mode: 0o600})
  } catch (error) {
    throw notExported(file, error instanceof Error ? error.message : String(error))
  }
  return place
}

const formats: Readonly<Record<string, (conversation: LoadedConversation) => string>> = {
  '.md': conversationMarkdown,
  '.json': ({id, root, turns}) => `${JSON.stringify({version: 1, id, root, turns}, undefined, 2)}\n`,
}

function notExported(file: string, because: string): CodexError {
  return new CodexError(`The session was not written to ${file}: ${because}.`, {
    code: 'SESSION_NOT_EXPORTED',
    exitCode: 2,
    suggestions: ['Name a new file that ends with .md or .json.'],
  })
}
