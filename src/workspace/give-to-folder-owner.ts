import {lchown} from 'node:fs/promises'
import path from 'node:path'
import {geteuid} from 'node:process'
import {stampOf} from './open-inside.ts'

const writableByAll = 0o002

/**
 * What root makes in the folder of somebody else belongs to them, as if they had made it. A folder that all may write, as
 * `/tmp`, says nothing about whose its entries are. Where the system does not allow it the entry stays root's.
 */
export async function giveToFolderOwner(entry: string): Promise<void> {
  if (geteuid?.() !== 0) return
  // Behind the dot is the folder itself, also where its path is a link to a descriptor.
  const folder = await stampOf(`${path.dirname(entry)}/.`)
  if (folder === undefined || folder.userId === 0n || (folder.mode & writableByAll) !== 0) return
  await lchown(entry, Number(folder.userId), Number(folder.groupId)).catch(() => undefined)
}
