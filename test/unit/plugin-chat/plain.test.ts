import type {Decision} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {openPlainUi} from '../../../plugins/chat/src/chat/open-plain-ui.ts'
import {runChat} from '../../../plugins/chat/src/chat/run-chat.ts'
import {withoutColors} from '../../../plugins/chat/src/transcript/highlight.ts'
import {type FakeHostOptions, fakeChatHost, fakeProjectFiles, turnEnd} from '../../helpers/fake-chat-host.ts'

async function plainSession(options: FakeHostOptions = {}) {
  const host = fakeChatHost(options)
  let written = ''
  let input = {onLine: (_line: string) => {}, onEnd: () => {}}
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5))
  const running = runChat({
    host: host.host,
    flags: {},
    openFiles: async () => fakeProjectFiles({}),
    signal: new AbortController().signal,
    now: () => 0,
    loadPaintCode: async () => withoutColors,
    openUi: async (ui) =>
      openPlainUi({
        ...ui,
        escape: (text) => text,
        write: (text) => void (written += text),
        readLines(onLine, onEnd) {
          input = {onLine, onEnd}
          return () => {}
        },
      }),
  })
  await settle()
  return {
    ...host,
    running,
    written: () => written,
    async say(line: string) {
      input.onLine(line)
      await settle()
    },
    async endInput() {
      input.onEnd()
      await settle()
    },
  }
}

test('line by line: a prompt, its answer, and no sequence that moves anything', async () => {
  const {say, written, endInput, running} = await plainSession()

  await say('hello')
  await endInput()

  expect(await running).toEqual({conversationId: 'c1234'})
  expect(written()).not.toContain('\u001B')
  expect(written()).toBe('you> \nAn answer.\n\n1.2 s · 1 step · 1k tokens · $0.01\nyou> ')
})

test.each([
  ['yes', {kind: 'yes'}],
  ['session', {kind: 'yes-for-session'}],
  ['edit ls -l', {kind: 'yes-edited', line: 'ls -l'}],
  ['no not now', {kind: 'no', because: 'not now'}],
  ['no', {kind: 'no', because: ''}],
  ['stop', {kind: 'stop'}],
])('%s is an answer', async (line, decision) => {
  const decisions: Decision[] = []
  const {say, written, endInput} = await plainSession({
    async *turn({ask}) {
      decisions.push(
        await ask({kind: 'command', line: 'rm x', cwd: '/project', assessment: {kind: 'ask', because: 'it may'}}),
      )
      yield turnEnd()
    },
  })

  await say('go')
  await say('y please')
  await say(line)
  await endInput()

  expect(written()).toContain(
    '│ rm x\nWhy: it may\nAnswer with: yes, session, edit COMMAND, no [WHY], stop\nanswer> Not one of the answers.',
  )
  expect(decisions).toEqual([decision])
})

test('an input that ends is a no', async () => {
  const decisions: Decision[] = []
  const {say, endInput, running} = await plainSession({
    async *turn({ask}) {
      decisions.push(
        await ask({kind: 'command', line: 'rm x', cwd: '/project', assessment: {kind: 'ask', because: 'it may'}}),
      )
      yield turnEnd()
    },
  })

  await say('go')
  await endInput()
  await running

  expect(decisions).toEqual([{kind: 'no', because: 'the input ended'}])
})

test('a backslash at the end of a line asks for one more, and /stop stops the turn', async () => {
  const {say, requests, written, endInput} = await plainSession({
    async *turn({signal}) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      yield turnEnd({outcomes: ['interrupted']})
    },
  })

  await say('one\\')
  await say('two')
  await say('/stop')
  await endInput()

  expect(requests).toEqual([{prompt: 'one\ntwo'}])
  expect(written()).toContain('stopped by you')
})
