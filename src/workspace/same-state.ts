import type {FileState} from './change-set.ts'
import type {ViewEntry} from './view.ts'

/** A folder counts as absent: a file that stands where a folder was is told by the effects on the folder's files. */
export function sameState(entry: ViewEntry, state: FileState): boolean {
  switch (entry.kind) {
    case 'absent':
    case 'directory':
      return state.kind === 'absent'
    case 'special':
      return false
    case 'link':
      return state.kind === 'link' && state.target === entry.target
    case 'file':
      return state.kind === 'file' && state.mode === entry.mode && Buffer.compare(state.bytes, entry.bytes) === 0
  }
}
