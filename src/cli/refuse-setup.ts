import {mkdir, stat} from 'node:fs/promises'
import path from 'node:path'
import {CodexError} from '@codex-host/plugin-api'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import type {Setup} from './resolve-setup.ts'

/**
 * What must not start, although each setting is valid by itself.
 * @throws CodexError with exit code 2 or 3.
 */
export async function refuseSetup(setup: Setup): Promise<void> {
  const {root, home, loaded} = setup
  if (isAtOrBelow(root, home)) throw homeIsNoWorkspace(root)

  const isUnsandboxed = loaded.config.sandbox === false || loaded.config.sandbox === 'none'
  if (isUnsandboxed && loaded.config.isolation === 'copy') throw copyNeedsSandbox()
  if (isUnsandboxed && setup.writable !== undefined) throw writableNeedsSandbox()
  await makeHome(setup.codexHome)
}

function homeIsNoWorkspace(root: string): CodexError {
  return new CodexError(
    `The workspace would be ${root}, with the keys and histories of your home folder in it, so nothing was started.`,
    {
      code: 'HOME_IS_NO_WORKSPACE',
      exitCode: 2,
      suggestions: ['Change to the folder of a project, or name it with --cwd.'],
    },
  )
}

function copyNeedsSandbox(): CodexError {
  return new CodexError('Without a sandbox commands cannot be shown an isolated copy, so nothing was started.', {
    code: 'COPY_NEEDS_SANDBOX',
    exitCode: 2,
    suggestions: ['Add --isolation in-place to work on your files directly, or leave out --sandbox none.'],
  })
}

function writableNeedsSandbox(): CodexError {
  return new CodexError('Without a sandbox nothing keeps a command in the writable folders, so nothing was started.', {
    code: 'WRITABLE_NEEDS_SANDBOX',
    exitCode: 2,
    suggestions: ['Leave out --sandbox none, or --writable and the key `writable`.'],
  })
}

/** Folder by folder: Node's own recursive way waits for ever where a file system refuses with ENOENT. */
async function makeHome(codexHome: string): Promise<void> {
  try {
    await makeFolder(codexHome)
    await makeFolder(path.join(codexHome, 'changes'))
  } catch (cause) {
    throw new CodexError(`${codexHome} cannot be written, and change sets are kept there, so nothing was started.`, {
      code: 'CODEX_HOME_NOT_WRITABLE',
      exitCode: 3,
      suggestions: ['Mend its permissions, or set CODEX_HOME to another folder.'],
      cause,
    })
  }
}

async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isThere) return
  if (folder !== path.dirname(folder)) await makeFolder(path.dirname(folder))
  await mkdir(folder, {mode: 0o700})
}
