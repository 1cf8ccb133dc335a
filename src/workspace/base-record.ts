import type {FileEffect, FileState} from './change-set.ts'
import {readInside} from './read-inside.ts'
import {sameState} from './same-state.ts'
import type {WorkspacePath} from './workspace-path.ts'

export interface BaseRecord {
  /** To be called with what a patch has written into the view. */
  note(effects: readonly FileEffect[]): Promise<void>
  /** What the file was before the turn, where that is known for sure. */
  stateOf(path: WorkspacePath): FileState | undefined
}

/**
 * Remembers what patches replaced. The user's tree is live: when a file is changed there during the turn, only this
 * record still knows what the turn started from. What a command had changed before the patch is no base.
 */
export function createBaseRecord(root: string): BaseRecord {
  const states = new Map<WorkspacePath, FileState>()
  const seen = new Set<WorkspacePath>()
  return {
    async note(effects) {
      for (const {path, before} of effects.filter((effect) => !seen.has(effect.path))) {
        seen.add(path)
        const real = await readInside(root, path)
        const state = real.kind === 'found' ? real.entry : undefined
        if (state !== undefined && state.kind !== 'directory' && state.kind !== 'special' && sameState(state, before)) {
          states.set(path, before)
        }
      }
    },
    stateOf: (path) => states.get(path),
  }
}
