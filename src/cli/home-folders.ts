import os from 'node:os'
import path from 'node:path'
import {codexHome} from '../config/codex-home.ts'
import type {HostContext} from './host-context.ts'

export interface HomeFolders {
  readonly home: string
  readonly codexHome: string
}

/** @throws CodexError with exit code 3 when `CODEX_HOME` is not absolute. */
export function homeFolders({env}: Pick<HostContext, 'env'>): HomeFolders {
  const home = path.resolve(env['HOME'] || os.homedir())
  return {home, codexHome: codexHome({env, home})}
}
