import {expect, test} from 'vitest'
import {
  askLlamaCpp,
  askLmStudio,
  askOllama,
  askOpenRouter,
  askVllm,
} from '../../../../src/model/window/server-windows.ts'

/** Answers by path; a path that is not there has no answer. */
function server(answers: Readonly<Record<string, unknown>>, model = 'coder:7b') {
  const paths: string[] = []
  const ask = async ({of, path}: {readonly of: string; readonly path: string}) => {
    paths.push(`${of} ${path}`)
    return answers[path]
  }
  return {model, ask, paths}
}

const shown = {
  model_info: {'general.architecture': 'qwen2', 'qwen2.context_length': 32_768},
  parameters: 'stop                           "<|im_end|>"\nnum_ctx                        8192',
}
const running = (name: string, context_length?: unknown) => ({
  models: [
    {name: 'other', context_length: 1},
    {name, context_length},
  ],
})

test.each([
  ['the loaded model', {'/api/ps': running('coder:7b', 4_096), '/api/show': shown}, 4_096],
  ['its Modelfile', {'/api/ps': {models: []}, '/api/show': shown}, 8_192],
  ['an older version', {'/api/ps': running('coder:7b'), '/api/show': shown}, 8_192],
  ['no more than it was trained for', {'/api/show': {...shown, parameters: 'num_ctx 131072'}}, 32_768],
  ['a default nobody knows', {'/api/ps': {models: []}, '/api/show': {model_info: shown.model_info}}, undefined],
  ['nothing', {}, undefined],
])('ollama: %s', async (_, answers, tokens) => {
  expect(await askOllama(server(answers))).toBe(tokens)
})

test('ollama: a name without a tag is the latest', async () => {
  expect(await askOllama(server({'/api/ps': running('coder:latest', 16_384)}, 'coder'))).toBe(16_384)
})

test.each([
  [{state: 'loaded', loaded_context_length: 4_096, max_context_length: 131_072}, 4_096],
  [{state: 'loaded', max_context_length: 131_072}, 131_072],
  [{state: 'not-loaded', max_context_length: 131_072}, undefined],
  [{error: 'Unexpected endpoint or method.'}, undefined],
])('lm studio: %j is %s', async (answer, tokens) => {
  expect(await askLmStudio(server({'/api/v0/models/openai/gpt-oss-20b': answer}, 'openai/gpt-oss-20b'))).toBe(tokens)
})

test('llama.cpp: what one slot has', async () => {
  const props = {total_slots: 4, default_generation_settings: {n_ctx: 8_192}}

  expect(await askLlamaCpp(server({'/props?model=coder%3A7b': props}))).toBe(8_192)
})

test('vllm: what it gives the model of that name', async () => {
  const list = {
    data: [
      {id: 'other', max_model_len: 1},
      {id: 'coder:7b', max_model_len: 65_536},
    ],
  }

  expect(await askVllm(server({'/models': list}))).toBe(65_536)
  expect(await askVllm(server({'/models': list}, 'missing'))).toBeUndefined()
})

test('openrouter: the widest of those that host it', async () => {
  const path = '/models/acme/coder/endpoints'
  const answer = {data: {endpoints: [{context_length: 32_768}, {context_length: 131_072}, {context_length: null}]}}
  const asked = server({[path]: answer}, 'acme/coder')

  expect(await askOpenRouter(asked)).toBe(131_072)
  expect(asked.paths).toEqual([`api ${path}`])
  expect(await askOpenRouter(server({}, 'coder'))).toBeUndefined()
})

test.each([0, -1, 1.5, '4096', Number.NaN, 1e12, null, {}, []])('%j tokens are no window', async (value) => {
  expect(await askLlamaCpp(server({'/props?model=coder%3A7b': {default_generation_settings: {n_ctx: value}}}))).toBe(
    undefined,
  )
})
