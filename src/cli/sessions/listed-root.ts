import path from 'node:path'
import {findRoot} from '../../workspace/find-root.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'

/**
 * The workspace whose sessions a command is about; undefined for all.
 * @throws CodexError with exit code 2 for a folder that is not there.
 */
export async function listedRoot(
  context: Pick<HostContext, 'cwd' | 'env'>,
  {all, cwd}: {readonly all: boolean; readonly cwd?: string | undefined},
): Promise<string | undefined> {
  if (all) return undefined
  return findRoot(path.resolve(context.cwd, cwd ?? '.'), homeFolders(context).home, {readsOnly: true})
}
