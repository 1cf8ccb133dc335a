import {readdir, readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {clearCache, readCacheStatistics} from '../../../src/store/cache-statistics.ts'
import {type CacheLimits, createResponseCache, defaultCacheLimits} from '../../../src/store/response-cache.ts'
import {stateOf} from '../../helpers/open-state-file.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const startMs = Date.parse('2026-11-23T10:00:00Z')
const hourMs = 60 * 60_000
const usage = {inputTokens: 100, cachedInputTokens: 20, outputTokens: 10, reasoningTokens: 5}
const nothing = {hits: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0, savedUsd: 0}

test('an answer is found for 24 hours, and not before it was given', async () => {
  const {cache, clock} = await place()
  await cache.write(entry('a', 'the answer'))

  clock.nowMs = startMs + 24 * hourMs - 1
  expect(await cache.read('a')).toEqual({kind: 'hit', text: 'the answer'})
  expect(await cache.read('b')).toEqual({kind: 'miss'})
  clock.nowMs = startMs + 24 * hourMs
  expect(await cache.read('a')).toEqual({kind: 'miss'})
  clock.nowMs = startMs - 1
  expect(await cache.read('a')).toEqual({kind: 'miss'})
})

test('use does not make an answer younger, another answer to the same request does', async () => {
  const {cache, clock} = await place()
  await cache.write(entry('a', 'old'))
  clock.nowMs += 23 * hourMs
  await cache.countHit(hit('a'))
  await cache.write(entry('b', 'old'))
  await cache.write(entry('b', 'new'))

  clock.nowMs += 2 * hourMs

  expect(await cache.read('a')).toEqual({kind: 'miss'})
  expect(await cache.read('b')).toEqual({kind: 'hit', text: 'new'})
})

test('what is too old leaves the file with the next write', async () => {
  const {cache, clock, state} = await place()
  await cache.write(entry('a', 'old'))

  clock.nowMs += 25 * hourMs
  await cache.write(entry('b', 'new'))

  expect(await keys(state)).toEqual(['b'])
})

test('beyond the limit the answers go that were not used for the longest time', async () => {
  const {cache, clock, state} = await place({maxBytes: 30})
  for (const key of ['a', 'b', 'c']) {
    clock.nowMs += 1
    await cache.write(entry(key, 'ten bytes.'))
  }
  clock.nowMs += 1
  await cache.countHit(hit('a'))

  clock.nowMs += 1
  await cache.write(entry('d', 'ten bytes.'))
  expect(await keys(state)).toEqual(['a', 'c', 'd'])

  await cache.write(entry('e', 'ü'.repeat(12)))
  expect(await keys(state)).toEqual(['e'])
})

test('an answer over the limit of one is not kept, and replaces nothing', async () => {
  const {cache} = await place({maxEntryBytes: 10})
  await cache.write(entry('a', '0123456789'))

  expect(await cache.write(entry('a', '01234567890'))).toEqual({kind: 'written'})

  expect(await cache.read('a')).toEqual({kind: 'hit', text: '0123456789'})
})

test('hits are counted by day, and what they saved where the price is known', async () => {
  const {cache, clock, state} = await place()
  await cache.write(entry('a', 'the answer'))
  expect(await statistics(state, clock)).toEqual({
    entries: 1,
    bytes: 10,
    oldestAtMs: startMs,
    today: {...nothing, unpricedHits: 0},
    inAll: {...nothing, unpricedHits: 0},
  })

  await cache.countHit({...hit('a'), savedUsd: 0.1})
  clock.nowMs += 20 * hourMs
  await cache.countHit({...hit('a'), savedUsd: 0.2})
  await cache.countHit({...hit('a'), model: 'other'})

  expect(await statistics(state, clock)).toEqual({
    entries: 1,
    bytes: 10,
    oldestAtMs: startMs,
    firstDay: '2026-11-23',
    today: {
      hits: 2,
      inputTokens: 200,
      cachedInputTokens: 40,
      outputTokens: 20,
      reasoningTokens: 10,
      savedUsd: 0.2,
      unpricedHits: 1,
    },
    inAll: {
      hits: 3,
      inputTokens: 300,
      cachedInputTokens: 60,
      outputTokens: 30,
      reasoningTokens: 15,
      savedUsd: 0.3,
      unpricedHits: 1,
    },
  })
})

test('hits older than 400 days are forgotten', async () => {
  const {cache, clock, state} = await place()
  await cache.countHit(hit('a'))

  clock.nowMs += 401 * 24 * hourMs
  await cache.countHit(hit('a'))

  expect(await statistics(state, clock)).toMatchObject({firstDay: '2027-12-29', inAll: {hits: 1}})
})

test('clear deletes all answers or the older ones, keeps what is counted, and leaves no text in the file', async () => {
  const {cache, clock, state, folder} = await place()
  await cache.write(entry('a', 'a very private answer '.repeat(5000)))
  await cache.countHit(hit('a'))
  clock.nowMs += hourMs
  await cache.write(entry('b', 'the other answer'))

  expect(await clearCache(state, {nowMs: clock.nowMs, olderThanMs: hourMs})).toEqual({
    kind: 'done',
    result: {entries: 1, bytes: 110_000},
  })
  expect(await keys(state)).toEqual(['b'])
  expect(await textsOf(folder)).not.toContain('private')

  expect(await clearCache(state, {nowMs: clock.nowMs})).toEqual({kind: 'done', result: {entries: 1, bytes: 16}})
  expect(await clearCache(state, {nowMs: clock.nowMs})).toEqual({kind: 'done', result: {entries: 0, bytes: 0}})
  expect(await statistics(state, clock)).toMatchObject({entries: 0, bytes: 0, inAll: {hits: 1}})
  expect((await textsOf(folder)).length).toBeLessThan(100_000)
})

test('a row that is damaged or was made by hand is never an error', async () => {
  const {cache, state} = await place()
  await state.write((database) => {
    database.exec('DROP TABLE cache_entries')
  })

  const failed = {kind: 'failed', because: `${state.file} fails with "no such table: cache_entries"`}
  expect(await cache.read('a')).toEqual(failed)
  expect(await cache.write(entry('a', 'text'))).toEqual(failed)
  expect(await cache.remove('a')).toEqual(failed)
  expect(await cache.countHit(hit('a'))).toEqual(failed)
})

async function place(limits: Partial<CacheLimits> = {}) {
  const folder = await temporaryFolder()
  const state = await stateOf(folder)
  const clock = {nowMs: startMs}
  const cache = createResponseCache(state, {now: () => clock.nowMs, limits: {...defaultCacheLimits, ...limits}})
  return {folder, state, clock, cache}
}

type State = Awaited<ReturnType<typeof place>>['state']

function entry(key: string, text: string) {
  return {key, provider: 'openai', model: 'coder', text}
}

function hit(key: string) {
  return {key, provider: 'openai', model: 'coder', usage}
}

async function keys(state: State): Promise<unknown> {
  const attempt = await state.read((database) =>
    database
      .prepare('SELECT key FROM cache_entries ORDER BY key')
      .all()
      .map(({key}) => key),
  )
  return attempt.kind === 'done' ? attempt.result : attempt.fault
}

async function statistics(state: State, {nowMs}: {nowMs: number}): Promise<unknown> {
  const attempt = await readCacheStatistics(state, nowMs)
  return attempt.kind === 'done' ? attempt.result : attempt.fault
}

/** Everything that lies in the files of the database. */
async function textsOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => !name.endsWith('-shm'))
  return (await Promise.all(names.map((name) => readFile(path.join(folder, name), 'latin1')))).join('')
}
