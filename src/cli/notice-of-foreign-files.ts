import {foreignOwner, type Owner} from '../workspace/foreign-owner.ts'
import {ownerToActAs} from '../workspace/owner-to-act-as.ts'

interface Notice {
  readonly code: string
  readonly text: string
}

/** Those that run commands as the owner of the workspace, where root has started them. */
const actingBackends: ReadonlySet<string> = new Set(['bubblewrap', 'namespaces'])

/** Said before the first command where root works on files that commands cannot write: the command only says that it may not. */
export async function noticeOfForeignFiles(root: string, backend: string): Promise<readonly Notice[]> {
  const actingAs = actingBackends.has(backend) ? await ownerToActAs(root) : undefined
  const owner = await foreignOwner(root, actingAs)
  if (owner === undefined) return []
  const text = actingAs === undefined ? rootMayNot(root, owner) : ownerMayNot(root, {owner, actingAs})
  return [{code: 'FILES_OF_ANOTHER_USER', text}]
}

function ownerMayNot(root: string, {owner, actingAs}: {readonly owner: Owner; readonly actingAs: Owner}): string {
  const runs = inWords(actingAs)
  return (
    `Commands run as ${runs}, who owns ${root}, but files in it belong to ${inWords(owner)}: commands cannot change those ` +
    `files; patches can. Give them to their owner, such as with \`chown --recursive ${runs} ${root}\`.`
  )
}

function rootMayNot(root: string, owner: Owner): string {
  return (
    `You are root, and files of ${root} belong to ${inWords(owner)}. In the sandbox root has no right to write what others ` +
    `own, so commands cannot change those files; patches can. Run codex as their owner, such as with ` +
    `\`docker run --user ${inWords(owner)}\` or ` +
    `\`setpriv --reuid ${owner.userId} --regid ${owner.groupId} --clear-groups\`.`
  )
}

function inWords({userId, groupId}: Owner): string {
  return `${userId}:${groupId}`
}
