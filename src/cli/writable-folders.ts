import {lstat} from 'node:fs/promises'
import path from 'node:path'
import {CodexError} from '@codex-host/plugin-api'
import type {LoadedConfig} from '../config/config.ts'
import {toWorkspacePath} from '../workspace/workspace-path.ts'

/**
 * The only folders of the workspace that may be written, relative to its root (`''` for the root itself), or undefined
 * where all may. A flag counts from the working folder, configuration from the root.
 * @throws CodexError with exit code 2 for a flag, 3 for configuration, where one is no folder of the workspace.
 */
export async function writableFolders(
  {config, origins}: LoadedConfig,
  {root, cwd}: {readonly root: string; readonly cwd: string},
): Promise<readonly string[] | undefined> {
  const {writable} = config
  const origin = origins.writable
  if (writable === undefined || origin === undefined) return undefined

  const from = origin.kind === 'flag' ? cwd : root
  return Promise.all(
    writable.map(async (named) => {
      const folder = path.resolve(from, named)
      if (folder === root) return ''
      const inside = toWorkspacePath(root, folder)
      if (inside !== undefined && (await isFolder(root, inside))) return inside
      throw new CodexError(
        `${origin.place}: ${named} is no folder of the workspace ${root}, so it cannot be writable and nothing was started.`,
        {
          code: 'WRITABLE_FOLDER',
          exitCode: origin.kind === 'flag' ? 2 : 3,
          suggestions: ['Make the folder first, and name it itself: a link could lead anywhere.'],
        },
      )
    }),
  )
}

/** Each part of the path is a folder, and none a link. */
async function isFolder(root: string, inside: string): Promise<boolean> {
  let place = root
  for (const name of inside.split('/')) {
    place = path.join(place, name)
    const found = await lstat(place).catch(() => undefined)
    if (found?.isDirectory() !== true) return false
  }
  return true
}
