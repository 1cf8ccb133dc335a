import {expect, test} from 'vitest'
import type {Attempt} from '../../../src/store/attempt.ts'
import {createConversationStore} from '../../../src/store/conversation-store.ts'
import {migrations} from '../../../src/store/migrations.ts'
import {createSessionStore} from '../../../src/store/session-store.ts'
import {stateOf} from '../../helpers/open-state-file.ts'
import {sessionLine} from '../../helpers/session-line.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

async function place() {
  const folder = await temporaryFolder()
  const state = await stateOf(folder)
  let ids = 0
  const newId = () => `copy-${(ids += 1)}`
  return {folder, state, newId, sessions: createSessionStore(state), conversations: createConversationStore(state)}
}

function result<Result>(attempt: Attempt<Result>): Result {
  if (attempt.kind === 'failed') throw new Error(attempt.fault.because)
  return attempt.result
}

function turn(id: string, conversation: string, given: {readonly root?: string; readonly prompt?: string} = {}) {
  const {root = '/work', prompt = `Prompt of ${id}`} = given
  return sessionLine({id, conversation_id: conversation, root, request: {prompt}})
}

test('the turns of a conversation are one entry of the list, newest conversation first', async () => {
  const {sessions, conversations} = await place()
  await sessions.begin(turn('turn-1', 'conv-a'))
  await sessions.end('turn-1', {outcome: 'done', costUsd: 0.25})
  await sessions.begin(turn('turn-2', 'conv-b', {root: '/other'}))
  await sessions.end('turn-2', {outcome: 'denied'})
  await sessions.begin(turn('turn-3', 'conv-a'), {after: 'turn-1', newId: () => 'never'})

  const listed = result(await conversations.list({}))

  const times = {startedAtMs: 1795428000000, lastTurnAtMs: 1795428000000, model: 'm'}
  expect(listed).toEqual([
    {...times, id: 'conv-a', root: '/work', turns: 2, prompt: 'Prompt of turn-1', costUsd: 0.25, unpricedTurns: 0},
    {...times, id: 'conv-b', root: '/other', turns: 1, prompt: 'Prompt of turn-2', outcome: 'denied', unpricedTurns: 1},
  ])
  expect(result(await conversations.list({root: '/other', count: 1})).map(({id}) => id)).toEqual(['conv-b'])
})

test.each([
  {name: 'last', root: undefined, found: {kind: 'found', id: 'conv-b'}},
  {name: 'last', root: '/work', found: {kind: 'found', id: 'conv-a'}},
  {name: 'last', root: '/nowhere', found: {kind: 'none'}},
  {name: 'conv-a', root: undefined, found: {kind: 'found', id: 'conv-a'}},
  {name: 'turn-1', root: '/other', found: {kind: 'found', id: 'conv-a'}},
  {name: 'conv', root: undefined, found: {kind: 'several', ids: ['conv-a', 'conv-b']}},
  {name: '', root: undefined, found: {kind: 'none'}},
  {name: '%', root: undefined, found: {kind: 'none'}},
])(
  'a conversation is found by the beginning of its id, of a turn, or as the last one: $name in $root',
  async (given) => {
    const {sessions, conversations} = await place()
    await sessions.begin(turn('turn-1', 'conv-a'))
    await sessions.begin(turn('turn-2', 'conv-b', {root: '/other'}))

    expect(result(await conversations.find(given.name, given.root))).toEqual(given.found)
  },
)

test('what was recorded before there were conversations is one of one turn each', async () => {
  const folder = await temporaryFolder()
  const old = await stateOf(folder, {migrations: migrations.slice(0, 3)})
  await old.write((database) => {
    database
      .prepare('INSERT INTO sessions VALUES (?, 1, ?, ?, ?, NULL, 0, ?)')
      .run('turn-1', '/work', 'm', 'Do it.', JSON.stringify(sessionLine({id: 'turn-1'})))
  })
  old.close()

  const conversations = createConversationStore(await stateOf(folder))

  expect(result(await conversations.list({})).map(({id, turns}) => [id, turns])).toEqual([['turn-1', 1]])
  expect(result(await conversations.turns('turn-1'))).toEqual([{session: sessionLine({id: 'turn-1'}), lines: []}])
})

test('where another turn follows already, a turn goes into a copy of the conversation up to its own place', async () => {
  const {sessions, conversations, newId} = await place()
  await sessions.begin(turn('turn-1', 'conv-a'))
  await sessions.append('turn-1', {first: 0, lines: [{kind: 'window', tokens: 1}]})
  await sessions.begin(turn('turn-2', 'conv-a'), {after: 'turn-1', newId})

  const moved = result(await sessions.begin(turn('turn-3', 'conv-a'), {after: 'turn-1', newId}))

  const turnsOf = async (id: string) =>
    result(await conversations.turns(id)).map(({session, lines}) => [
      session.request.prompt,
      session.conversation_id,
      lines.length,
    ])
  expect(moved).toBe('copy-1')
  expect(await turnsOf('conv-a')).toEqual([
    ['Prompt of turn-1', 'conv-a', 1],
    ['Prompt of turn-2', 'conv-a', 0],
  ])
  expect(await turnsOf('copy-1')).toEqual([
    ['Prompt of turn-1', 'copy-1', 1],
    ['Prompt of turn-3', 'copy-1', 0],
  ])
})

test('a conversation that was deleted meanwhile begins again under its id', async () => {
  const {sessions, newId} = await place()

  expect(result(await sessions.begin(turn('turn-2', 'conv-a'), {after: 'turn-1', newId}))).toBe('conv-a')
})

test('a fork takes the turns up to the one that is named, and costs nothing', async () => {
  const {sessions, conversations, newId} = await place()
  await sessions.begin(turn('turn-1', 'conv-a'))
  await sessions.end('turn-1', {outcome: 'done', costUsd: 1})
  await sessions.begin(turn('turn-2', 'conv-a'), {after: 'turn-1', newId})

  const forked = result(await conversations.fork('conv-a', {turns: 1, newId}))
  const missing = result(await conversations.fork('conv-a', {turns: 3, newId}))

  expect([forked, missing]).toEqual(['copy-1', undefined])
  expect(result(await conversations.list({})).map(({id, turns, costUsd}) => [id, turns, costUsd])).toEqual([
    ['copy-1', 1, 0],
    ['conv-a', 2, 1],
  ])
})

test('a turn that forks goes into a new conversation with copies, and leaves the old one as it is', async () => {
  const {sessions, conversations, newId} = await place()
  await sessions.begin(turn('turn-1', 'conv-a'))
  await sessions.begin(turn('turn-2', 'conv-a'), {after: 'turn-1', newId})

  const id = result(await sessions.begin(turn('turn-3', 'fork'), {after: 'turn-1', forkOf: 'conv-a', newId}))

  const prompts = async (conversation: string) =>
    result(await conversations.turns(conversation)).map(({session}) => session.request.prompt)
  expect(id).toBe('fork')
  expect(await prompts('fork')).toEqual(['Prompt of turn-1', 'Prompt of turn-3'])
  expect(await prompts('conv-a')).toEqual(['Prompt of turn-1', 'Prompt of turn-2'])
})
