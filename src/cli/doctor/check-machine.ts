import {access, constants} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type {HostContext} from '../host-context.ts'
import type {Check} from './check.ts'

/** Node, the system, and the programs that are used where they exist. */
export async function checkMachine({env}: HostContext): Promise<Check[]> {
  const [git, ripgrep] = await Promise.all([findProgram('git', env['PATH']), findProgram('rg', env['PATH'])])
  return [
    {name: 'node', status: 'ok', detail: `${process.version} (${process.execPath})`},
    checkSystem(),
    optional('git', git, 'Not required: without it a folder is just a folder.'),
    optional('ripgrep', ripgrep, 'Not required: the model searches with grep instead.'),
  ]
}

function checkSystem(): Check {
  const detail = `${os.type()} ${os.release()} ${os.arch()}`
  if (os.platform() === 'linux') return {name: 'system', status: 'ok', detail}
  const remedy = os.platform() === 'darwin' ? onMacOS : 'There are sandboxes for Linux and macOS; on Windows use WSL2.'
  return {name: 'system', status: 'warning', detail, remedy}
}

const onMacOS = 'The sandbox of macOS is tested by the text of its profiles, and was not run on a Mac by us yet.'

function optional(name: string, found: string | undefined, remedy: string): Check {
  return found === undefined
    ? {name, status: 'warning', detail: 'not found', remedy}
    : {name, status: 'ok', detail: found}
}

async function findProgram(name: string, searchPath = ''): Promise<string | undefined> {
  for (const folder of searchPath.split(':').filter((entry) => path.isAbsolute(entry))) {
    const candidate = path.join(folder, name)
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return candidate
  }
  return undefined
}
