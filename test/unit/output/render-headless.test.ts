import type {TurnEvent, VerifyReport} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {chooseRenderer, isSomebodyThere, loadRenderer} from '../../../src/output/choose-renderer.ts'
import type {OutputFacts, RendererName} from '../../../src/output/choose-renderer.ts'
import {createTerminal} from '../../../src/output/create-terminal.ts'
import {formatErrorJson} from '../../../src/output/render-json.ts'
import {formatErrorJsonl} from '../../../src/output/render-jsonl.ts'
import {renderPlain} from '../../../src/output/render-plain.ts'
import type {RenderContext} from '../../../src/output/renderer.ts'
import {fakeDevices} from './fake-devices.ts'
import {changeSet, contextFor, endingWith, stream, turn} from './sample-turn.ts'

async function render(name: RendererName, events: readonly TurnEvent[], context: Partial<RenderContext> = {}) {
  const {devices, written} = fakeDevices({stdoutIsTerminal: false, stderrIsTerminal: false, columns: 20})
  const renderer = await loadRenderer(name)
  await renderer(stream(events), contextFor(createTerminal(devices, {noColor: false}), context))
  return written
}

const usageAsJson = {input_tokens: 12_345, cached_input_tokens: 8000, output_tokens: 1234, reasoning_tokens: 200}

const resultAsJson = {
  answer: 'The sum is right now.',
  outcomes: [],
  errors: [],
  denials: ['git push: pushing is denied'],
  notices: [{code: 'COPY', text: 'The workspace was copied.'}],
  change_set: {
    id: 'c1',
    status: 'landed',
    because: null,
    files: [
      {path: 'src/sum.js', kind: 'modify', added_lines: 1, removed_lines: 1},
      {path: 'package.json', kind: 'add', added_lines: 4, removed_lines: 0, runs_later: 'package scripts'},
    ],
    ignored_files: 2,
    diff: changeSet.diff,
  },
  verify: {
    command: 'npm test',
    passed: true,
    end: {kind: 'exited', exit_code: 0},
    output: 'ok',
    duration_ms: 2100,
  },
  usage: usageAsJson,
  cost_usd: 0.0123,
  provider_saved_usd: 0.004,
  cache_hits: {count: 2, saved_usage: usageAsJson, saved_usd: 0.012},
  steps: 2,
  duration_ms: 12_401,
  model: 'codex-1',
  provider: 'openai',
  approval_mode: 'auto-edit',
  sandbox: 'bubblewrap',
  isolation: 'copy (overlay)',
  cwd: '/work',
}

const failedCheck: VerifyReport = {
  command: 'npm test',
  passed: false,
  end: {kind: 'exited', exitCode: 1},
  output: '',
  durationMs: 4999,
}

const emptyAsJson = {
  answer: '',
  outcomes: [],
  errors: [{code: 'NO_KEY', message: 'No key.', suggestions: ['Log in.']}],
  denials: [],
  notices: [],
  change_set: null,
  verify: null,
  usage: {input_tokens: 0, cached_input_tokens: 0, output_tokens: 0, reasoning_tokens: 0},
  cost_usd: null,
  provider_saved_usd: null,
  cache_hits: null,
  steps: 0,
  duration_ms: 0,
  model: null,
  provider: null,
  approval_mode: null,
  sandbox: null,
  isolation: null,
  cwd: null,
}

test('a log has the facts of a turn as plain lines, and stdout the answer', async () => {
  const written = await render('plain', turn)

  expect(written.stdout).toBe('The sum is right now.\n')
  expect(written.stderr).toMatchSnapshot()
})

test('a log names what takes long before it has ended, and only that', async () => {
  const {devices, written, tick, runningTimers} = fakeDevices({stdoutIsTerminal: false, stderrIsTerminal: false})
  const seen: string[] = []
  async function* events(): AsyncGenerator<TurnEvent> {
    yield {type: 'tool_call.start', callId: 'verify', tool: 'shell', title: 'sleep 9'}
    yield {type: 'verify.start', command: 'npm test'}
    await tick(4999)
    seen.push(written.stderr)
    yield {type: 'verify.end', report: failedCheck}
    await tick(1)
    await tick(60_000)
    seen.push(written.stderr.split('\n').at(-2) ?? '')
    yield {type: 'tool_call.start', callId: 'b', tool: 'shell', title: 'sleep 8'}
    yield* endingWith({}).slice(-1)
  }

  await renderPlain(events(), contextFor(createTerminal(devices, {noColor: true})))

  expect(seen).toEqual(['', 'shell: sleep 9 …'])
  expect(written.stderr.match(/ …$/gm)).toHaveLength(1)
  expect(runningTimers()).toBe(0)
})

test('JSON is one object with the exit code', async () => {
  const written = await render('json', endingWith({outcomes: ['tests-fail']}))

  expect(written.stderr).toBe('')
  expect(written.stdout.indexOf('\n')).toBe(written.stdout.length - 1)
  expect(JSON.parse(written.stdout)).toEqual({version: 1, exit_code: 9, ...resultAsJson, outcomes: ['tests-fail']})
})

test('JSON lines are the events in order, with snake_case keys and the exit code at the end', async () => {
  const written = await render('jsonl', turn)

  const lines = written.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(written.stderr).toBe('')
  expect(lines.map((line) => line['type'])).toEqual(turn.map((event) => event.type))
  expect(lines[0]).toEqual({
    type: 'turn.start',
    version: 1,
    turn_id: 't1',
    model: 'codex-1',
    provider: 'openai',
    approval_mode: 'auto-edit',
    sandbox: 'bubblewrap',
    isolation: 'copy (overlay)',
    cwd: '/work',
  })
  expect(lines.flatMap((line) => line['duration_ms'] ?? [])).toEqual([1235, 0, 8])
  expect(lines.at(-1)).toEqual({type: 'turn.end', exit_code: 0, result: resultAsJson})
})

test('an error before the turn has the same shapes', () => {
  const error = {code: 'NO_KEY', message: 'No key.', suggestions: ['Log in.']}

  expect(JSON.parse(formatErrorJson(error, 4))).toEqual({version: 1, exit_code: 4, ...emptyAsJson})
  expect(JSON.parse(formatErrorJsonl(error, 4))).toEqual({type: 'turn.end', exit_code: 4, result: emptyAsJson})
})

test('JSON names an output file that could not be written, and its exit code', async () => {
  const context: Partial<RenderContext> = {
    outputFile: '/no/out',
    writeFile: async () => {
      throw new Error('no such folder')
    },
  }

  const parsed = JSON.parse((await render('json', turn, context)).stdout)

  expect(parsed).toMatchObject({exit_code: 9, errors: [{code: 'OUTPUT_FILE_NOT_WRITTEN'}]})
})

test('quiet says nothing but the answer', async () => {
  expect(await render('quiet', turn)).toMatchObject({stdout: 'The sum is right now.\n', stderr: ''})
})

test('an answer on a screen is wrapped there too, code is not', async () => {
  const {devices, written} = fakeDevices({columns: 10})
  const renderer = await loadRenderer('quiet')
  const context = contextFor(createTerminal(devices, {noColor: true}))

  await renderer(stream(endingWith({answer: 'The sum is right.'})), context)
  await renderer(stream(endingWith({answer: 'The sum is right.'})), {...context, codeOnly: true})

  expect(written.stdout).toBe('The sum is\nright.\nThe sum is right.\n')
})

test('quiet still tells errors, and changes that did not land', async () => {
  const errors = [{code: 'X', message: 'It failed.', suggestions: []}]

  const written = await render('quiet', endingWith({errors, changeSet: {...changeSet, status: 'pending'}}))

  expect(written.stderr).toBe(
    'Change set c1 is pending, so no file was changed.\n' +
      'See it with `codex diff c1`, land it with `codex apply c1`.\nError: It failed.\n',
  )
})

const facts: OutputFacts = {
  json: false,
  jsonl: false,
  quiet: false,
  stdinIsTerminal: true,
  stderrIsTerminal: true,
  env: {},
}

test.each<[string, Partial<OutputFacts>, RendererName, boolean]>([
  ['a terminal', {}, 'terminal', true],
  ['a dumb terminal', {env: {TERM: 'dumb'}}, 'plain', true],
  ['stderr in a file', {stderrIsTerminal: false}, 'plain', false],
  ['piped input', {stdinIsTerminal: false}, 'terminal', false],
  ['CI', {env: {CI: 'true'}}, 'terminal', false],
  ['CI switched off', {env: {CI: 'false'}}, 'terminal', true],
  ['-q', {quiet: true}, 'quiet', true],
  ['--json', {json: true, quiet: true}, 'json', false],
  ['--jsonl', {jsonl: true}, 'jsonl', false],
])('%s: how a turn is shown, and whether somebody can be asked', (_name, change, renderer, isThere) => {
  expect(chooseRenderer({...facts, ...change})).toBe(renderer)
  expect(isSomebodyThere({...facts, ...change})).toBe(isThere)
})
