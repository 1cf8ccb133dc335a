import type {IncomingMessage, ServerResponse} from 'node:http'
import {expect, test} from 'vitest'
import {rawServer} from '../integration/model/raw-server.ts'
import {codexPlace} from '../helpers/codex-place.ts'

/** An Ollama that loads the model with a window and reads no more than fits, as the real one does. */
async function ollama({window, readTokens}: {readonly window: number | undefined; readonly readTokens: number}) {
  const paths: string[] = []
  let isLoaded = false

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for await (const _ of request);
    paths.push(`${request.method} ${request.url}`)
    const json = (value: unknown) =>
      void response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(value))
    if (request.url === '/api/ps') {
      const loaded = window === undefined ? {name: 'coder:latest'} : {name: 'coder:latest', context_length: window}
      return json({models: isLoaded ? [loaded] : []})
    }
    if (request.url === '/api/show') return json({parameters: '', model_info: {}})
    isLoaded = true
    response.writeHead(200, {'content-type': 'text/event-stream'})
    const usage = {prompt_tokens: readTokens, completion_tokens: 1, total_tokens: readTokens + 1}
    const head = {id: 'a', object: 'chat.completion.chunk', created: 1, model: 'coder'}
    const chunks = [
      {...head, choices: [{index: 0, delta: {role: 'assistant', content: 'Hello.'}, finish_reason: null}]},
      {...head, choices: [{index: 0, delta: {}, finish_reason: 'stop'}]},
      {...head, choices: [], usage},
    ]
    response.end(`${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`)
  }

  const {baseUrl} = await rawServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  return {baseUrl, paths}
}

const long = `Read this. ${'The quick brown fox jumps over the lazy dog. '.repeat(800)}`

async function ask(server: {readonly baseUrl: string}, {prompt = 'Say hello now', config = ''} = {}) {
  const place = await codexPlace({config, env: {CODEX_BASE_URL: server.baseUrl}})
  const run = await place.run(['prompt', '-p', 'ollama', '-m', 'coder', '--json', prompt])
  const {notices, answer} = JSON.parse(run.stdout) as {notices: {code: string; text: string}[]; answer: string}
  return {run, answer, notices}
}

test('a prompt that Ollama cut in silence is reported once, with the way out', async () => {
  const server = await ollama({window: 4_096, readTokens: 2_050})

  const {run, answer, notices} = await ask(server, {prompt: long})

  expect([run.exitCode, answer]).toEqual([0, 'Hello.'])
  expect(notices.map(({code}) => code)).toEqual(['CONTEXT_TRUNCATED'])
  expect(notices[0]?.text).toContain('the model "coder" read 2,050. Its context window there is 4,096 tokens.')
  expect(notices[0]?.text).toContain('OLLAMA_CONTEXT_LENGTH')
  expect(server.paths.filter((path) => path === 'POST /v1/chat/completions').length).toBe(1)
})

test('a model nobody knows needs no notice where its server tells the window', async () => {
  const {notices} = await ask(await ollama({window: 32_768, readTokens: 2_000}))

  expect(notices).toEqual([])
})

test('where the server does not tell it, one notice says what was assumed', async () => {
  const {notices} = await ask(await ollama({window: undefined, readTokens: 2_000}))

  expect(notices.map(({code}) => code)).toEqual(['UNKNOWN_MODEL'])
  expect(notices[0]?.text).toContain('models: {coder: {context_window: 128000}}')
})

test('what the user says of the model makes it known', async () => {
  const config = 'models: {coder: {context_window: 16000}}\n'
  const {notices} = await ask(await ollama({window: undefined, readTokens: 2_000}), {config})

  expect(notices).toEqual([])
})

test('a server that never answers about itself does not keep the answer back', async () => {
  const inner = await ollama({window: 4_096, readTokens: 2_000})
  const {baseUrl} = await rawServer((request, response) => {
    if (request.url?.startsWith('/api/') === true) return
    fetch(new URL(request.url ?? '', inner.baseUrl), {method: 'POST', body: '{}'})
      .then(async (answer) => {
        response.writeHead(200, {'content-type': 'text/event-stream'}).end(await answer.text())
      })
      .catch(() => response.destroy())
  })

  const {run, answer, notices} = await ask({baseUrl})

  expect([run.exitCode, answer, notices.map(({code}) => code)]).toEqual([0, 'Hello.', ['UNKNOWN_MODEL']])
})
