import {once} from 'node:events'
import {readdir} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {eventually} from '../helpers/eventually.ts'
import {patches, replaceLine, says} from '../helpers/replies.ts'
import {processesLeft, processStarts} from '../helpers/running-processes.ts'

/** A turn that has patched a file and is in the middle of a command, with a child that left its parent. */
async function turnInACommand(sleep: string, flags: readonly string[] = []) {
  const command = `echo three > b.txt; (setsid ${sleep} &); ${sleep}`
  const working = {reply: [{text: 'Half of'}, {tool_call: {name: 'shell', arguments: {command}}}]}
  const place = await codexPlace({
    files: {'a.txt': 'one\n'},
    steps: [patches(replaceLine('a.txt', 'one', 'two')), working],
  })
  const {child, ended} = place.start([...flags, '-a', 'full-auto', 'Change it now'])
  await processStarts(sleep)
  return {place, child, ended}
}

test.each([
  {signal: 'SIGINT', exitCode: 130, sleep: 'sleep 7311.1'},
  {signal: 'SIGTERM', exitCode: 143, sleep: 'sleep 7311.2'},
] as const)('$signal in the middle of a command ends all of it and keeps the work: $exitCode', async (given) => {
  const {place, child, ended} = await turnInACommand(given.sleep)

  child.kill(given.signal)
  const run = await ended

  expect(run).toMatchObject({exitCode: given.exitCode, signal: null, stdout: ''})
  expect(await processesLeft(given.sleep)).toEqual([])
  expect(await processesLeft(place.folder)).toEqual([])
  expect(await place.files()).toEqual({'a.txt': 'one\n'})
  const {stdout} = await place.run(['diff'])
  expect(stdout).toContain('-one\n+two\n')
  expect(stdout).toContain('+three\n')
})

test('an interrupted turn is one JSON object that says so', async () => {
  const sleep = 'sleep 7312.1'
  const {child, ended} = await turnInACommand(sleep, ['--json'])

  child.kill('SIGINT')
  const run = await ended

  expect(run.exitCode).toBe(130)
  expect(JSON.parse(run.stdout)).toMatchObject({
    exit_code: 130,
    outcomes: ['interrupted'],
    change_set: {status: 'pending', files: [{path: 'a.txt'}, {path: 'b.txt'}]},
  })
})

test('a second SIGINT does not wait for anything', async () => {
  const sleep = 'sleep 7313.1'
  const {place, child, ended} = await turnInACommand(sleep)

  child.kill('SIGINT')
  child.kill('SIGINT')
  const run = await ended

  expect(run).toMatchObject({exitCode: 130, stdout: ''})
  expect(await processesLeft(sleep)).toEqual([])
  expect(await processesLeft(place.folder)).toEqual([])
  expect(await place.files()).toEqual({'a.txt': 'one\n'})
})

test('SIGINT while the model is silent ends the turn at once', async () => {
  const place = await codexPlace({steps: [{...says('Too late.'), fault: {stall_ms: 60_000}}]})
  const {child, ended} = place.start(['Say something'])
  await eventually('a request', () => place.requests.length > 0)

  child.kill('SIGINT')

  expect(await ended).toMatchObject({exitCode: 130, stdout: ''})
})

test('SIGINT in the wait that a server has asked for ends the turn at once', async () => {
  const tooMany = {status: 429, headers: {'retry-after': '120'}, body: {error: {message: 'Slow down.'}}}
  const place = await codexPlace({steps: [{fault: tooMany}]})
  const {child, ended} = place.start(['Say something', '--jsonl'])
  let events = ''
  child.stdout.on('data', (chunk: Buffer) => (events += chunk.toString()))
  await eventually('a wait', () => events.includes('"step.retry"'))

  child.kill('SIGINT')

  expect(await ended).toMatchObject({exitCode: 130})
  expect(events).toContain('"delay_ms":120000')
  expect(place.requests).toHaveLength(1)
})

test('--max-time in the middle of a command ends all of it and keeps the work', async () => {
  const sleep = 'sleep 7314.1'
  const {place, ended} = await turnInACommand(sleep, ['--max-time', '5s'])

  const run = await ended

  expect(run).toMatchObject({exitCode: 10, stdout: ''})
  expect(run.stderr).toContain('--max-time')
  expect(await processesLeft(sleep)).toEqual([])
  expect(await processesLeft(place.folder)).toEqual([])
  expect(await place.files()).toEqual({'a.txt': 'one\n'})
  expect((await place.run(['diff'])).stdout).toContain('-one\n+two\n')
})

test('kill -9 leaves no process, and the next turn clears what it left on the disk', async () => {
  const sleep = 'sleep 7315.1'
  const {place, child, ended} = await turnInACommand(sleep)
  const work = path.join(place.codexHome, 'work')

  child.kill('SIGKILL')
  await ended
  const processes = [...(await processesLeft(sleep)), ...(await processesLeft(place.folder))]
  const left = await readdir(work)
  const next = await codexPlace({steps: [says('Hello.')]})
  const run = await next.run(['Say hello now'], {env: {CODEX_HOME: place.codexHome}})

  expect(processes).toEqual([])
  expect(await place.files()).toEqual({'a.txt': 'one\n'})
  expect(left.length).toBe(1)
  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(await readdir(work)).toEqual([])
})

test.each([
  {signal: 'SIGINT', exitCode: 130, sleep: 'sleep 7319.1'},
  {signal: 'SIGTERM', exitCode: 143, sleep: 'sleep 7319.2'},
] as const)('$signal while the command of the key runs is an interruption and no bug: $exitCode', async (given) => {
  const {sleep, signal, exitCode} = given
  const config = `api_key_command: exec ${sleep}\n`
  const place = await codexPlace({config, env: {OPENAI_API_KEY: ''}})
  const {child, ended} = place.start(['Say hello now'], {
    env: {OPENAI_BASE_URL: 'https://models.example.invalid/v1'},
  })
  await processStarts(sleep)

  child.kill(signal)
  const run = await ended

  expect(run).toMatchObject({exitCode, stdout: '', stderr: `Error: Ended by ${signal} before it was done.\n`})
  expect(await processesLeft(sleep)).toEqual([])
  expect(await readdir(place.codexHome)).not.toContain('logs')
})

test('SIGINT while a server is asked for its models is an interruption and no bug', async () => {
  const silent = createServer()
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => {
    silent.closeAllConnections()
    silent.close()
  })
  const {port} = silent.address() as AddressInfo
  const place = await codexPlace({env: {OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`}})
  const asked = once(silent, 'request')
  const {child, ended} = place.start(['models', '--json'])
  await asked

  child.kill('SIGINT')
  const run = await ended

  expect(run.exitCode).toBe(130)
  expect(JSON.parse(run.stdout)).toMatchObject({exit_code: 130, errors: [{code: 'INTERRUPTED'}]})
})
