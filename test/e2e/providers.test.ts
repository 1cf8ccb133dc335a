import {expect, test} from 'vitest'
import {codexPlace, testKey} from '../helpers/codex-place.ts'
import {patches, replaceLine, says} from '../helpers/replies.ts'

const change = [patches(replaceLine('a.txt', 'one', 'two')), says('Done.')]

test('a provider that speaks chat completions does the same work, and gets neither the key nor the address of OpenAI', async () => {
  const place = await codexPlace({files: {'a.txt': 'one\n'}, steps: change})
  const env = {CODEX_BASE_URL: place.env['OPENAI_BASE_URL'] ?? '', OPENAI_BASE_URL: 'https://openai.invalid/v1'}

  const run = await place.run(['-p', 'ollama', '-m', 'coder', '-a', 'auto-edit', 'Change it now'], {env})

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(await place.files()).toEqual({'a.txt': 'two\n'})
  expect(place.requests.map((request) => request.path)).toEqual(['/v1/chat/completions', '/v1/chat/completions'])
  expect(JSON.stringify(place.requests)).not.toContain(testKey)
})

test('the key of a provider comes from its own variable', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  const env = {CODEX_BASE_URL: place.env['OPENAI_BASE_URL'] ?? '', GROQ_API_KEY: 'gsk-own'}

  const run = await place.run(['-p', 'groq', '-m', 'coder', 'Say hello now'], {env})

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(place.requests.map((request) => request.headers.authorization)).toEqual(['Bearer gsk-own'])
})

test('without the key of the chosen provider nothing is sent, and its variable is named', async () => {
  const place = await codexPlace()

  const run = await place.run(['-p', 'openrouter', 'Say hello now'])

  expect(run.exitCode).toBe(4)
  expect(run.stderr).toContain('OPENROUTER_API_KEY')
  expect(run.stderr).not.toContain('OPENAI_API_KEY in the environment')
  expect(place.requests).toEqual([])
})

test('`wire: chat` speaks chat completions at any address', async () => {
  const place = await codexPlace({config: 'wire: chat\n', steps: [says('Hello.')]})

  const run = await place.run(['Say hello now'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(place.requests.map((request) => request.path)).toEqual(['/v1/chat/completions'])
})

test('a name that is no provider is an error with the nearest one, also beside a base URL', async () => {
  const place = await codexPlace({
    config: 'providers: {acme: {base_url: "https://a.example"}}',
  })
  const env = {CODEX_BASE_URL: place.env['OPENAI_BASE_URL'] ?? ''}

  const preset = await place.run(['-p', 'olama', 'Say hello now'], {env})
  const own = await place.run(['Say hello now'], {env: {...env, CODEX_PROVIDER: 'acne'}})
  const big = await place.run(['-p', 'OpenAI', 'Say hello now'], {env})

  expect([preset.exitCode, own.exitCode, big.exitCode]).toEqual([3, 3, 3])
  expect(preset.stderr).toContain('The provider "olama" (--provider) is not known')
  expect(preset.stderr).toContain('Did you mean "ollama"?')
  expect(own.stderr).toContain('Did you mean "acme"?')
  expect(big.stderr).toContain('Did you mean "openai"?')
  expect(place.requests).toEqual([])
})
