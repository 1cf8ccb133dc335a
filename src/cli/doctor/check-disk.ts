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
    {name: 'disk', status: 'ok', detail: `${codexHome}: ${megabytes(bytes)}`},
    checkChangeSets(entries, {nowMs, where: `${changes}: ${megabytes(inChanges)}`}),
    {name: 'work', status: 'ok', detail: copies.join(', ')},
  ]
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
