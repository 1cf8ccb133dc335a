import {createHash} from 'node:crypto'
import type {FileState} from '../workspace/change-set.ts'
import type {ApprovalAction} from './assess.ts'

/**
 * A hash of what an approval is about: the line and its folder, or the final bytes of each file. Compared right before
 * the action happens, so that what was approved is what happens.
 */
export function fingerprint(action: ApprovalAction): string {
  const hash = createHash('sha256')
  // Each part carries its length, so that no two lists of parts look the same.
  const add = (part: string | Uint8Array) => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf16le') : part
    hash.update(`${bytes.length}:`).update(bytes)
  }

  add(action.kind)
  if (action.kind === 'command') {
    add(action.line)
    add(action.cwd)
  } else {
    for (const effect of action.effects) for (const part of [effect.path, ...stateParts(effect.after)]) add(part)
  }
  return hash.digest('hex')
}

function stateParts(state: FileState): readonly (string | Uint8Array)[] {
  switch (state.kind) {
    case 'absent':
      return ['absent']
    case 'file':
      return ['file', state.mode.toString(8), state.bytes]
    case 'link':
      return ['link', state.target]
  }
}
