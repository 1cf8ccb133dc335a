import {expect, test} from 'vitest'
import {type KnownNames, routeArguments} from '../../../src/cli/route-arguments.ts'

const names: KnownNames = {
  firstWords: ['apply', 'config', 'demo', 'diff', 'doctor', 'help', 'plugins', 'prompt', 'undo'],
  reserved: ['chat', 'complete', 'explain'],
  valueFlags: ['--approval-mode', '-a', '--model', '-m', '--file', '-f'],
  promptFlags: ['--file', '-f', '--json'],
}

test.each([
  {argv: [], route: {kind: 'chat', argv: []}},
  {argv: ['Fix the tests'], route: {kind: 'prompt', argv: ['Fix the tests']}},
  {argv: ['fix', 'the', 'tests'], route: {kind: 'prompt', argv: ['fix', 'the', 'tests']}},
  {argv: ['Meet at 10:30'], route: {kind: 'prompt', argv: ['Meet at 10:30']}},
  {argv: ['-'], route: {kind: 'prompt', argv: ['-']}},
  {argv: ['--', 'doctor'], route: {kind: 'prompt', argv: ['--', 'doctor']}},
  {argv: ['-f', 'task.md'], route: {kind: 'prompt', argv: ['-f', 'task.md']}},
  {argv: ['-m', 'doctor', 'Fix it'], route: {kind: 'prompt', argv: ['-m', 'doctor', 'Fix it']}},
  {
    argv: ['--approval-mode', 'full-auto', 'Generate a REST API'],
    route: {kind: 'prompt', argv: ['--approval-mode', 'full-auto', 'Generate a REST API']},
  },
  {argv: ['--approval-mode=full-auto', 'Do it'], route: {kind: 'prompt', argv: ['--approval-mode=full-auto', 'Do it']}},
  {argv: ['--nonsense'], route: {kind: 'chat', argv: ['--nonsense']}},
  {argv: ['refactor'], route: {kind: 'prompt', argv: ['refactor']}},
  {argv: ['--help'], route: {kind: 'command', argv: ['--help']}},
  {argv: ['doctor'], route: {kind: 'command', argv: ['doctor']}},
  {argv: ['config', 'list'], route: {kind: 'command', argv: ['config', 'list']}},
  {argv: ['--json', 'doctor'], route: {kind: 'command', argv: ['doctor', '--json']}},
  {argv: ['prompt', 'Fix it'], route: {kind: 'command', argv: ['prompt', 'Fix it']}},
  {argv: ['hlep'], route: {kind: 'mistyped', word: 'hlep', suggestion: 'help'}},
  {argv: ['docter'], route: {kind: 'mistyped', word: 'docter', suggestion: 'doctor'}},
  {argv: ['promt', 'Fix it'], route: {kind: 'mistyped', word: 'promt', suggestion: 'prompt'}},
  {argv: ['plugin', 'install', 'x'], route: {kind: 'mistyped', word: 'plugin', suggestion: 'plugins'}},
  {argv: ['chta'], route: {kind: 'mistyped', word: 'chta', suggestion: 'chat'}},
  {argv: ['chat'], route: {kind: 'not-in-this-version', word: 'chat'}},
  {argv: ['explain', 'src/a.ts'], route: {kind: 'not-in-this-version', word: 'explain'}},
])('on a terminal, $argv is routed to $route.kind', ({argv, route}) => {
  expect(routeArguments(argv, names, {stdin: true, stdout: true})).toEqual(route)
})

test('with a terminal on stdin only, no words ask for nothing', () => {
  expect(routeArguments([], names, {stdin: true, stdout: false})).toEqual({kind: 'nothing'})
})

test('without a terminal on stdin, no words mean that the prompt is piped', () => {
  expect(routeArguments([], names, {stdin: false, stdout: true})).toEqual({kind: 'prompt', argv: []})
})

test.each([
  {argv: ['-a', 'auto-edit'], kind: 'chat'},
  {argv: ['--model=o3'], kind: 'chat'},
  {argv: ['-f', 'task.md'], kind: 'prompt'},
  {argv: ['--file=task.md'], kind: 'prompt'},
  {argv: ['--json'], kind: 'prompt'},
  {argv: ['--'], kind: 'prompt'},
])('flags without words, $argv, on a terminal are for $kind', ({argv, kind}) => {
  expect(routeArguments(argv, names, {stdin: true, stdout: true})).toEqual({kind, argv})
  expect(routeArguments(argv, names, {stdin: false, stdout: true})).toEqual({kind: 'prompt', argv})
})
