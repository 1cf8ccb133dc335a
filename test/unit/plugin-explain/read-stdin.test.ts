import {PassThrough} from 'node:stream'
import {expect, test} from 'vitest'
import {readStdin} from '../../../plugins/explain/src/source/read-stdin.ts'

const nobody = new AbortController().signal

test('a pipe is read to its end', async () => {
  const stdin = new PassThrough()
  const reading = readStdin(stdin, {maxBytes: 100}, nobody)
  stdin.write('one ')
  stdin.end('two')

  const read = await reading
  expect(read.kind === 'file' && Buffer.from(read.bytes).toString()).toBe('one two')
})

test('what is too much is refused before its end', async () => {
  const stdin = new PassThrough()
  stdin.write('x'.repeat(101))

  expect(await readStdin(stdin, {maxBytes: 100}, nobody)).toMatchObject({kind: 'refused', code: 'FILE_TOO_LARGE'})
})

test('a pipe that stays open is waited for until the signal, whose reason is thrown', async () => {
  const stop = new AbortController()
  const stdin = new PassThrough()
  const reading = readStdin(stdin, {maxBytes: 100}, stop.signal)
  stdin.write('half')
  stop.abort('SIGTERM')

  await expect(reading).rejects.toBe('SIGTERM')
})
