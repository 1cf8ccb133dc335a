import type {OfferedRef} from '@codex-host/plugin-api'
import type {CommitSet, GitObject} from './commit-set.ts'
import {linksOf} from './git-object.ts'

/** The refs under which the commits of a change set are found once it has landed. */
export function offeredRefs(changeSetId: string, {tips, objects}: CommitSet): readonly OfferedRef[] {
  const byId = new Map(objects.map((object) => [object.id, object]))
  return tips.map(({branch, id}, index) => ({
    ref: `refs/codex/${changeSetId}${index === 0 ? '' : `-${index + 1}`}`,
    branch,
    commit: id,
    newCommits: countCommits(id, byId),
  }))
}

function countCommits(tip: string, objects: ReadonlyMap<string, GitObject>): number {
  const seen = new Set([tip])
  for (const id of seen) {
    const object = objects.get(id)
    const links = object === undefined ? [] : linksOf(object)
    if (typeof links === 'string') continue
    for (const link of links) if (link.type === 'commit' && objects.has(link.id)) seen.add(link.id)
  }
  return seen.size
}
