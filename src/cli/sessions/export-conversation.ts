import {open} from 'node:fs/promises'
import path from 'node:path'
import {CodexError} from '@codex-host/plugin-api'
import {escapeLine} from '../../output/escape-controls.ts'
import {transcriptHtml} from '../../output/transcript/transcript-html.ts'
import {transcriptMarkdown} from '../../output/transcript/transcript-markdown.ts'
import type {Transcript} from '../../output/transcript/transcript.ts'
import type {HostContext} from '../host-context.ts'
import {requireTranscript} from './require-transcript.ts'
import {transcriptJson} from './transcript-json.ts'

export const exportFormats = ['markdown', 'json', 'html'] as const
export type ExportFormat = (typeof exportFormats)[number]

export function exportText(transcript: Transcript, format: ExportFormat): string {
  switch (format) {
    case 'markdown':
      return transcriptMarkdown(transcript)
    case 'json':
      return `${transcriptJson(transcript)}\n`
    case 'html':
      return transcriptHtml(transcript)
  }
}

/** What the ending of a file's name says; Markdown for one that says nothing. */
function formatOfFile(file: string): ExportFormat {
  const ending = path.extname(file).toLowerCase()
  if (ending === '.json') return 'json'
  return ending === '.html' || ending === '.htm' ? 'html' : 'markdown'
}

/**
 * Writes a conversation to a new file, which only its owner may read. Returns the absolute path.
 * @throws CodexError with exit code 2 for a session that is not there, or a file that is there or cannot be written.
 */
export async function exportConversation(
  context: HostContext,
  {
    name,
    file,
    format = formatOfFile(file),
    overwrite = false,
  }: {
    readonly name: string
    readonly file: string
    readonly format?: ExportFormat
    readonly overwrite?: boolean
  },
): Promise<string> {
  const transcript = await requireTranscript(context, {name, undone: 'nothing was written'})
  const target = path.resolve(context.cwd, file)
  await writeNew(target, {text: exportText(transcript, format), overwrite}).catch(refuse(target))
  return target
}

async function writeNew(
  file: string,
  {text, overwrite}: {readonly text: string; readonly overwrite: boolean},
): Promise<void> {
  const handle = await open(file, overwrite ? 'w' : 'wx', 0o600)
  try {
    await handle.writeFile(text)
  } finally {
    await handle.close()
  }
}

function refuse(file: string) {
  return (error: unknown): never => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'for an unknown reason'
    const because = code === 'EEXIST' ? 'is there already' : `cannot be written (${code})`
    throw new CodexError(`${escapeLine(file)} ${because}, so nothing was written.`, {
      code: 'EXPORT_NOT_WRITTEN',
      exitCode: 2,
      suggestions: [
        code === 'EEXIST' ? 'Name another file, or add --force.' : 'Name a file in a folder that you may write.',
      ],
      cause: error,
    })
  }
}
