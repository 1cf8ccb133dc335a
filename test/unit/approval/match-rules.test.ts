import {expect, test} from 'vitest'
import {matchCommandRules, matchPathRules} from '../../../src/approval/match-rules.ts'
import {rule} from './rules.ts'

const allowTest = rule('user allow shell npm test*')
const allowLint = rule('user allow shell npm run lint')
const denyPush = rule('user deny shell git push*')

test.each([
  'npm test',
  'npm test -- src',
  '  npm   test  ',
  "npm 'test'",
  'npm test 2>&1',
  'npm test >/dev/null',
  'npm test | tail -20',
  'cd sub && npm test',
  'npm test && npm run lint',
  '(npm test)',
  'npm test < input',
  'ls; npm test',
])('an allow rule covers %j', (line) => {
  expect(matchCommandRules(line, [allowTest, allowLint], true)).toEqual({kind: 'allow', rule: allowTest})
})

test.each([
  'npm test; rm -rf .',
  'npm test $(x)',
  'npm test `x`',
  'npm test > ~/x',
  'npm test > x',
  'npm test >> x',
  'npm test "$x"',
  'npm test *',
  'npm test &',
  'npm test & rm f',
  'npm test | sh',
  'A=1 npm test',
  'npm testing; x',
  'npm test <(x)',
  'npm test {a,b}',
  'npm test <<E\nx\nE',
  'if true; then npm test; fi',
  'timeout 5 npm test',
  "bash -c 'npm test'",
  "'npm test'",
  "'npm test' x",
  'npm\ttest\nrm f',
  'npm test \\',
  "npm test 'x",
  'npm run lint',
  '$npm test',
  'npm test ~/x',
  'npm test 3<>f',
  '',
])('an allow rule does not cover %j', (line) => {
  expect(matchCommandRules(line, [allowTest], true)).toEqual({kind: 'none'})
})

test('without a sandbox, commands that only read need a rule as well', () => {
  expect(matchCommandRules('npm test; cat f', [allowTest], false)).toEqual({kind: 'none'})
  expect(matchCommandRules('npm test; cat f', [allowTest, rule('user allow shell cat*')], false)).toEqual({
    kind: 'allow',
    rule: allowTest,
  })
})

test('a lone star allows every line, also one that is not understood', () => {
  const all = rule('user allow shell *')

  expect(matchCommandRules('f() { x; }; f > y', [all], true)).toEqual({kind: 'allow', rule: all})
  expect(matchCommandRules('git push', [all, denyPush], true)).toEqual({kind: 'deny', rule: denyPush})
})

test.each([
  'git push',
  'git push origin main',
  'git  push',
  "'git' push",
  'g\\it push',
  '/usr/bin/git push',
  'ls; git push',
  'ls | git push',
  'ls\ngit push',
  '(git push)',
  'echo $(git push)',
  'echo "`git push`"',
  'cat <(git push)',
  'git push > f',
  'A=1 git push',
  'env git push',
  'env A=1 -i git push',
  'timeout -s KILL 5 git push',
  'xargs -n 1 git push',
  'sudo -u x git push',
  'nohup git push &',
  "bash -c 'git push'",
  "bash -lc 'ls; git push'",
  "sh -e -c 'git push'",
  'eval git push',
  "eval 'git push'",
  "env bash -c 'git push'",
  'bash -c "bash -c \'git push\'"',
  "watch 'git push'",
  'find . -exec git push \\;',
  'if x; then git push; fi',
  '! git push',
  'for i in a; do git push; done',
  '{ git push; }',
  'time git push',
  'f() { git push; }; f',
  '[[ x ]] && git  push',
  'cat <<E\n$(git push)\nE',
  'echo ${x:-$(git push)}',
  'git push "$branch"',
  'exec git push',
  'command git push',
  "trap 'git push' EXIT",
])('a deny rule finds its command in %j', (line) => {
  expect(matchCommandRules(line, [denyPush], true)).toEqual({kind: 'deny', rule: denyPush})
})

test.each(['git pull', 'echo git push', "echo 'git push'", 'ls # git push', 'git status; ls'])(
  'a deny rule has nothing to say about %j',
  (line) => {
    expect(matchCommandRules(line, [denyPush], true)).toEqual({kind: 'none'})
  },
)

test.each([
  ['$x push', 'a program is known only when it runs'],
  ['timeout 5 $x', 'a program is known only when it runs'],
  ['bash -c "$x"', 'what a shell runs is known only when it runs'],
  ['eval $x', 'what a shell runs is known only when it runs'],
  ['f() { x; }', 'it defines a function or an array'],
  [`env ${'a '.repeat(200)}`, 'it has too many words to look for a command in them'],
])('whether a deny rule applies to %j is unclear', (line, because) => {
  expect(matchCommandRules(line, [denyPush], true)).toEqual({kind: 'unclear', rule: denyPush, because})
  expect(matchCommandRules(line, [], true)).toEqual({kind: 'none'})
})

test.each([
  [['user allow shell x', 'user ask shell x', 'user deny shell x'], 2],
  [['user allow shell x', 'user ask shell x'], 1],
  [['project deny shell x', 'user deny shell *'], 1],
  [['project deny shell x', 'user allow shell x'], 0],
  [['project ask shell x', 'user allow shell x'], 0],
  [['project deny shell x', 'user ask shell x'], 0],
  [['project ask shell x', 'user ask shell x'], 1],
  [['user allow shell *', 'user allow shell x'], 0],
])('of %j the rule number %i decides', (texts, decides) => {
  const rules = texts.map(rule)
  const expected = rules[decides]

  expect(matchCommandRules('x', rules, true)).toEqual({kind: expected?.effect, rule: expected})
})

test.each(['project allow shell x', 'user allow apply_patch x', 'user deny network x', 'user deny apply_patch *'])(
  'the rule %j does not count for a command',
  (text) => {
    expect(matchCommandRules('x', [rule(text)], true)).toEqual({kind: 'none'})
  },
)

test('deep and wide nesting of wrappers is looked at once', () => {
  const quoted = (line: string) => `'${line.replaceAll("'", String.raw`'\''`)}'`
  const nested = [1, 2, 3, 4].reduce((line) => `${'env '.repeat(90)}bash -c ${quoted(line)}`, 'git push')

  expect(matchCommandRules(nested, [denyPush], true)).toEqual({kind: 'deny', rule: denyPush})
})

test('files: all must be allowed, one is enough to deny or ask', () => {
  const docs = rule('user allow apply_patch docs/*')
  const lock = rule('project ask apply_patch *.lock')
  const keys = rule('project deny apply_patch *.pem')

  expect(matchPathRules(['docs/a', 'docs/b/c'], [docs])).toEqual({kind: 'allow', rule: docs})
  expect(matchPathRules(['docs/a', 'src/b'], [docs])).toEqual({kind: 'none'})
  expect(matchPathRules(['docs/a', 'docs/b.lock'], [docs, lock])).toEqual({kind: 'ask', rule: lock})
  expect(matchPathRules(['docs/a.pem', 'b.lock'], [lock, docs, keys])).toEqual({kind: 'deny', rule: keys})
  expect(matchPathRules([], [docs])).toEqual({kind: 'none'})
  expect(matchPathRules(['a'], [rule('project allow apply_patch *')])).toEqual({kind: 'none'})
})
