import {mkdir, open, stat} from 'node:fs/promises'
import path from 'node:path'
import {StateFaultError} from './state-fault.ts'

/**
 * Makes sure that the file is there and that only its owner may read it. SQLite gives its other files the same mode.
 * @throws errors of the file system, and a fault for what is no regular file.
 */
export async function prepareStateFile(file: string): Promise<void> {
  await mkdir(path.dirname(file), {recursive: true, mode: 0o700})
  // To open a pipe could wait for ever.
  const found = await stat(file).catch(() => undefined)
  if (found !== undefined && !found.isFile()) {
    throw new StateFaultError({kind: 'failed', because: 'is no regular file'})
  }

  const handle = await open(file, 'a', 0o600)
  try {
    const {mode} = await handle.stat()
    if ((mode & 0o077) !== 0) await handle.chmod(0o600)
  } finally {
    await handle.close()
  }
}
