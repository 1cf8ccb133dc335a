import {commitSentences} from '../output/describe-commits.ts'
import type {ChangeSet} from '../workspace/change-set.ts'
import {offeredRefs} from '../workspace/commits/offered-refs.ts'

/** Where the commits of a change set are found, or will be, or why not. */
export function commitLines(
  changeSet: ChangeSet | undefined,
  {status, commitsKept}: {readonly status: 'landed' | 'pending'; readonly commitsKept?: string | undefined},
): readonly string[] {
  if (changeSet?.commits === undefined) return []
  const commits = offeredRefs(changeSet.id, changeSet.commits)
  return commitSentences({status, commits, ...(commitsKept === undefined ? {} : {commitsKept})})
}
