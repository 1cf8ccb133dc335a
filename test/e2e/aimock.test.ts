import type {LLMock} from '@copilotkit/aimock'
import {expect, test} from 'vitest'
import {aimock, lastMessages} from '../helpers/aimock.ts'
import {codexPlace} from '../helpers/codex-place.ts'
import {replaceLine} from '../helpers/replies.ts'

function playsATurn(server: LLMock): void {
  server.on(
    {toolName: 'shell', hasToolResult: false},
    {content: 'I look first.', toolCalls: [{name: 'shell', arguments: {command: 'cat a.txt'}, id: 'call_look'}]},
  )
  server.on(
    {toolCallId: 'call_look', toolResultContains: 'one'},
    {toolCalls: [{name: 'apply_patch', arguments: {patch: replaceLine('a.txt', 'one', 'two')}, id: 'call_patch'}]},
  )
  server.on({toolCallId: 'call_patch'}, {content: 'The file says two now.'})
}

test.each(['responses', 'chat'])('a whole turn is played with a server of other makers, over %s', async (wire) => {
  const server = await aimock({chunkSize: 7})
  playsATurn(server)
  const place = await codexPlace({files: {'a.txt': 'one\n'}, config: `wire: ${wire}\n`})

  const run = await place.run(['-a', 'full-auto', 'Make the file say two'], {
    env: {OPENAI_BASE_URL: `${server.url}/v1`},
  })

  expect(run).toMatchObject({exitCode: 0, stdout: 'The file says two now.\n'})
  expect(await place.files()).toEqual({'a.txt': 'two\n'})
  expect(server.getRequests()).toHaveLength(3)
  expect(lastMessages(server).map(({role}) => role)).toEqual(
    expect.arrayContaining(['system', 'user', 'assistant', 'tool']),
  )
})

test('an outage in the middle of a turn is sat out, and no command is run twice', async () => {
  const server = await aimock()
  server.on(
    {toolName: 'shell', hasToolResult: false},
    {toolCalls: [{name: 'shell', arguments: {command: 'echo ran >> log.txt'}, id: 'call_run'}]},
  )
  server.on({toolCallId: 'call_run', sequenceIndex: 0}, {error: {message: 'Overloaded.'}, status: 503})
  server.on({toolCallId: 'call_run'}, {content: 'It has run.'})
  const place = await codexPlace()

  const run = await place.run(['-a', 'full-auto', 'Run it once'], {env: {OPENAI_BASE_URL: `${server.url}/v1`}})

  expect(run).toMatchObject({exitCode: 0, stdout: 'It has run.\n'})
  expect(run.stderr).toContain('the server answered 503 (Overloaded.)')
  expect(await place.files()).toEqual({'log.txt': 'ran\n'})
  expect(server.getRequests()).toHaveLength(3)
})
