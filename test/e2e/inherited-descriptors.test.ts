import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {entry} from '../helpers/run-codex.ts'
import {scriptedModel} from '../helpers/scripted-model.ts'
import {temporaryFolder} from '../helpers/temporary-folder.ts'

test('a command cannot read what whoever started codex left open', async () => {
  const folder = await temporaryFolder()
  const secret = path.join(folder, 'secret.txt')
  await writeFile(secret, 'canary-7731\n')
  const model = await scriptedModel({
    steps: [
      {reply: [{tool_call: {name: 'shell', arguments: {command: 'echo ran; cat <&9'}}}]},
      {expect: {last_tool_output: {matches: 'ran.*9: Bad file descriptor'}}, reply: [{text: 'Nothing there.'}]},
    ],
  })

  const line = `exec 9<"$1"; exec "$2" "$3" prompt -q -a full-auto --sandbox namespaces "Read it."`
  const child = spawn('bash', ['-c', line, '-', secret, process.execPath, entry], {
    cwd: await temporaryFolder(),
    env: {PATH: process.env['PATH'], HOME: folder, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.baseUrl},
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [exitCode] = (await once(child, 'close')) as [number]

  expect(exitCode).toBe(0)
})
