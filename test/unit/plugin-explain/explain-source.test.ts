import type {AskEvent, AskRequest, ErrorSummary, TextModel} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {createAsker} from '../../../plugins/explain/src/ask/create-asker.ts'
import {explainSource} from '../../../plugins/explain/src/ask/explain-source.ts'
import type {ExplainMode} from '../../../plugins/explain/src/ask/explanation.ts'
import {makeInputs} from '../../../plugins/explain/src/source/make-inputs.ts'

const usage = {inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0}

function failed(code: string): AskEvent {
  const error: ErrorSummary = {code, message: `It said ${code}.`, suggestions: []}
  return {type: 'failed', outcome: 'model-failed', error}
}

function answers(text: string): AskEvent {
  return {type: 'answer.end', text, usage}
}

function modelThat(answer: (request: AskRequest) => AskEvent, contextWindow = 100_000) {
  const requests: AskRequest[] = []
  const model: TextModel = {
    facts: {provider: 'p', model: 'm', wire: 'chat', fillsInMiddle: false, contextWindow},
    countTokens: (text) => Math.ceil(text.length / 4),
    contextWindow: async () => contextWindow,
    async *ask(request) {
      requests.push(request)
      yield answer(request)
    },
    complete: () => {
      throw new Error('Nobody completes here.')
    },
  }
  return {model, requests}
}

async function explained(model: TextModel, lines: readonly string[], mode: ExplainMode = 'summary') {
  const signal = new AbortController().signal
  const [input] = await makeInputs({name: 'a.js', text: lines.join('\n')}, {ranges: []})
  if (input?.kind !== 'source') throw new Error('There is one source.')
  const quiet = {notice: () => {}, progress: () => {}}
  const options = {...quiet, mode, model, asker: createAsker(model, quiet, signal), streams: false}
  for await (const event of explainSource(input.source, options, signal)) if (event.type === 'end') return event.result
  throw new Error('It has no end.')
}

test('a file larger than the window is explained in parts, and the parts are joined', async () => {
  const {model, requests} = modelThat(
    ({instructions, prompt}) =>
      answers(
        instructions.includes('You join') ? 'The whole.' : (/Explain (lines .*) only/.exec(prompt)?.[1] ?? 'all'),
      ),
    4000,
  )

  const result = await explained(
    model,
    Array.from({length: 400}, (_, index) => `call(${index}, 'some text')`),
  )

  expect(result).toMatchObject({kind: 'explained', explanation: {summary: 'The whole.', failedParts: []}})
  expect(requests.length).toBeGreaterThan(2)
  expect(requests.every(({prompt}) => prompt.length / 4 < 4000)).toBe(true)
  expect(requests.at(-1)?.prompt).toMatch(/^"Lines 1 to \d+"\n\| lines 1 to \d+\n\n"Lines/)
})

test('what the server finds too long after all is cut in two', async () => {
  const {model} = modelThat(({instructions, prompt}) => {
    if (instructions.includes('You join')) return answers('The whole.')
    return prompt.includes('Explain all') ? failed('MODEL_CONTEXT_LENGTH') : answers('A half.')
  })

  expect(await explained(model, ['one()', 'two()', 'three()', 'four()'])).toMatchObject({
    kind: 'explained',
    explanation: {summary: 'The whole.', failedParts: []},
  })
})

test('a single line that is too long fails as itself', async () => {
  const {model} = modelThat(() => failed('MODEL_CONTEXT_LENGTH'))

  expect(await explained(model, ['one()', 'two()'])).toMatchObject({
    kind: 'failed',
    name: 'a.js',
    outcome: 'model-failed',
  })
})

test('parts that could not be joined stand one after the other', async () => {
  const {model} = modelThat(
    ({instructions}) => (instructions.includes('You join') ? failed('MODEL_SERVER') : answers('A part.')),
    4000,
  )

  const result = await explained(
    model,
    Array.from({length: 300}, (_, index) => `call(${index}, 'some text')`),
  )

  expect(result).toMatchObject({
    kind: 'explained',
    explanation: {
      summary: expect.stringMatching(/^Lines 1 to \d+: A part\.\n\nLines/) as string,
      joinFailure: {outcome: 'model-failed'},
    },
  })
})

test('a server that knows no schema is asked without one, and a refusal of both is the failure', async () => {
  const first = modelThat(({outputSchema}) =>
    outputSchema === undefined ? answers('{"annotations": []}') : failed('MODEL_REFUSED'),
  )
  const second = modelThat(() => failed('MODEL_REFUSED'))

  expect(await explained(first.model, ['one()'], 'lines')).toMatchObject({kind: 'explained'})
  expect(await explained(second.model, ['one()'], 'lines')).toMatchObject({error: {code: 'MODEL_REFUSED'}})
  expect(second.requests).toHaveLength(2)
})

test('a server that fails again and again is not asked for the rest', async () => {
  const {model, requests} = modelThat(() => failed('MODEL_UNREACHABLE'))

  await explained(
    model,
    Array.from({length: 3000}, (_, index) => `call(${index})`),
    'lines',
  )

  expect(requests.length).toBeLessThan(10)
})

test('where nothing fits at first, all halves are asked for', async () => {
  const {model, requests} = modelThat(({instructions, prompt}) => {
    if (instructions.includes('You join')) return answers('The whole.')
    return prompt.split('\n').length > 60 ? failed('MODEL_CONTEXT_LENGTH') : answers('A part.')
  }, 8000)

  const result = await explained(
    model,
    Array.from({length: 800}, (_, index) => `call(${index}, 'some text')`),
  )

  expect(result).toMatchObject({kind: 'explained', explanation: {summary: 'The whole.', failedParts: []}})
  expect(requests.length).toBeGreaterThan(10)
})

test('a server that refused the schema once is not sent it again', async () => {
  const {model, requests} = modelThat(({outputSchema, instructions}) => {
    if (outputSchema !== undefined) return failed('MODEL_REFUSED')
    return answers(instructions.includes('You join') ? 'The whole.' : '{"summary": "A part.", "annotations": []}')
  })
  await explained(
    model,
    Array.from({length: 1000}, (_, index) => `call(${index})`),
    'lines',
  )

  expect(requests.filter(({outputSchema}) => outputSchema !== undefined).length).toBeLessThanOrEqual(4)
})

test('a model that only completes texts is told how much it may write', async () => {
  const {model, requests} = modelThat(() => answers('It calls.'))

  await explained({...model, facts: {...model.facts, wire: 'completions'}}, ['one()'])
  await explained(model, ['one()'])

  expect(requests.map(({maxOutputTokens}) => maxOutputTokens)).toEqual([8000, undefined])
})
