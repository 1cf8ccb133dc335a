import {expect, test} from 'vitest'
import {commitSentences} from '../../../src/output/describe-commits.ts'

const ref = 'refs/codex/0123456789abc'
const commits = [{ref, branch: 'refs/heads/main', commit: 'a'.repeat(40), newCommits: 2}]

test('commits are said to be at their ref once they are there, with how they are used', () => {
  expect(commitSentences({status: 'landed', commits})).toEqual([
    `2 new commits of refs/heads/main are at ${ref}; no branch of yours moved.`,
    `Look with \`git log ${ref}\`, take with \`git cherry-pick\` or \`git merge\`.`,
  ])
})

test('before that, where they will be', () => {
  expect(commitSentences({status: 'pending', commits})).toEqual([
    `2 new commits of refs/heads/main will be at ${ref} once it has landed; no branch of yours moves.`,
  ])
})

test('a branch name cannot send control characters, and what kept them is said', () => {
  const hostile = [{...commits[0]!, branch: 'refs/heads/\u001B]0;x\u0007', newCommits: 1}]

  expect(commitSentences({status: 'pending', commits: hostile}).join('')).not.toMatch(/[\u001B\u0007]/)
  expect(commitSentences({status: 'landed', commits, commitsKept: 'it is gone'})).toEqual([
    'The commits made in the copy could not be put into the repository: it is gone.',
  ])
})
