import {expect, test} from 'vitest'
import {resumeNewest} from '../../../plugins/chat/src/chat/resume-newest.ts'

test.each([
  {argv: ['--resume'], read: ['--last']},
  {argv: ['--resume', '--fork'], read: ['--last', '--fork']},
  {argv: ['--resume', 'abc', '-m', 'o3'], read: ['--resume', 'abc', '-m', 'o3']},
  {argv: ['--resume=abc'], read: ['--resume=abc']},
])('$argv is read as $read', ({argv, read}) => {
  expect(resumeNewest(argv)).toEqual(read)
})
