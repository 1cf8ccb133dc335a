import {expect, test} from 'vitest'
import {quoteCommand} from '../../../src/cli/quote-command.ts'

test.each([
  {words: ['npm test | tee log'], line: 'npm test | tee log'},
  {words: ['npm', 'test'], line: 'npm test'},
  {words: ['echo', 'a b', "it's", '$HOME', ''], line: `echo 'a b' 'it'\\''s' '$HOME' ''`},
  {words: ['rm', '--', '-f', './x=1'], line: 'rm -- -f ./x=1'},
])('$words is the line $line', ({words, line}) => {
  expect(quoteCommand(words)).toBe(line)
})
