import {lstat, readFile} from 'node:fs/promises'
import {geteuid} from 'node:process'
import type {Owner} from './foreign-owner.ts'

/** CAP_SETGID, CAP_SETUID and CAP_SETFCAP: without them nobody else's ids can be mapped. */
const neededCapabilities = [6n, 7n, 31n]

/**
 * Whose rights commands on the files of `folder` get where codex runs as real root: those of its owner, as root's own rights
 * over the files of others are never given to a command. Nobody's where the folder is root's own, or where root is not
 * allowed to act as somebody else.
 */
export async function ownerToActAs(folder: string): Promise<Owner | undefined> {
  if (geteuid?.() !== 0) return undefined
  const stats = await lstat(folder).catch(() => undefined)
  if (stats === undefined || stats.uid === 0) return undefined
  const [users, groups, status] = await Promise.all(
    ['uid_map', 'gid_map', 'status'].map((name) => readFile(`/proc/self/${name}`, 'utf8').catch(() => '')),
  )
  const mayMap = isMapped(users ?? '', stats.uid) && isMapped(groups ?? '', stats.gid) && mayActAsOthers(status ?? '')
  return mayMap ? {userId: stats.uid, groupId: stats.gid} : undefined
}

/** Lines of the form `inside outside count`. */
export function isMapped(map: string, id: number): boolean {
  return map
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([first = 0, , count = 0]) => id >= first && id < first + count)
}

/** Reads `/proc/self/status`. With no-new-privileges a new namespace would give no rights. */
export function mayActAsOthers(status: string): boolean {
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  const isBound = /^NoNewPrivs:\s*1$/m.test(status)
  return !isBound && neededCapabilities.every((capability) => ((mask >> capability) & 1n) === 1n)
}
