import {readFile, readlink} from 'node:fs/promises'
import os from 'node:os'

/** The label that says whose a container is. */
export const ownerLabel = 'codex.sandbox.owner'

/** One process, told apart from any other one: also from one that has its number later, or in another container. */
export async function processOwner(pid: number = process.pid): Promise<string> {
  const [space, start] = await Promise.all([
    readlink('/proc/self/ns/pid').catch(() => 'none'),
    readFile(`/proc/${pid}/stat`, 'utf8').then(
      (stat) => stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? '',
      () => 'unknown',
    ),
  ])
  return [os.hostname(), space, pid, start].join('/')
}

/** Whether nobody will end a container of this owner any more. Of other machines nothing is known. */
export async function isGone(owner: string): Promise<boolean> {
  const [hostname, space, pid, ...rest] = owner.split('/')
  const mine = (await processOwner()).split('/')
  if (rest.length !== 1 || hostname !== mine[0] || space !== mine[1] || !/^\d+$/.test(pid ?? '')) return false
  if (!isAlive(Number(pid))) return true
  return (await processOwner(Number(pid))) !== owner
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
