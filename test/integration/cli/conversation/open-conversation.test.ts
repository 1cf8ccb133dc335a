import {readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {Conversation, Question, TurnResult} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {chatPlace} from '../../../helpers/chat-place.ts'
import {patches, replaceLine, runs, says} from '../../../helpers/replies.ts'
import {userTexts} from '../../../helpers/sent-texts.ts'

const never = new AbortController().signal
const yes = async () => ({kind: 'yes'}) as const

async function turn(conversation: Conversation, prompt: string): Promise<TurnResult> {
  const events = await Array.fromAsync(conversation.runTurn({prompt}, never))
  const last = events.at(-1)
  if (last?.type !== 'turn.end') throw new Error('The turn did not end with turn.end.')
  return last.result
}

test('another model answers the turns that follow, in the same conversation', async () => {
  const place = await chatPlace({steps: [says('One.'), says('Two.')]})
  const conversation = await place.openHost().openConversation({}, {})
  await turn(conversation, 'First.')
  await conversation.change({model: 'gpt-4.1', approvalMode: 'auto-edit'})
  await turn(conversation, 'Second.')
  expect(conversation.terms()).toMatchObject({model: 'gpt-4.1', approvalMode: 'auto-edit', sandbox: 'namespaces'})
  expect(place.requests[1]?.body).toMatchObject({model: 'gpt-4.1'})
  expect(userTexts(place.requests[1]).join('\n')).toContain('First.')
})

test('a change that cannot be is refused, and all is as before', async () => {
  const place = await chatPlace({steps: [says('One.')]})
  const conversation = await place.openHost().openConversation({}, {})
  await expect(conversation.change({provider: 'nobody'})).rejects.toMatchObject({exitCode: 3})
  expect(await turn(conversation, 'First.')).toMatchObject({answer: 'One.'})
})

test('what was allowed for the session is still allowed with another model', async () => {
  const place = await chatPlace({steps: [runs('echo a > a'), says('One.'), runs('echo a > a'), says('Two.')]})
  const questions: Question[] = []
  const askUser = async (question: Question) => {
    questions.push(question)
    return {kind: question.kind === 'command' ? 'yes-for-session' : 'no', because: ''} as const
  }
  const conversation = await place.openHost().openConversation({}, {askUser})
  await turn(conversation, 'First.')
  await conversation.change({model: 'gpt-4.1'})
  await turn(conversation, 'Second.')
  expect(questions.filter(({kind}) => kind === 'command')).toHaveLength(1)
})

test('a recorded conversation goes on in another process, with its model and what was said', async () => {
  const place = await chatPlace({steps: [says('One.'), says('Two.')]})
  const first = await place.openHost().openConversation({model: 'gpt-4.1'}, {})
  await turn(first, 'First.')
  const second = await place.openHost().openConversation({}, {resume: 'last'})
  expect({id: second.id, model: second.terms().model}).toEqual({id: first.id, model: 'gpt-4.1'})
  expect(second.history()).toMatchObject([
    {kind: 'prompt', text: 'First.'},
    {kind: 'events', events: expect.arrayContaining([expect.objectContaining({type: 'step.end', text: 'One.'})])},
  ])
  await turn(second, 'Second.')
  expect(userTexts(place.requests[1]).join('\n')).toContain('First.')
})

test('a fork begins with what was said, and leaves the other as it is', async () => {
  const place = await chatPlace({steps: [says('One.'), says('Two.')]})
  const first = await place.openHost().openConversation({}, {})
  await turn(first, 'First.')
  const fork = await place.openHost().openConversation({}, {resume: first.id, fork: true})
  await turn(fork, 'Second.')
  expect(fork.id).not.toBe(first.id)
  const again = await place.openHost().openConversation({}, {resume: first.id})
  expect(again.history().filter(({kind}) => kind === 'prompt')).toHaveLength(1)
})

test('two chats in one workspace never settle over each other', async () => {
  const change = (to: string) => [patches(replaceLine('a.txt', 'a', to)), says('Done.')]
  const place = await chatPlace({files: {'a.txt': 'a\n'}, steps: [...change('one'), ...change('two')]})
  const asked = Promise.withResolvers<void>()
  const otherLanded = Promise.withResolvers<void>()
  const askFirst = async () => {
    asked.resolve()
    await otherLanded.promise
    return {kind: 'yes'} as const
  }
  const first = await place.openHost().openConversation({}, {askUser: askFirst})
  const second = await place.openHost().openConversation({}, {askUser: yes})

  const slow = turn(first, 'Change it.')
  await asked.promise
  expect((await turn(second, 'Change it, too.')).changeSet?.status).toBe('landed')
  otherLanded.resolve()
  expect((await slow).changeSet).toMatchObject({status: 'conflict', conflicts: [{path: 'a.txt'}]})
  expect(await readFile(path.join(place.workspace, 'a.txt'), 'utf8')).toBe('two\n')
})

test('change sets of a conversation are listed, taken back and landed again', async () => {
  const place = await chatPlace({
    files: {'a.txt': 'a\n'},
    steps: [patches(replaceLine('a.txt', 'a', 'b')), says('Done.')],
  })
  const host = place.openHost()
  const since = new Date(0).toISOString()
  await turn(await host.openConversation({}, {askUser: yes}), 'Change it.')
  const changes = await host.openChangeSets({})
  const file = () => readFile(path.join(place.workspace, 'a.txt'), 'utf8')

  expect(await changes.list(since)).toMatchObject([{status: 'landed', files: [{path: 'a.txt'}]}])
  expect(await changes.undo()).toMatchObject({kind: 'done', changeSet: {status: 'undone'}})
  expect(await file()).toBe('a\n')
  expect(await changes.redo()).toMatchObject({kind: 'done', changeSet: {status: 'landed'}})
  expect(await file()).toBe('b\n')
  await writeFile(path.join(place.workspace, 'a.txt'), 'mine\n')
  expect(await changes.undo()).toMatchObject({kind: 'conflict', conflicts: [{path: 'a.txt'}]})
  expect(await changes.apply()).toEqual({kind: 'nothing', because: 'no change set is pending'})
})

test('what was typed is remembered without secrets, the same text once', async () => {
  const place = await chatPlace()
  const {inputHistory} = place.openHost()
  for (const text of ['one', 'key sk-test-Zq7Wm3Xp9Lk2Rv8T', 'two', 'one', ' ']) await inputHistory.add(text)
  expect(await place.openHost().inputHistory.read()).toEqual(['key [redacted]', 'two', 'one'])
})

test('a conversation is written to a new file only, as its name says', async () => {
  const place = await chatPlace({steps: [says('One.\u001b[2J')]})
  const host = place.openHost()
  const conversation = await host.openConversation({}, {})
  await turn(conversation, 'First.')
  const file = await host.exportConversation(conversation.id, 'talk.md')
  const text = await readFile(file, 'utf8')
  expect(text).toContain('> First.\n\nOne.\\x1b[2J')
  await expect(host.exportConversation(conversation.id, 'talk.md')).rejects.toMatchObject({exitCode: 2})
})

test('a slash command of a plugin is named without being loaded, and a broken one is an error of the plugin', async () => {
  const place = await chatPlace()
  const root = path.join(place.codexHome, 'plugin')
  const plugin = {name: 'codex-plugin-x', version: '1.0.0', root, codex: {api: '^1.0.0', slash_commands: {x: './x.js'}}}
  const host = (await chatPlace({plugins: [plugin]})).openHost()
  const [declared] = await host.slashCommands()
  expect(declared).toMatchObject({name: 'x', plugin: 'codex-plugin-x'})
  await expect(declared?.load()).rejects.toMatchObject({exitCode: 11, code: 'PLUGIN_SLASH_COMMAND'})
})
