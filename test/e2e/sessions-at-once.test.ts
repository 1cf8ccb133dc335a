import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'

const processes = 8

test('eight processes that go on with one session at once lose no turn and mix none', async () => {
  const place = await codexPlace({
    env: {CODEX_CACHE: 'off'},
    steps: [says('First.'), ...Array.from({length: processes}, () => says('Next.'))],
  })
  await place.run(['Begin with this'])

  const prompts = Array.from({length: processes}, (_, index) => `Go on with number ${index}`)
  const ends = await Promise.all(prompts.map((prompt) => place.run(['--resume', 'last', '--json', prompt])))

  expect(ends.map(({exitCode}) => exitCode)).toEqual(prompts.map(() => 0))
  expect(ends.filter(({stdout}) => stdout.includes('NOT_RECORDED'))).toEqual([])
  const {conversations, used} = await stored(place.codexHome)
  for (const turns of conversations) {
    expect(turns[0]).toEqual({prompt: 'Begin with this', turn: 1, outcome: 'done'})
    expect(turns.map(({turn}) => turn)).toEqual(turns.map((_, index) => index + 1))
  }
  const recorded = new Set(conversations.flat().map(({prompt}) => prompt))
  expect(recorded).toEqual(new Set(['Begin with this', ...prompts]))
  expect(used).toBe(processes + 1)
})

async function stored(codexHome: string) {
  const database = new DatabaseSync(path.join(codexHome, 'state.db'))
  const rows = database
    .prepare(
      `SELECT conversation_id, prompt, json_extract(record, '$.turn') AS turn, outcome FROM sessions ORDER BY rowid`,
    )
    .all()
  const used = Number(database.prepare('SELECT count(*) AS count FROM usage').get()?.['count'])
  database.close()
  const conversations = new Map<string, {prompt: string; turn: number; outcome: string}[]>()
  for (const row of rows) {
    const id = String(row['conversation_id'])
    const turn = {prompt: String(row['prompt']), turn: Number(row['turn']), outcome: String(row['outcome'])}
    conversations.set(id, [...(conversations.get(id) ?? []), turn])
  }
  return {conversations: [...conversations.values()], used}
}
