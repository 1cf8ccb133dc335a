import {expect, test} from 'vitest'
import {rawServer} from '../integration/model/raw-server.ts'
import {codexPlace, testKey} from '../helpers/codex-place.ts'

interface Listed {
  readonly exit_code: number
  readonly provider: string
  readonly server: {readonly base_url: string; readonly status: string; readonly message: string | null}
  readonly models: readonly {readonly name: string; readonly [key: string]: unknown}[]
}

/** A server that lists models, and remembers with which key it was asked. */
async function listing(status: number, answer: unknown) {
  const asked: (string | undefined)[] = []
  const {baseUrl} = await rawServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(answer))
  })
  return {baseUrl, asked}
}

const offered = {data: [{id: 'gpt-5.4'}, {id: 'gpt-4.1-2025-04-14'}, {id: 'acme-new', context_length: 64_000}]}
const noServer = {OPENAI_API_KEY: '', OPENAI_BASE_URL: ''}

function modelsOf(stdout: string): Listed {
  return JSON.parse(stdout) as Listed
}

test('without a key the known models are listed, and stderr says that nobody was asked', async () => {
  const place = await codexPlace({env: noServer})

  const run = await place.run(['models'])

  expect(run.exitCode).toBe(0)
  expect(run.stdout).toMatch(/^MODEL +CONTEXT .*\n/)
  expect(run.stdout).toMatch(/^gpt-5\.3-codex +400k .* 1\.75\/0\.175\/14 +2026-10/m)
  expect(run.stdout).toContain('codex-1 is gpt-5.3-codex')
  expect(run.stderr).toContain('OPENAI_API_KEY')
  expect(run.stderr).not.toContain('Error')
})

test('what the server offers is marked, and what nobody knows stands below', async () => {
  const {baseUrl, asked} = await listing(200, offered)
  const place = await codexPlace({env: {OPENAI_BASE_URL: baseUrl}})

  const run = await place.run(['models'])

  expect(run).toMatchObject({exitCode: 0, stderr: ''})
  expect(asked).toEqual([`GET /v1/models Bearer ${testKey}`])
  expect(run.stdout).toMatch(/^\+ {2}gpt-5\.4 +1050k/m)
  expect(run.stdout).toMatch(/^ {3}gpt-5\.5 +1050k/m)
  expect(run.stdout).toMatch(/^\+ {2}gpt-4\.1-2025-04-14 +1047k/m)
  expect(run.stdout).toMatch(/^\+ {2}acme-new +64k +\? +\? +\? .* unknown$/m)
})

test('--json has every key, and null for what is not known', async () => {
  const {baseUrl} = await listing(200, offered)
  const config = 'models:\n  acme-own: {context_window: 9000, fim: true, price: {input: 1.0, output: 4.0}}\n'
  const place = await codexPlace({env: {OPENAI_BASE_URL: baseUrl}, config})

  const {exitCode, stdout} = await place.run(['models', '--json'])

  const listed = modelsOf(stdout)
  expect(exitCode).toBe(0)
  expect({...listed, models: []}).toEqual({
    version: 1,
    exit_code: 0,
    provider: 'openai',
    server: {base_url: baseUrl, status: 'listed', message: null},
    models: [],
  })
  const named = (name: string) => listed.models.find((model) => model.name === name)
  expect(named('gpt-5.4')).toEqual({
    name: 'gpt-5.4',
    aliases: [],
    known: true,
    configured: false,
    offered: true,
    context_window: 1_050_000,
    max_output_tokens: 128_000,
    wire: 'responses',
    fim: false,
    fim_tokens: null,
    tools: true,
    reasoning: true,
    images: true,
    price: {
      input: 2.5,
      cached_input: 0.25,
      output: 15,
      as_of: '2026-10',
      long_input: {above_tokens: 272_000, input: 5, cached_input: 0.5, output: 22.5},
    },
    ends_on: null,
  })
  expect(named('acme-own')).toMatchObject({
    known: true,
    configured: true,
    offered: false,
    context_window: 9_000,
    fim: true,
    fim_tokens: null,
    price: {input: 1, cached_input: null, output: 4, as_of: null, long_input: null},
  })
  expect(named('acme-new')).toEqual({
    name: 'acme-new',
    aliases: [],
    known: false,
    configured: false,
    offered: true,
    context_window: 64_000,
    max_output_tokens: null,
    wire: null,
    fim: null,
    fim_tokens: null,
    tools: null,
    reasoning: null,
    images: null,
    price: null,
    ends_on: null,
  })
})

test('with --provider only what its server offers and the user describes is listed, without the key of another', async () => {
  const {baseUrl, asked} = await listing(200, {data: [{id: 'qwen2.5-coder:7b'}, {id: 'coder'}]})
  const config = 'models: {acme-own: {context_window: 9000}}\n'
  const place = await codexPlace({config, env: {CODEX_BASE_URL: baseUrl}})

  const {exitCode, stdout} = await place.run(['models', '--provider', 'ollama', '--json'])

  expect(exitCode).toBe(0)
  expect(modelsOf(stdout).models.map(({name, known}) => [name, known])).toEqual([
    ['acme-own', true],
    ['coder', false],
    ['qwen2.5-coder:7b', true],
  ])
  expect(asked).toEqual(['GET /v1/models undefined'])
})

test.each([
  ['refuses the key', 401, 4],
  ['fails', 500, 5],
  ['has no list', 200, 5],
])('a server that %s is an error only with --provider', async (_, status, exitCode) => {
  const {baseUrl} = await listing(status, {error: {message: 'No.'}})
  const place = await codexPlace({env: {OPENAI_BASE_URL: baseUrl}})

  const asked = await place.run(['models'])
  const wanted = await place.run(['models', '--provider', 'openai', '--json'])

  expect([asked.exitCode, wanted.exitCode]).toEqual([0, exitCode])
  expect(asked.stdout).toContain('gpt-5.4')
  expect(asked.stderr).toContain(`GET ${baseUrl}/models gave no`)
  expect(modelsOf(wanted.stdout)).toMatchObject({exit_code: exitCode, server: {status: 'failed'}})
  expect(modelsOf(wanted.stdout).models.length).toBeGreaterThan(40)
  expect(wanted.stderr).toMatch(/^Error: GET http/)
  expect(wanted.stderr).not.toContain(testKey)
})

test('nobody at the address is no error either, but for who asked for it', async () => {
  const place = await codexPlace({env: {CODEX_BASE_URL: 'http://127.0.0.1:9/v1'}})

  expect((await place.run(['models'])).exitCode).toBe(0)
  expect((await place.run(['models', '--provider', 'ollama'])).exitCode).toBe(5)
})

test('without the key of the provider that was asked for the exit code is that of credentials', async () => {
  const place = await codexPlace()

  const run = await place.run(['models', '--provider', 'openrouter'])

  expect(run.exitCode).toBe(4)
  expect(run.stdout).toContain('gpt-5.4')
  expect(run.stderr).toContain('OPENROUTER_API_KEY')
})

test('azure is not asked: it lists no deployments', async () => {
  const config = 'providers: {azure: {endpoint: "https://work.openai.azure.com", deployment: coder}}\n'
  const place = await codexPlace({config})

  const run = await place.run(['models', '--provider', 'azure'])

  expect(run).toMatchObject({exitCode: 0})
  expect(run.stderr).toContain('deployment')
  expect(run.stdout).toContain('gpt-5.4')
})

test('a hostile name cannot write to the terminal', async () => {
  const {baseUrl} = await listing(200, {data: [{id: 'evil\u001B[2J\nmodel'}]})
  const place = await codexPlace({env: {OPENAI_BASE_URL: baseUrl}})

  const {stdout} = await place.run(['models'])

  expect(stdout).not.toContain('\u001B')
  expect(stdout.split('\n').some((line) => line.startsWith('model'))).toBe(false)
})
