import {CodexError} from '@codex-host/plugin-api'
import {constants} from 'node:fs'
import {access, realpath, stat} from 'node:fs/promises'
import path from 'node:path'
import {errorCode} from './error-code.ts'
import {stampOf} from './open-inside.ts'

/**
 * The workspace of a working folder: the nearest folder upwards that holds a `.git`, else the working folder itself.
 * The home folder, and what is above it, is no workspace because of a `.git` there: many people keep their dotfiles
 * in one.
 */
export async function findRoot(
  cwd: string,
  home: string,
  {readsOnly = false}: {readonly readsOnly?: boolean} = {},
): Promise<string> {
  const start = await resolveFolder(cwd)
  const limit = await realpath(home).catch(() => path.resolve(home))
  const root = await nearestRepository(start, limit)
  if (readsOnly) return root
  try {
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new CodexError(`The workspace ${root} cannot be written, so nothing was started.`, {
      code: 'WORKSPACE_NOT_WRITABLE',
      exitCode: 2,
      suggestions: ['Choose another folder with --cwd, or change the permissions of this one.'],
      cause,
    })
  }
  return root
}

async function resolveFolder(cwd: string): Promise<string> {
  try {
    const folder = await realpath(cwd)
    if ((await stat(folder)).isDirectory()) return folder
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes(errorCode(error) ?? '')) throw error
  }
  throw new CodexError(`The working folder ${cwd} is not a folder that can be opened, so nothing was started.`, {
    code: 'WORKING_FOLDER_MISSING',
    exitCode: 2,
    suggestions: ['Choose an existing folder with --cwd.'],
  })
}

async function nearestRepository(start: string, home: string): Promise<string> {
  for (let folder = start; folder !== home && !home.startsWith(withSlash(folder)); folder = path.dirname(folder)) {
    if (await hasGit(folder)) return folder
    if (folder === path.dirname(folder)) return start
  }
  return start
}

/** A file in worktrees and submodules. A link is not trusted to be a repository. */
async function hasGit(folder: string): Promise<boolean> {
  const stamp = await stampOf(path.join(folder, '.git')).catch(() => undefined)
  return stamp?.kind === 'directory' || stamp?.kind === 'file'
}

function withSlash(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`
}
