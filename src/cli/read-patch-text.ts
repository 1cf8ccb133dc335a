import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {CodexError} from '@codex-host/plugin-api'
import type {HostContext} from './host-context.ts'

/** Reads a patch from a file, or from stdin for `-`. */
export async function readPatchText(source: string, {cwd, stdin}: HostContext): Promise<string> {
  if (source === '-') return text(stdin)
  try {
    return await readFile(path.resolve(cwd, source), 'utf8')
  } catch (cause) {
    throw new CodexError(`There is no change set and no readable file "${source}", so no file was changed.`, {
      code: 'PATCH_UNREADABLE',
      exitCode: 2,
      suggestions: ['`codex diff` shows the newest pending change set and its id.'],
      cause,
    })
  }
}
