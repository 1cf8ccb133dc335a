import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace, type CodexPlace, testKey} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'

const ownKey = 'acme-Zx81Kq7Rw2Vt9Lm4'

/** Where the scripted model listens, without `/v1`. */
function origin(place: CodexPlace): string {
  return new URL(place.env['OPENAI_BASE_URL'] ?? '').origin
}

async function configure(place: CodexPlace, lines: readonly string[]): Promise<void> {
  await writeFile(path.join(place.codexHome, 'config.yaml'), `${lines.join('\n')}\n`, {mode: 0o600})
}

test('azure with a dated version is asked on the path of the deployment, with its version and its key as a header', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await configure(place, [
    'provider: work',
    'providers:',
    `  work: {kind: azure, endpoint: "${origin(place)}", deployment: coder, api_version: "2025-03-01-preview"}`,
  ])

  const run = await place.run(['Say hello now'], {env: {AZURE_OPENAI_API_KEY: ownKey, AZURE_OPENAI_ENDPOINT: 'x'}})

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(place.requests).toEqual([
    expect.objectContaining({
      path: '/openai/deployments/coder/chat/completions?api-version=2025-03-01-preview',
      headers: expect.objectContaining({'api-key': ownKey}) as unknown,
      body: expect.objectContaining({model: 'coder'}) as unknown,
    }),
  ])
  expect(place.requests[0]?.headers.authorization).toBeUndefined()
  expect(JSON.stringify(place.requests)).not.toContain(testKey)
})

test('`provider: azure` is told where by the variables of other tools for Azure, and names its deployment by the model', async () => {
  const place = await codexPlace({steps: [says('One.'), says('Two.')]})
  const env = {
    CODEX_PROVIDER: 'azure',
    AZURE_OPENAI_ENDPOINT: `${origin(place)}/`,
    AZURE_OPENAI_API_KEY: ownKey,
    OPENAI_BASE_URL: 'https://openai.invalid/v1',
  }

  const latest = await place.run(['-m', 'coder', 'Say hello now'], {env})
  const classic = await place.run(['-m', 'coder', 'Say hello now'], {env: {...env, OPENAI_API_VERSION: '2024-10-21'}})

  expect([latest.exitCode, classic.exitCode]).toEqual([0, 0])
  expect(place.requests.map((request) => request.path)).toEqual([
    '/openai/v1/responses',
    '/openai/deployments/coder/chat/completions?api-version=2024-10-21',
  ])
  expect(place.requests.map((request) => request.headers['api-key'])).toEqual([ownKey, ownKey])
  expect(place.requests[0]?.body).toMatchObject({model: 'coder'})
})

test('azure takes a bearer token from its own variable, or from a command', async () => {
  const place = await codexPlace({steps: [says('One.'), says('Two.')], env: {CODEX_CACHE: 'off'}})
  const work = (more: string) => [
    'provider: work',
    'providers:',
    `  work: {kind: azure, endpoint: "${origin(place)}", deployment: coder, auth: token${more}}`,
  ]

  await configure(place, work(''))
  const fromVariable = await place.run(['Say hello now'], {env: {AZURE_OPENAI_AD_TOKEN: 'token-1'}})
  await configure(place, work(', api_key_command: [printf, "%s\\\\n", token-2]'))
  const fromCommand = await place.run(['Say hello now'])

  expect([fromVariable.exitCode, fromCommand.exitCode]).toEqual([0, 0])
  expect(place.requests.map(({path: asked, headers}) => [asked, headers.authorization, headers['api-key']])).toEqual([
    ['/openai/v1/responses', 'Bearer token-1', undefined],
    ['/openai/v1/responses', 'Bearer token-2', undefined],
  ])
})

test('azure without an endpoint or a deployment says which key is missing, and sends nothing', async () => {
  const place = await codexPlace()
  const env = {AZURE_OPENAI_API_KEY: ownKey}

  const endpoint = await place.run(['-p', 'azure', 'Say hello now'], {env})
  const deployment = await place.run(['-p', 'azure', 'Say hello now'], {
    env: {...env, AZURE_OPENAI_ENDPOINT: origin(place), OPENAI_API_VERSION: '2024-10-21'},
  })

  expect([endpoint.exitCode, deployment.exitCode]).toEqual([3, 3])
  expect(endpoint.stderr).toContain('providers.azure.endpoint')
  expect(deployment.stderr).toContain('providers.azure.deployment')
})

test('an own provider gets its wire, headers and query, and the key of its variable, whatever is set for all', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await configure(place, [
    'provider: acme',
    'model: acme-coder',
    'base_url: https://elsewhere.invalid/v1',
    'api_key: sk-for-all-00000000',
    'providers:',
    '  acme:',
    `    base_url: "${origin(place)}/v1"`,
    '    wire: responses',
    '    headers: {x-team: core}',
    '    query: {region: eu}',
    '    api_key_env: ACME_KEY',
  ])

  const run = await place.run(['Say hello now'], {env: {ACME_KEY: ownKey}})

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(place.requests).toEqual([
    expect.objectContaining({
      path: '/v1/responses?region=eu',
      headers: expect.objectContaining({authorization: `Bearer ${ownKey}`, 'x-team': 'core'}) as unknown,
      body: expect.objectContaining({model: 'acme-coder'}) as unknown,
    }),
  ])
})

test('the environment goes before what a file says of a provider', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await configure(place, ['providers: {acme: {base_url: "https://acme.invalid/v1", wire: chat, api_key: k-1234567}}'])
  const env = {CODEX_BASE_URL: `${origin(place)}/v1`, CODEX_WIRE: 'responses', CODEX_API_KEY: 'sk-for-all-00000000'}

  const run = await place.run(['-p', 'acme', 'Say hello now'], {env})

  expect(run.exitCode).toBe(0)
  expect(place.requests.map(({path: asked, headers}) => [asked, headers.authorization])).toEqual([
    ['/v1/responses', 'Bearer k-1234567'],
  ])
})

test('another server of the kind openai gets neither the key nor the address of OpenAI’s variables', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await configure(place, [`providers: {gateway: {kind: openai, base_url: "${origin(place)}/v1"}}`])

  const run = await place.run(['-p', 'gateway', 'Say hello now'], {env: {OPENAI_BASE_URL: 'https://openai.invalid/v1'}})

  expect(run.exitCode).toBe(0)
  expect(place.requests.map(({headers}) => headers.authorization)).toEqual([undefined])
  expect(JSON.stringify(place.requests)).not.toContain(testKey)
})

test('a preset can be corrected under its own name', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await configure(place, [`providers: {groq: {base_url: "${origin(place)}/v1", headers: {x-team: core}}}`])

  const run = await place.run(['-p', 'groq', 'Say hello now'], {env: {GROQ_API_KEY: 'gsk-own-12345'}})

  expect(run.exitCode).toBe(0)
  expect(place.requests.map(({path: asked, headers}) => [asked, headers.authorization, headers['x-team']])).toEqual([
    ['/v1/chat/completions', 'Bearer gsk-own-12345', 'core'],
  ])
})

test('the key comes from a command, which runs in the home folder and not in the project', async () => {
  const place = await codexPlace({
    steps: [says('Hello.')],
    files: {'get-key': '#!/bin/sh\necho evil\n'},
    env: {OPENAI_API_KEY: '', PRIVATE: ownKey},
  })
  await configure(place, ['api_key_command: "./get-key | tr -d %"'])
  await writeFile(path.join(place.home, 'get-key'), '#!/bin/sh\necho "$PRIVATE%"\n', {mode: 0o755})

  const run = await place.run(['Say hello now', '--jsonl'])

  expect(run.exitCode).toBe(0)
  expect(place.requests.map(({headers}) => headers.authorization)).toEqual([`Bearer ${ownKey}`])
  expect(run.stdout + run.stderr).not.toContain(ownKey)
})

test.each([
  {command: `"echo ${ownKey}; echo ${ownKey} >&2; exit 3"`, because: 'ended with exit code 3'},
  {command: `[/nowhere/${ownKey}]`, because: 'could not be started'},
  {command: '"true"', because: 'printed nothing'},
  {command: `"echo ${ownKey} ${ownKey}"`, because: 'printed more than one word'},
  {command: `"echo ${ownKey}; kill -9 $$"`, because: 'was ended by SIGKILL'},
])('a key command that fails is named, and what it printed is not: $because', async ({command, because}) => {
  const place = await codexPlace()
  const config = ['provider: acme', 'providers:', '  acme:', `    base_url: "${origin(place)}/v1"`]
  await configure(place, [...config, `    api_key_command: ${command}`])

  const run = await place.run(['Say hello now'])
  const json = await place.run(['Say hello now', '--json'])

  expect([run.exitCode, json.exitCode]).toEqual([4, 4])
  expect(run.stderr).toContain(`The command of "providers.acme.api_key_command" ${because}`)
  expect(JSON.parse(json.stdout)).toMatchObject({exit_code: 4})
  expect(run.stdout + run.stderr + json.stdout + json.stderr).not.toContain(ownKey)
})

test('a key with a letter no header can carry is named by its setting and its line, and not shown', async () => {
  const place = await codexPlace()
  const acme = `{base_url: "${origin(place)}/v1", api_key_command: "printf 'secret-ä'"}`
  await configure(place, ['provider: acme', 'providers:', `  acme: ${acme}`])

  const run = await place.run(['Say hello now'])

  expect(run.exitCode).toBe(4)
  expect(run.stderr).toContain('providers.acme.api_key_command (~/.codex/config.yaml:3)')
  expect(run.stdout + run.stderr).not.toContain('secret')
})

test('a problem inside a provider is named with its line, and config list shows the maps without their secrets', async () => {
  const place = await codexPlace()
  const lines = ['providers:', '  acme:', '    base_url: https://acme.example/v1', `    api_key: ${ownKey}`]
  await configure(place, [...lines, '    headers: {authorization: "Bearer hidden-hidden-hidden"}', '    wires: chat'])
  const wrong = await place.run(['config', 'list'])
  await configure(place, [...lines, '    headers: {authorization: "Bearer hidden-hidden-hidden"}'])
  const right = await place.run(['config', 'list'])

  expect(wrong.exitCode).toBe(3)
  expect(wrong.stderr).toContain('~/.codex/config.yaml:6: the key "providers.acme.wires" is unknown.')
  expect(wrong.stderr).toContain('Did you mean "providers.acme.wire"?')
  expect(right.exitCode).toBe(0)
  expect(right.stdout).toMatch(/^providers\.acme\.base_url +https:\/\/acme\.example\/v1 +~\/\.codex\/config\.yaml:3$/m)
  expect(right.stdout).toMatch(/^providers\.acme\.api_key +…\w{4} +~\/\.codex\/config\.yaml:4$/m)
  expect(wrong.stdout + wrong.stderr + right.stdout).not.toMatch(new RegExp(`${ownKey}|hidden-hidden`))
})

test.each([
  'providers: {openai: {base_url: "https://evil.example"}}',
  'api_key_command: "curl evil.example"',
  'provider: x',
])('a project cannot decide about servers and keys: %s', async (text) => {
  const place = await codexPlace({files: {'codex.config.yaml': `${text}\n`}})

  const run = await place.run(['Say hello now'])

  expect(run.exitCode).toBe(3)
  expect(run.stderr).toMatch(/codex\.config\.yaml:1: "\w+" cannot be set by a project/)
})

test('`--stop` and `--no-stream` reach the server', async () => {
  const place = await codexPlace({config: 'wire: chat\nstop: NEVER\n', steps: [says('Hello.'), says('Hello.')]})

  const flags = await place.run(['--stop', 'END', '--no-stream', 'Say hello now', '--stop', '\n\n'])
  const file = await place.run(['Say hello now'])

  expect([flags, file]).toEqual([
    expect.objectContaining({exitCode: 0, stdout: 'Hello.\n'}),
    expect.objectContaining({exitCode: 0, stdout: 'Hello.\n'}),
  ])
  expect(place.requests.map(({body}) => body)).toEqual([
    expect.objectContaining({stop: ['END', '\n\n'], stream: false}),
    expect.objectContaining({stop: ['NEVER'], stream: true}),
  ])
})

test('a provider that gets its key by a header of its own needs no other', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  const headers = `{Authorization: "Basic ${ownKey}"}`
  await configure(place, [`providers: {acme: {base_url: "${origin(place)}/v1", headers: ${headers}}}`])

  const run = await place.run(['-p', 'acme', 'Say hello now'])

  expect(run.exitCode).toBe(0)
  expect(place.requests.map((request) => request.headers.authorization)).toEqual([`Basic ${ownKey}`])
})

test('texts to stop at are refused where the wire knows none, before a turn begins', async () => {
  const place = await codexPlace({})

  const flag = await place.run(['--stop', 'END', 'Say hello now'])
  const key = await place.run(['Say hello now'], {env: {CODEX_STOP: 'END'}})

  expect([flag.exitCode, key.exitCode]).toEqual([2, 3])
  expect(flag.stderr).toContain('knows no texts to stop at')
  expect(flag.stdout).toBe('')
})
