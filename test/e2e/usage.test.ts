import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect, test} from 'vitest'
import {codexPlace, type CodexPlace} from '../helpers/codex-place.ts'
import {ptySession} from '../helpers/pty-session.ts'
import {runs, says} from '../helpers/replies.ts'
import {processStarts} from '../helpers/running-processes.ts'

const tokens = {input_tokens: 1000, cached_tokens: 600, output_tokens: 100, reasoning_tokens: 10}

async function usage(place: CodexPlace, ...argv: readonly string[]) {
  const run = await place.run(['usage', '--json', ...argv])
  expect(run).toMatchObject({exitCode: 0, stderr: ''})
  return JSON.parse(run.stdout) as {
    readonly groups: readonly Readonly<Record<string, unknown>>[]
    readonly total: Readonly<Record<string, unknown>>
  }
}

test('turns and verbs that only read count, by verb, model and plugin, with what the cache saved', async () => {
  const place = await codexPlace({
    files: {'a.ts': 'export const a = 1\n'},
    steps: [
      {...says('Hello.'), usage: tokens},
      {...says('It exports a.'), usage: tokens},
    ],
  })
  await place.run(['-m', 'o3', 'Say hello now'])
  await place.run(['explain', 'a.ts', '-m', 'gpt-4.1'])
  await place.run(['explain', 'a.ts', '-m', 'gpt-4.1'])

  const byVerb = await usage(place, '--by', 'verb')
  const byModel = await usage(place, '--by', 'model')
  const byPlugin = await usage(place, '--by', 'plugin')
  const byWorkspace = await usage(place, '--by', 'workspace')

  const used = {input_tokens: 1000, cached_input_tokens: 600, output_tokens: 100, reasoning_tokens: 10}
  const explain = byVerb.groups.find(({key}) => key === 'explain')
  expect(explain).toEqual({
    key: 'explain',
    runs: 2,
    requests: 2,
    usage: used,
    cost_usd: expect.closeTo(0.0019, 10),
    unpriced_runs: 0,
    provider_saved_usd: expect.closeTo(0.0009, 10),
    cache_hits: 1,
    saved_tokens: 1100,
    saved_usd: expect.closeTo(0.0019, 10),
  })
  expect(byVerb.groups.find(({key}) => key === 'prompt')).toMatchObject({
    runs: 1,
    requests: 1,
    usage: used,
    cache_hits: 0,
  })
  expect(new Set(byModel.groups.map(({key}) => key))).toEqual(new Set(['gpt-4.1', 'o3']))
  expect(new Set(byPlugin.groups.map(({key}) => key))).toEqual(
    new Set(['@codex-host/plugin-explain', '@codex-host/plugin-prompt']),
  )
  expect(byWorkspace.groups).toEqual([expect.objectContaining({key: place.project, runs: 3})])
  expect(byVerb.total).toMatchObject({runs: 3, requests: 3, cache_hits: 1})
})

test('a turn that is interrupted and a verb that fails count with what they had used', async () => {
  const place = await codexPlace({
    files: {'a.ts': 'export const a = 1\n'},
    env: {CODEX_CACHE: 'off'},
    steps: [
      {...runs('sleep 3.8821'), usage: tokens},
      {fault: {status: 400, body: {error: {message: 'No.', code: 'bad'}}}},
    ],
  })
  const {child, ended} = place.start(['-a', 'full-auto', 'Wait a little'])
  await processStarts('sleep 3.8821')
  child.kill('SIGINT')
  expect((await ended).exitCode).toBe(130)

  const failed = await place.run(['explain', 'a.ts'])

  expect(failed.exitCode).toBe(5)
  const {groups} = await usage(place, '--by', 'verb')
  expect(groups.find(({key}) => key === 'prompt')).toMatchObject({runs: 1, requests: 1, usage: {input_tokens: 1000}})
  expect(groups.find(({key}) => key === 'explain')).toMatchObject({runs: 1, cost_usd: 0, unpriced_runs: 0})
})

test('a price that is not known is no zero', async () => {
  const place = await codexPlace({steps: [{...says('Hello.'), usage: tokens}]})
  await place.run(['-m', 'nobody-knows-me', 'Say hello now'])

  const run = await place.run(['usage', '--by', 'model'])

  expect(run.stdout).toMatch(
    /^MODEL +USD +IN +OUT +RUNS +CACHED +SAVED\nnobody-knows-me +unknown +1k +100 +1 +60 % +\$0\.00\n/,
  )
  expect(run.stdout).toContain('1 run at unknown cost: 1,000 tokens in, 100 out.\n')
  expect(run.stdout).toContain('The price of 1 run is not known')
})

test('the demo and what only looks at files count for nothing', async () => {
  const place = await codexPlace()
  await place.run(['demo'])
  await place.run(['models'])

  const run = await place.run(['usage'])

  expect(run).toEqual({exitCode: 0, signal: null, stdout: '', stderr: 'Nothing was used in the last 30d.\n'})
})

test('days are those of the time zone, and what is older than asked for is left out', async () => {
  const place = await codexPlace({steps: [{...says('Hello.'), usage: tokens}]})
  await place.run(['Say hello now'])
  const database = new DatabaseSync(path.join(place.codexHome, 'state.db'))
  const at = Date.parse(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`) - 24 * 60 * 60_000
  database.prepare('UPDATE usage SET at_ms = ?').run(at)
  database.close()
  const days = async (TZ: string, since: string) => {
    const run = await place.run(['usage', '--json', '--since', since], {env: {TZ}})
    return (JSON.parse(run.stdout) as {groups: {key: string}[]}).groups.map(({key}) => key)
  }

  const inUtc = new Date(at).toISOString().slice(0, 10)
  const nextDay = new Date(at + 24 * 60 * 60_000).toISOString().slice(0, 10)
  expect(await days('UTC', '3d')).toEqual([inUtc])
  expect(await days('Pacific/Kiritimati', '3d')).toEqual([nextDay])
  expect(await days('UTC', '1h')).toEqual([])
})

test.each([
  {locale: 'C.UTF-8', shows: '████████████████'},
  {locale: 'C', shows: '################'},
])('a terminal gets a chart, in letters where the locale $locale has no more', async ({locale, shows}) => {
  const place = await codexPlace({steps: [{...says('Hello.'), usage: tokens}]})
  await place.run(['-m', 'o3', 'Say hello now'])

  const session = ptySession(place, ['usage'], {LANG: locale})
  expect(await session.ended).toBe(0)

  expect(session.screen()).toContain(shows)
})

test.each([
  {argv: ['--since', 'soon'], message: '--since is "soon", which is no time; nothing was shown.'},
  {argv: ['--by', 'moon'], message: 'Expected --by=moon to be one of: day, model, verb, provider, plugin, workspace'},
])('what cannot be meant is refused: $argv', async ({argv, message}) => {
  const place = await codexPlace()

  expect(await place.run(['usage', ...argv])).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining(message),
  })
})

test('a database that is no database is named, and a new one is begun', async () => {
  const place = await codexPlace()
  await writeFile(path.join(place.codexHome, 'state.db'), 'This is no database, and it is long enough to be looked at.')

  const run = await place.run(['usage'])

  expect(run.exitCode).toBe(0)
  expect(run.stderr).toContain('state.db is damaged. It is now ')
})
