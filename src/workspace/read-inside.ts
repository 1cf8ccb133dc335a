import {constants} from 'node:fs'
import {open, readlink} from 'node:fs/promises'
import path from 'node:path'
import {errorCode} from './error-code.ts'
import {openFolder, stampOf, type EntryStamp} from './open-inside.ts'
import {parentOf} from './parent-of.ts'
import type {ViewEntry} from './view.ts'
import type {WorkspacePath} from './workspace-path.ts'

export type InsideEntry =
  | {readonly kind: 'found'; readonly entry: ViewEntry; readonly stamp: EntryStamp | undefined}
  | {readonly kind: 'through-link'; readonly link: WorkspacePath}
  | {readonly kind: 'too-large'; readonly sizeBytes: number}

const nothing = {kind: 'found', entry: {kind: 'absent'}, stamp: undefined} as const

/** Reads one entry below `root`: never through a link, and never waiting for a pipe or a device. */
export async function readInside(root: string, inside: WorkspacePath, maxBytes = Infinity): Promise<InsideEntry> {
  const opening = await openFolder(root, parentOf(inside))
  if (opening.kind === 'through-link') return opening
  if (opening.kind !== 'folder') return nothing
  try {
    return await readEntry(opening.folder.entry(path.posix.basename(inside)), maxBytes)
  } finally {
    await opening.folder.close()
  }
}

/** `location` must come from an open folder. */
async function readEntry(location: string, maxBytes = Infinity): Promise<InsideEntry> {
  const stamp = await stampOf(location)
  switch (stamp?.kind) {
    case undefined:
      return nothing
    case 'directory':
    case 'special':
      return {kind: 'found', entry: {kind: stamp.kind}, stamp}
    case 'link':
      return readLink(location, stamp).catch(orReplaced(stamp))
    case 'file':
      return readFile(location, stamp, maxBytes).catch(orReplaced(stamp))
  }
}

/** The entry went, or became something else, since it was looked at. What it is now is like no state of before. */
function orReplaced(stamp: EntryStamp): (error: unknown) => InsideEntry {
  return (error) => {
    const wasReplaced = ['ENOENT', 'EINVAL', 'ELOOP'].includes(errorCode(error) ?? '')
    if (!wasReplaced) throw error
    return {kind: 'found', entry: {kind: 'special'}, stamp}
  }
}

async function readLink(location: string, stamp: EntryStamp): Promise<InsideEntry> {
  return {kind: 'found', entry: {kind: 'link', target: await readlink(location)}, stamp}
}

async function readFile(location: string, stamp: EntryStamp, maxBytes: number): Promise<InsideEntry> {
  // The entry may have become a pipe since it was looked at: opening one must not wait for a writer.
  const handle = await open(location, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) return {kind: 'found', entry: {kind: 'special'}, stamp}
    if (stats.size > maxBytes) return {kind: 'too-large', sizeBytes: stats.size}
    const bytes = new Uint8Array(await handle.readFile())
    return {kind: 'found', entry: {kind: 'file', bytes, mode: stats.mode & 0o777}, stamp}
  } finally {
    await handle.close()
  }
}

/** Whether the system refused to let us look, as opposed to something being broken. */
export function isUnreadable(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'ELOOP', 'ENXIO', 'EIO', 'ENODEV'].includes(errorCode(error) ?? '')
}
