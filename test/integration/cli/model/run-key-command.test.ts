import {readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {type KeyCommandRun, runKeyCommand} from '../../../../src/cli/model/run-key-command.ts'
import {temporaryFolder} from '../../../helpers/temporary-folder.ts'

const forever = new AbortController().signal

async function place(): Promise<Omit<KeyCommandRun, 'command'>> {
  return {
    setting: 'providers.acme.api_key_command',
    env: {PATH: process.env['PATH'], VAULT: 'vault-1'},
    cwd: await temporaryFolder(),
    timeoutMs: 20_000,
  }
}

test.each([
  ['printf "$VAULT"', 'vault-1'],
  ['printf "\\n  %s \\r\\n\\n" key-2', 'key-2'],
  [['printf', '%s', '$VAULT;exit'], '$VAULT;exit'],
])('%j prints the key', async (command, key) => {
  expect(await runKeyCommand({...(await place()), command}, forever)).toBe(key)
})

test('what hangs is ended with all it started, and the time is named', async () => {
  const where = await place()
  const command = 'sh -c "echo secret; echo $$ > pid; exec sleep 600" & wait'

  await expect(runKeyCommand({...where, command, timeoutMs: 400}, forever)).rejects.toMatchObject({
    code: 'KEY_COMMAND',
    exitCode: 4,
    message:
      'The command of "providers.acme.api_key_command" did not end within 0.4 seconds, so there is no key and nothing was sent.',
  })

  const pid = Number(await readFile(path.join(where.cwd, 'pid'), 'utf8'))
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('an abort ends it with the reason of the abort', async () => {
  const stop = new AbortController()
  const where = await place()
  const run = runKeyCommand({...where, command: 'sleep 600'}, stop.signal)

  stop.abort(new Error('stopped by the user'))

  await expect(run).rejects.toThrow('stopped by the user')
})

test('it reads an empty input, so that a question does not wait for an answer', async () => {
  await expect(
    runKeyCommand({...(await place()), command: 'read answer; echo "$answer"'}, forever),
  ).rejects.toMatchObject({message: expect.stringContaining('printed nothing') as string})
})

test.each([
  ['a binary file', Uint8Array.from({length: 300}, (_, index) => index % 256)],
  ['megabytes', new Uint8Array(3_000_000).fill(0x61)],
])('%s is no key, and is not shown', async (_, bytes) => {
  const where = await place()
  await writeFile(path.join(where.cwd, 'output'), bytes)

  await expect(runKeyCommand({...where, command: ['cat', 'output']}, forever)).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(/printed more than (?:a key|one word), so there is no key/) as string,
  })
})
