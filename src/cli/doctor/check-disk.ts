import {readdir} from 'node:fs/promises'
import path from 'node:path'
import {type ChangeSetEntry, createChangeStore, pendingMs} from '../../workspace/change-store.ts'
import {diskBytes} from '../../workspace/watch-view-size.ts'
import {workFolders} from '../work-folders.ts'
import type {Check} from './check.ts'

const dayMs = 24 * 60 * 60_000
const soonDays = 7

/** What codex keeps on disk: all in all, the change sets, and the copies of turns that run or were killed. */
export async function checkDisk(codexHome: string, nowMs: number): Promise<Check[]> {
  const changes = path.join(codexHome, 'changes')
  const [bytes, entries, copies] = await Promise.all([
    diskBytes(codexHome),
    createChangeStore({folder: changes}).list(),
    Promise.all(workFolders(codexHome).map(describeWork)),
  ])
  const inChanges = await diskBytes(changes)
  return [
    {name: 'disk', status: 'ok', detail: `${codexHome}: ${megabytes(bytes)}${await describeParts(codexHome)}`},
    checkChangeSets(entries, {nowMs, where: `${changes}: ${megabytes(inChanges)}`}),
    {name: 'work', status: 'ok', detail: copies.join(', ')},
  ]
}

/** What of the folder is ours; another program may keep its files there too. */
const ownParts = ['state.db', 'audit', 'changes', 'work', 'logs', 'compile-cache']

async function describeParts(codexHome: string): Promise<string> {
  const names = await readdir(codexHome).catch((): string[] => [])
  const parts = await Promise.all(
    ownParts.map(async (part) => {
      // The database has its log and its index beside it, and damaged ones that were set aside.
      const own = names.filter((name) => name === part || (part === 'state.db' && name.startsWith('state.db')))
      const sizes = await Promise.all(own.map((name) => diskBytes(path.join(codexHome, name))))
      return own.length === 0 ? [] : [`${part} ${megabytes(sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0))}`]
    }),
  )
  return parts.flat().length === 0 ? '' : ` (${parts.flat().join(', ')})`
}

function checkChangeSets(
  entries: readonly ChangeSetEntry[],
  {nowMs, where}: {readonly nowMs: number; readonly where: string},
): Check {
  const pending = entries.filter(({status}) => status === 'pending')
  const daysLeft = ({createdAt}: ChangeSetEntry): number =>
    Math.max(0, Math.ceil((Date.parse(createdAt) + pendingMs - nowMs) / dayMs))
  const ending = pending.filter((entry) => daysLeft(entry) <= soonDays)
  const detail = `${where}, ${entries.length} kept, ${pending.length} pending (for ${pendingMs / dayMs} days)`
  if (ending.length === 0) return {name: 'change sets', status: 'ok', detail}
  const list = ending.map((entry) => `${entry.id} in ${daysLeft(entry)} days`).join(', ')
  const remedy = `Will be removed: ${list}. \`codex diff ID\` shows one, \`codex apply ID\` lands it.`
  return {name: 'change sets', status: 'warning', detail, remedy}
}

async function describeWork(folder: string): Promise<string> {
  const names = await readdir(folder).catch((): string[] => [])
  const count = names.filter((name) => name.startsWith('codex-view-')).length
  return `${folder}: ${count === 1 ? '1 copy' : `${count} copies`}, ${megabytes(names.length === 0 ? 0 : await diskBytes(folder))}`
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? 'size unknown' : `${(bytes / 1_000_000).toFixed(1)} MB`
}
