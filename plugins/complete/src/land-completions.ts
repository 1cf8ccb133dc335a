import {realpath} from 'node:fs/promises'
import path from 'node:path'
import type {ChangeSetSummary, ProjectFiles} from '@codex-host/plugin-api'
import {fillGap} from './fill-gap.ts'
import type {Job} from './job.ts'

export interface Landing {
  readonly job: Job
  readonly text: string
}

export interface Landed {
  /** Absent where no file was left to change. */
  readonly changeSet?: ChangeSetSummary
  /** Files that were changed by somebody else while the model wrote. They are as that somebody left them. */
  readonly conflicts: readonly Landing[]
}

/**
 * Writes the completions as one change set, all of them or none. A file that is not as it was read is left out of it,
 * and the others land.
 * @throws CodexError with exit code 8 where nothing could be written.
 */
export async function landCompletions(
  landings: readonly Landing[],
  files: ProjectFiles,
  signal: AbortSignal,
): Promise<Landed> {
  let open = landings
  const conflicts: Landing[] = []
  while (open.length > 0) {
    const changeSet = await files.land(open.flatMap(toEdit), signal)
    if (changeSet.status !== 'conflict') return {changeSet, conflicts}
    const changed = new Set(changeSet.conflicts?.map((conflict) => conflict.path))
    const places = await Promise.all(open.map((landing) => placeOf(landing, files.root)))
    const hit = open.filter((_, index) => changed.has(places[index] ?? ''))
    // Nothing that is known here: leaving files out would go on for ever.
    if (hit.length === 0) return {changeSet, conflicts: [...conflicts, ...open]}
    conflicts.push(...hit)
    open = open.filter((landing) => !hit.includes(landing))
  }
  return {conflicts}
}

function toEdit({job, text}: Landing) {
  if (job.file === undefined) return []
  const after = new TextEncoder().encode(fillGap(job.gap, text))
  return [{path: job.file.path, before: job.file.bytes, after}]
}

/** As a change set names it: relative to the workspace, links resolved. */
async function placeOf({job}: Landing, root: string): Promise<string> {
  const place = job.file?.path ?? ''
  return path.relative(root, await realpath(place).catch(() => place))
}
