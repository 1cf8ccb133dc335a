import {access, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {exitCodeOf} from '../../../src/cli/exit-code.ts'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import {runTurn} from '../../helpers/run-turn.ts'

const shell = (command: string) => ({tool_call: {name: 'shell', arguments: {command}}})
const write = (text: string) => shell(`echo ${text} > a.txt`)
const fullAuto = {'approval-mode': 'full-auto'}
const files = {'a.txt': 'old\n'}

test('--max-time in the middle of a command kills its tree, keeps the work pending and the files untouched', async () => {
  const script: ModelScript = {steps: [{reply: [shell('echo new > a.txt; (sleep 60 &) ; sleep 60')]}]}
  const {result, workspace} = await runTurn({script, files, flags: {...fullAuto, 'max-time': '2s'}})

  expect(exitCodeOf(result)).toBe(10)
  expect(result.errors.map((error) => error.message)).toEqual(['The turn reached its 2 s (--max-time).'])
  expect(result.changeSet).toMatchObject({status: 'pending', files: [{path: 'a.txt'}]})
  expect(await readFile(path.join(workspace, 'a.txt'), 'utf8')).toBe('old\n')
})

test('--max-steps ends the turn before the next request', async () => {
  const script: ModelScript = {steps: [{reply: [write('one')]}, {reply: [write('two')]}]}
  const run = await runTurn({script, files, flags: {...fullAuto, 'max-steps': 2}})

  expect(exitCodeOf(run.result)).toBe(10)
  expect(run.requests).toHaveLength(2)
  expect(run.result.changeSet?.status).toBe('pending')
})

test('--max-tokens counts what the server reports', async () => {
  const usage = {input_tokens: 900, output_tokens: 100}
  const script: ModelScript = {steps: [{reply: [shell('ls')], usage}]}
  const {result} = await runTurn({script, files, flags: {...fullAuto, 'max-tokens': 1000}})

  expect(exitCodeOf(result)).toBe(10)
  expect(result.errors.map((error) => error.message)).toEqual(['The turn used 1000 of its 1000 tokens (--max-tokens).'])
})

test('a request that cannot fit the rest of the tokens is not sent, and the work so far is kept', async () => {
  const usage = {input_tokens: 900, output_tokens: 50}
  const script: ModelScript = {steps: [{reply: [shell('seq 500 > a.txt; cat a.txt')], usage}]}
  const {result, requests} = await runTurn({script, files, flags: {...fullAuto, 'max-tokens': 1200}})

  expect(exitCodeOf(result)).toBe(10)
  expect(result.errors.map((error) => error.message)).toEqual([
    expect.stringMatching(
      /^The turn used 950 of its 1200 tokens \(--max-tokens\), and the next request takes at least 1\d{3}, so it was not sent\.$/,
    ),
  ])
  expect(requests).toHaveLength(1)
  expect(result.changeSet).toMatchObject({status: 'pending', files: [{path: 'a.txt'}]})
})

test('a turn whose very first request is over the budget sends nothing', async () => {
  const {result, requests} = await runTurn({script: {steps: []}, flags: {'max-tokens': 100}})

  expect(exitCodeOf(result)).toBe(10)
  expect(requests).toEqual([])
})

test('the same call three times in a row is nudged, a fourth time ends the turn', async () => {
  const same = {reply: [shell('ls')]}
  const script: ModelScript = {
    steps: [same, same, same, {...same, expect: {last_tool_output: {contains: 'third time in a row'}}}],
  }
  const {result} = await runTurn({script, files})

  expect(exitCodeOf(result)).toBe(10)
  expect(result.errors.map((error) => error.code)).toEqual(['REPEATED_CALL'])
})

test('an interrupt stops the turn, and what was done until then stays pending', async () => {
  const controller = new AbortController()
  const script: ModelScript = {steps: [{reply: [write('new')]}, {reply: [shell('sleep 60')]}]}
  const {result, workspace} = await runTurn({
    script,
    files,
    flags: fullAuto,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'tool_call.start' && event.title === 'sleep 60') controller.abort('SIGINT')
    },
  })

  expect(exitCodeOf(result)).toBe(130)
  expect(result.changeSet?.status).toBe('pending')
  expect(await readFile(path.join(workspace, 'a.txt'), 'utf8')).toBe('old\n')
})

test('a file that the user changed meanwhile is not overwritten, and the change set waits', async () => {
  const script: ModelScript = {steps: [{reply: [write('new')]}, {reply: [{text: 'Done.'}]}]}
  const {result, workspace} = await runTurn({
    script,
    files,
    flags: fullAuto,
    onEvent: async (event, place) => {
      if (event.type === 'change_set.ready') await writeFile(path.join(place, 'a.txt'), 'mine\n')
    },
  })

  expect(exitCodeOf(result)).toBe(8)
  expect(result.changeSet).toMatchObject({
    status: 'conflict',
    conflicts: [{path: 'a.txt', diff: '--- expected\n+++ there now\n@@ -1,1 +1,1 @@\n-old\n+mine\n'}],
  })
  expect(await readFile(path.join(workspace, 'a.txt'), 'utf8')).toBe('mine\n')
})

test('a failing verify command goes back to the model, and the change lands when it passes', async () => {
  const script: ModelScript = {
    steps: [
      {reply: [write('wrong')]},
      {reply: [{text: 'Done.'}]},
      {expect: {last_user_text: {contains: 'The verify command `grep right a.txt` failed.'}}, reply: [write('right')]},
      {reply: [{text: 'Now it is right.'}]},
    ],
  }
  const {result, workspace} = await runTurn({script, files, flags: {...fullAuto, verify: 'grep right a.txt'}})

  expect(exitCodeOf(result)).toBe(0)
  expect(result.verify).toMatchObject({command: 'grep right a.txt', passed: true})
  expect(await readFile(path.join(workspace, 'a.txt'), 'utf8')).toBe('right\n')
})

test('a verify command that never passes ends with 9 and the files changed', async () => {
  const script: ModelScript = {steps: [{reply: [write('wrong')]}, {reply: [{text: 'Done.'}]}]}
  const flags = {...fullAuto, verify: 'grep right a.txt', 'max-iterations': 1}
  const {result, workspace} = await runTurn({script, files, flags})

  expect(exitCodeOf(result)).toBe(9)
  expect(await readFile(path.join(workspace, 'a.txt'), 'utf8')).toBe('wrong\n')
})

test('a turn that changes nothing runs no verify command and has no change set', async () => {
  const script: ModelScript = {steps: [{reply: [{text: 'It is a text file.'}]}]}
  const {result} = await runTurn({script, files, flags: {...fullAuto, verify: 'touch ran'}})

  expect({verify: result.verify, changeSet: result.changeSet, answer: result.answer}).toEqual({
    answer: 'It is a text file.',
  })
})

test('what the verify command itself writes does not land', async () => {
  const script: ModelScript = {steps: [{reply: [write('new')]}, {reply: [{text: 'Done.'}]}]}
  const {workspace} = await runTurn({script, files, flags: {...fullAuto, verify: 'touch litter'}})
  await expect(access(path.join(workspace, 'litter'))).rejects.toThrow('ENOENT')
})

test('a failure in the middle of the turn keeps what was done as a pending change set', async () => {
  const patch = '*** Begin Patch\n*** Update File: a.txt\n@@\n-old\n+new\n*** End Patch'
  const script: ModelScript = {
    steps: [{reply: [{tool_call: {name: 'apply_patch', arguments: {patch}}}]}, {reply: [shell('touch b.txt')]}],
  }
  const {result, workspace} = await runTurn({
    script,
    files,
    answer: () => {
      throw new Error('the terminal broke')
    },
  })

  expect(exitCodeOf(result)).toBe(1)
  expect(result.changeSet).toMatchObject({status: 'pending', files: [{path: 'a.txt'}]})
  expect(await readFile(path.join(workspace, 'a.txt'), 'utf8')).toBe('old\n')
})

test('a signal while the change set is asked about counts before the denial', async () => {
  const controller = new AbortController()
  const script: ModelScript = {steps: [{reply: [write('new')]}, {reply: [{text: 'Done.'}]}]}
  const {result} = await runTurn({
    script,
    files,
    signal: controller.signal,
    answer: (question) => {
      if (question.kind === 'change-set') controller.abort('SIGTERM')
      return {kind: 'yes'}
    },
  })

  expect(exitCodeOf(result)).toBe(143)
  expect(result.changeSet).toMatchObject({status: 'pending'})
})

test('a path that no file system can hold is an answer to the model', async () => {
  const patch = `*** Begin Patch\n*** Add File: ${'x'.repeat(300)}/a.txt\n+a\n*** End Patch`
  const script: ModelScript = {
    steps: [{reply: [{tool_call: {name: 'apply_patch', arguments: {patch}}}]}, {reply: [{text: 'Too long.'}]}],
  }
  const {result, events} = await runTurn({script, files, flags: fullAuto})

  expect(exitCodeOf(result)).toBe(0)
  expect(events.find((event) => event.type === 'tool_call.end')).toMatchObject({status: 'failed'})
})

test('a limit longer than timers can be is no limit of zero', async () => {
  const script: ModelScript = {steps: [{reply: [{text: 'Done.'}]}]}
  const {result} = await runTurn({script, files, flags: {'max-time': '2000h'}})
  expect(exitCodeOf(result)).toBe(0)
})

test('in place, a verify command that the project names is asked about like any other', async () => {
  const script: ModelScript = {
    steps: [
      {
        reply: [
          {
            tool_call: {
              name: 'apply_patch',
              arguments: {patch: '*** Begin Patch\n*** Update File: a.txt\n@@\n-old\n+new\n*** End Patch'},
            },
          },
        ],
      },
      {reply: [{text: 'Done.'}]},
    ],
  }
  const {result, workspace, questions} = await runTurn({
    script,
    files: {...files, 'codex.config.yaml': 'verify: echo overwritten > a.txt\n'},
    flags: {isolation: 'in-place'},
    answer: (question) => (question.kind === 'patch' ? {kind: 'yes'} : {kind: 'no', because: ''}),
  })

  expect(questions.map((question) => (question.kind === 'command' ? question.line : question.kind))).toEqual([
    'patch',
    'echo overwritten > a.txt',
  ])
  expect(exitCodeOf(result)).toBe(7)
  expect(await readFile(path.join(workspace, 'a.txt'), 'utf8')).toBe('new\n')
})
