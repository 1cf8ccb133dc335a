import {readdir} from 'node:fs/promises'
import path from 'node:path'
import {geteuid} from 'node:process'
import {stampOf} from './open-inside.ts'

export interface Owner {
  readonly userId: number
  readonly groupId: number
}

const lookedAt = 200
const writableByAll = 0o002

/**
 * For root only: who owns files of the workspace, where that is not as whom commands run: `actingAs`, or root. Commands
 * in the sandbox have none of root's rights over the files of others.
 */
export async function foreignOwner(root: string, actingAs: Owner | undefined): Promise<Owner | undefined> {
  if (geteuid?.() !== 0) return undefined
  const names = await readdir(root).catch((): string[] => [])
  for (const name of ['.', ...names.slice(0, lookedAt)]) {
    const stamp = await stampOf(path.join(root, name)).catch(() => undefined)
    if (stamp === undefined || stamp.kind === 'link' || stamp.kind === 'special') continue
    if (stamp.userId !== BigInt(actingAs?.userId ?? 0) && (stamp.mode & writableByAll) === 0) {
      return {userId: Number(stamp.userId), groupId: Number(stamp.groupId)}
    }
  }
  return undefined
}
