import {commitSentences} from '../output/describe-commits.ts'
import type {ChangeSet} from '../workspace/change-set.ts'
import {offeredRefs} from '../workspace/commits/offered-refs.ts'

/** Where the commits of a change set that has landed are found, or why not. */
export function commitLines(changeSet: ChangeSet | undefined, commitsKept: string | undefined): readonly string[] {
  if (changeSet?.commits === undefined) return []
  const commits = offeredRefs(changeSet.id, changeSet.commits)
  return commitSentences({status: 'landed', commits, ...(commitsKept === undefined ? {} : {commitsKept})})
}
