import {constants} from 'node:fs'
import {type FileHandle, open, realpath} from 'node:fs/promises'
import path from 'node:path'
import type {FileReading, FlagValues, ProjectFiles} from '@codex-host/plugin-api'
import {isSecretPlace} from '../../sandbox/is-secret-place.ts'
import {errorCode} from '../../workspace/error-code.ts'
import {listFiles} from '../../workspace/list-files.ts'
import type {HostContext} from '../host-context.ts'
import {resolveSetup} from '../resolve-setup.ts'
import {landEdits} from './land-edits.ts'

/**
 * The files of the user for a verb that runs no commands.
 * @throws CodexError with exit code 2 or 3.
 */
export async function openProjectFiles(context: HostContext, flags: FlagValues): Promise<ProjectFiles> {
  const setup = await resolveSetup(context, flags, {readsOnly: true})
  const {root, cwd} = setup
  const codexHome = await realpath(setup.codexHome).catch(() => setup.codexHome)
  const isSecret = (place: string) => isSecretPlace(place, {root, codexHome})

  return {
    root,
    cwd,
    async listFiles(folder, {most}, signal) {
      const start = await realpath(path.resolve(cwd, folder))
      return listFiles(start, {root, most, isHidden: isSecret}, signal)
    },
    async readFile(file, {maxBytes}) {
      const place = await realpath(path.resolve(cwd, file)).catch(codeOf)
      if (!path.isAbsolute(place)) return unreadable(place)
      if (await isSecret(place)) return secretFile
      return readPlace(place, maxBytes)
    },
    land: async (edits, signal) => landEdits(edits, {context, setup, isSecret, signal}),
  }
}

const secretFile: FileReading = {
  kind: 'refused',
  code: 'SECRET_FILE',
  because: 'it is a place for secrets, which no model gets to see',
}

/** Never waits for a pipe or a device. */
async function readPlace(place: string, maxBytes: number): Promise<FileReading> {
  const handle = await open(place, constants.O_RDONLY | constants.O_NONBLOCK).catch(codeOf)
  if (typeof handle === 'string') return unreadable(handle)
  try {
    return await readHandle(handle, maxBytes)
  } catch (error) {
    return unreadable(codeOf(error))
  } finally {
    await handle.close()
  }
}

async function readHandle(handle: FileHandle, maxBytes: number): Promise<FileReading> {
  const stats = await handle.stat()
  if (stats.isDirectory()) return {kind: 'folder'}
  if (!stats.isFile()) return {kind: 'refused', code: 'NO_REGULAR_FILE', because: 'it is a pipe, a socket or a device'}
  if (stats.size > maxBytes) return tooLarge(stats.size, maxBytes)
  const bytes = new Uint8Array(await handle.readFile())
  // It may have grown since, and files below /proc have no size.
  return bytes.byteLength > maxBytes ? tooLarge(bytes.byteLength, maxBytes) : {kind: 'file', bytes}
}

function tooLarge(sizeBytes: number, maxBytes: number): FileReading {
  const because = `it has ${sizeBytes.toLocaleString('en')} bytes, and the limit is ${maxBytes.toLocaleString('en')}`
  return {kind: 'refused', code: 'FILE_TOO_LARGE', because}
}

function unreadable(code: string): FileReading {
  if (code === 'ENOENT' || code === 'ENOTDIR') return {kind: 'absent'}
  return {kind: 'refused', code: 'FILE_UNREADABLE', because: `it cannot be read (${code})`}
}

/** The code of a system error, which is no path. */
function codeOf(error: unknown): string {
  const code = errorCode(error)
  if (code === undefined) throw error
  return code
}
