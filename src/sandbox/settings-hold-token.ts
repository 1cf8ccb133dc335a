import {constants} from 'node:fs'
import {open, type FileHandle} from 'node:fs/promises'
import {holdsToken} from './secret-files.ts'

const settingsBytes = 65_536
// A pipe or a device under this name must neither be waited for nor read without end.
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Whether a regular file holds a token. Anything else, links included, is not read. */
export async function settingsHoldToken(file: string): Promise<boolean> {
  const handle = await open(file, flags).catch(() => undefined)
  if (handle === undefined) return false
  try {
    return (await handle.stat()).isFile() && (await textHoldsToken(handle))
  } catch {
    return false
  } finally {
    await handle.close()
  }
}

async function textHoldsToken(handle: FileHandle): Promise<boolean> {
  const buffer = Buffer.alloc(settingsBytes + 1)
  const {bytesRead} = await handle.read(buffer, 0, buffer.byteLength, 0)
  // A file that cannot be looked through is not shown.
  return bytesRead > settingsBytes || holdsToken(buffer.toString('utf8', 0, bytesRead))
}
