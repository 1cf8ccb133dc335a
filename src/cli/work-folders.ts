import os from 'node:os'
import path from 'node:path'
import {geteuid} from 'node:process'

/** Where the view of a turn may lie, in the order of preference: not every file system can hold an overlay. */
export function workFolders(codexHome: string): readonly string[] {
  return [path.join(codexHome, 'work'), path.join(os.tmpdir(), `codex-work-${geteuid?.() ?? 'user'}`)]
}

/** Where it is noted which missing paths of a workspace are held. */
export function placeholderRecords(codexHome: string): string {
  return path.join(codexHome, 'work', 'placeholders')
}
