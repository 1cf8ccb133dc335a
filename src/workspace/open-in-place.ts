import type {FileEffect, FileState} from './change-set.ts'
import {changedInCopy} from './changed-paths.ts'
import type {CollectedEffects} from './collect-effects.ts'
import {createView, type ViewParts} from './create-view.ts'
import {listTree} from './list-tree.ts'
import {readInside} from './read-inside.ts'
import {sameState} from './same-state.ts'
import type {View} from './view.ts'
import type {WorkspacePath} from './workspace-path.ts'

/**
 * The turn works on the user's own files. What patches change is known exactly and can be undone. Of what commands
 * change only the names are known: the content of before is nowhere, so they are listed as left out.
 */
export async function openInPlace(
  {root, ...options}: Pick<ViewParts, 'root' | 'shownAt' | 'now' | 'random' | 'writeJournaled'>,
  signal: AbortSignal,
): Promise<View> {
  const base = await listTree(root, {withStamps: true, limit: 200_000}, signal)
  const firstStates = new Map<WorkspacePath, FileState>()

  const onWritten = async (effects: readonly FileEffect[]): Promise<void> => {
    for (const {path, before} of effects) if (!firstStates.has(path)) firstStates.set(path, before)
  }
  const collect = async (stop: AbortSignal): Promise<CollectedEffects> => {
    const effects: FileEffect[] = []
    for (const [path, before] of firstStates) {
      const found = await readInside(root, path)
      if (found.kind !== 'found' || found.entry.kind === 'special' || sameState(found.entry, before)) continue
      const after: FileState = found.entry.kind === 'directory' ? {kind: 'absent'} : found.entry
      effects.push({path, before, after})
    }
    const changed = base.isComplete ? await changedInCopy(root, base)(stop) : []
    const byOthers = changed.filter((path) => !firstStates.has(path as WorkspacePath))
    const because = 'it was changed in place by a command, so it cannot be undone'
    return {effects, ignoredFiles: 0, changedMeanwhile: [], leftOut: byOthers.map((path) => ({path, because}))}
  }

  return createView({
    ...(options.shownAt !== undefined && {shownAt: options.shownAt}),
    ...(options.writeJournaled !== undefined && {writeJournaled: options.writeJournaled}),
    now: options.now,
    random: options.random,
    root,
    source: {kind: 'directory', path: root},
    method: 'in-place',
    viewRoot: root,
    collect,
    onWritten,
    close: async () => {},
  })
}
