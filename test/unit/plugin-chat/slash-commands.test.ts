import {CodexError} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {chatSession} from '../../helpers/chat-session.ts'
import {answers, turnEnd} from '../../helpers/fake-chat-host.ts'

const kept = {
  id: 'abc1',
  status: 'landed',
  createdAt: '2026-11-23T00:00:00Z',
  files: [{path: 'x.ts', kind: 'modify', addedLines: 1, removedLines: 1}],
  diff: '--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-one\n+two\n',
} as const

test.each([
  ['/help', /\/approvals +\[MODE\] +Show the approval mode/],
  ['/?', /Ctrl-R +earlier prompts, search in them/],
  ['/model', /Model: model-1 of openai\./],
  ['/model model-2 acme', /Model: model-2 of acme\./],
  ['/approvals', /→ suggest: asks before commands/],
  ['/approvals auto-edit', /→ auto-edit: /],
  ['/approvals all', /There is no approval mode all; the mode is as before/],
  ['/context', /2k +2\.0% .* instructions\n +10k +10\.0% .* conversation\n +88k +88\.0% .* free/],
  ['/cost', /0 turns\ninput +0, of which 0 from the provider's cache/],
  ['/memory', /── the model remembers from here on ──\nnothing yet\nIt keeps the newest 2 messages\./],
  ['/plugins', /@codex-host\/plugin-chat 0\.1\.0 +chat/],
  ['/clear', /The model has forgotten what was said/],
  ['/compact', /compacted/],
  ['/verify', /verified by default/],
  ['/verify npm test', /verified npm test/],
  ['/save talk.html', /The conversation was written to \/project\/talk\.html of c1234\./],
  ['/open', /Nothing was folded\./],
  ['/open 7', /There is nothing under 7 any more\./],
  ['/dif', /There is no command \/dif\. Did you mean \/diff\?/],
])('%s', async (line, expected) => {
  const {type, text, requests} = await chatSession({columns: 120})

  await type(`${line} \r`)

  expect(text()).toMatch(expected)
  expect(requests).toEqual([])
})

test.each(['/usr/bin is empty', '//', '/'])('%s is a prompt', async (prompt) => {
  const {type, requests} = await chatSession()

  await type(`${prompt} \r`)

  expect(requests).toEqual([{prompt: `${prompt} `}])
})

test('/diff shows what has landed since the chat began, and /undo takes it back', async () => {
  const asked: string[] = []
  const {type, text} = await chatSession({
    over: {
      openChangeSets: async () => ({
        list: async (since) => {
          asked.push(`list ${since ?? ''}`)
          return [kept, {...kept, id: 'old', status: 'undone'}]
        },
        undo: async (id) => {
          asked.push(`undo ${id ?? ''}`)
          return {kind: 'done', changeSet: {...kept, status: 'undone'}}
        },
        redo: async () => ({kind: 'nothing', because: 'nothing was taken back'}),
        apply: async (id) => ({
          kind: 'conflict',
          id: id ?? '',
          conflicts: [{path: 'x.ts', because: 'it was changed since', found: 'a', wanted: 'b'}],
        }),
      }),
    },
  })

  await type('/diff \r')
  await type('/undo abc1\r')
  await type('/redo \r')
  await type('/apply abc1\r')

  expect(asked).toEqual(['list 1970-01-01T00:00:00.000Z', 'undo abc1'])
  expect(text()).toContain(
    'change set abc1 · landed · 1 file\n  --- a/x.ts\n  +++ b/x.ts\n  @@ -1 +1 @@\n1 -one\n1 +two',
  )
  expect(text()).not.toContain('change set old')
  expect(text()).toContain('Change set abc1 was taken back:\n  x.ts')
  expect(text()).toContain('Nothing was landed again: nothing was taken back.')
  expect(text()).toContain(
    'Change set abc1 was not landed: files changed meanwhile. Nothing was written.\n  x.ts: it was changed since',
  )
})

test('/cost and /memory follow the conversation', async () => {
  const {type, text} = await chatSession()

  await type('first\r')
  await type('second\r')
  await type('/cost \r')
  await type('/memory \r')

  expect(text()).toContain('2 turns\ninput   1.8k, of which 200')
  expect(text()).toContain('cost    $0.02')
  expect(text()).toContain('the model remembers the newest 2 of 4 messages')
  expect(text()).toContain('model  An answer.\n── the model remembers from here on ──\nyou    second')
})

test('/resume and /fork go on with another conversation', async () => {
  const {type, opened} = await chatSession()

  await type('/resume \r')
  await type('/resume c9\r')
  await type('/fork \r')

  expect(opened).toEqual([
    {},
    {resume: 'last', fork: false},
    {resume: 'c9', fork: false},
    {resume: 'c1234', fork: true},
  ])
})

test('/quit ends the chat', async () => {
  const {type, end} = await chatSession()

  await type('/quit \r')

  expect(end()).toEqual({})
})

test('a command that fails says why, and the chat goes on', async () => {
  const error = new CodexError('It could not be written.', {code: 'X', exitCode: 8, suggestions: ['Try another name.']})
  const {type, text, requests} = await chatSession({over: {exportConversation: () => Promise.reject(error)}})

  await type('/save \r')
  await type('on\r')

  expect(text()).toContain('Error: It could not be written.\n  Try another name.')
  expect(requests).toHaveLength(1)
})

test('what may run at once does so while the model works, the rest waits for its end', async () => {
  const ends = Promise.withResolvers<void>()
  const {type, text, pass, done} = await chatSession({
    async *turn() {
      await ends.promise
      yield turnEnd()
    },
  })
  await type('first\r')

  await type('/context \r')
  await type('/clear \r')
  const before = {done: [...done], text: text()}
  ends.resolve()
  await pass(100)

  expect(before.done).toEqual([])
  expect(before.text).toContain('About 12k of 100k tokens')
  expect(before.text).toContain('for the next turn: /clear')
  expect(done).toEqual(['clear'])
})

test('a plugin adds a command, which may speak and prompt', async () => {
  const {type, text, requests} = await chatSession({
    turn: () => answers('Done.'),
    declared: [
      {
        name: 'jira',
        plugin: 'codex-plugin-jira',
        load: async () => ({
          summary: 'Work on an issue.',
          async run({argument, say, prompt}) {
            say(`issue ${argument}\u001B[2J`)
            await prompt(`Work on ${argument}.`)
          },
        }),
      },
      {name: 'broken', plugin: 'codex-plugin-broken', load: () => Promise.reject(new Error('no such module'))},
    ],
  })

  await type('/jira X-1\r')
  await type('/broken \r')
  await type('/help \r')

  expect(requests).toEqual([{prompt: 'Work on X-1.'}])
  expect(text()).toContain('issue X-1\\x1b[2J')
  expect(text()).toContain('/broken failed: no such module')
  expect(text()).toMatch(/\/jira +of codex-plugin-jira/)
})
