import type {ChangeSetSummary} from '@codex-host/plugin-api'
import {escapeLine} from './escape-controls.ts'
import {formatCount} from './format-count.ts'

/** Where the commits of a turn are found, and how they are used, in a sentence each; none where it made none. */
export function commitSentences({
  status,
  commits = [],
  commitsKept,
}: Pick<ChangeSetSummary, 'status' | 'commits' | 'commitsKept'>): readonly string[] {
  const [first] = commits
  if (first === undefined) return []
  if (commitsKept !== undefined) {
    return [`The commits made in the copy could not be put into the repository: ${escapeLine(commitsKept)}.`]
  }
  return [
    ...commits.map(({ref, branch, newCommits}) => {
      const what = `${formatCount(newCommits, 'new commit')} of ${escapeLine(branch)}`
      if (status !== 'landed') return `${what} will be at ${ref} once it has landed; no branch of yours moves.`
      return `${what} ${newCommits === 1 ? 'is' : 'are'} at ${ref}; no branch of yours moved.`
    }),
    ...(status === 'landed'
      ? [`Look with \`git log ${first.ref}\`, take with \`git cherry-pick\` or \`git merge\`.`]
      : []),
  ]
}
