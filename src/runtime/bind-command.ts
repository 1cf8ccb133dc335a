import {createHash} from 'node:crypto'
import path from 'node:path'
import {referencedScripts} from '../approval/referenced-scripts.ts'
import type {ToolAction} from '../tools/tool.ts'
import type {View} from '../workspace/view.ts'
import {toWorkspacePath} from '../workspace/workspace-path.ts'
import type {RuntimeParts} from './runtime-parts.ts'

export interface BoundCommand {
  readonly action: Extract<ToolAction, {readonly kind: 'command'}>
  readonly access: 'read' | 'write'
  readonly view: View
}

/**
 * A hash of all that an answer about a command holds for: the line, its folder, what it may do, and what the scripts of the
 * workspace hold that it runs. `bash deploy.sh` is another command when the script has changed.
 */
export async function bindCommand(parts: RuntimeParts, {action, access, view}: BoundCommand): Promise<string> {
  const {line, cwd} = action
  const files = await Promise.all(referencedScripts(line).map((name) => fileHash(view, path.resolve(cwd, name))))
  const bound = [line, cwd, parts.sandbox.policyHash(view, access), ...files]
  return sha256(JSON.stringify(bound))
}

/** Empty for what is no file of the workspace. */
async function fileHash(view: View, file: string): Promise<string> {
  const inside = toWorkspacePath(view.root, file)
  if (inside === undefined) return ''
  const found = await view.read(inside)
  switch (found.kind) {
    case 'file':
      return sha256(found.bytes)
    case 'link':
      return `link ${found.target}`
    case 'through-link':
    case 'absent':
    case 'directory':
    case 'special':
      return found.kind
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
