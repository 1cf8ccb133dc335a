import type {ChangeSetSummary, TurnEvent, TurnResult, TurnTerms, Usage} from '@codex-host/plugin-api'
import type {RenderContext} from '../../../src/output/renderer.ts'

export const usage: Usage = {inputTokens: 12_345, cachedInputTokens: 8000, outputTokens: 1234, reasoningTokens: 200}

export const changeSet: ChangeSetSummary = {
  id: 'c1',
  status: 'landed',
  files: [
    {path: 'src/sum.js', kind: 'modify', addedLines: 1, removedLines: 1},
    {path: 'package.json', kind: 'add', addedLines: 4, removedLines: 0, runsLater: 'package scripts'},
  ],
  ignoredFiles: 2,
  diff: [
    '--- a/src/sum.js',
    '+++ b/src/sum.js',
    '@@ -1,2 +1,2 @@',
    ' export const sum = (a, b) =>',
    '-  a - b',
    '+  a + b',
    '',
  ].join('\n'),
}

const terms: TurnTerms = {
  turnId: 't1',
  model: 'codex-1',
  provider: 'openai',
  approvalMode: 'auto-edit',
  sandbox: 'bubblewrap',
  isolation: 'copy (overlay)',
  cwd: '/work',
}

export const result: TurnResult = {
  terms,
  notices: [{code: 'COPY', text: 'The workspace was copied.'}],
  answer: 'The sum is right now.',
  outcomes: [],
  errors: [],
  denials: ['git push: pushing is denied'],
  steps: 2,
  usage,
  costUsd: 0.0123,
  providerSavedUsd: 0.004,
  cacheHits: {count: 2, savedUsage: usage, savedUsd: 0.012},
  changeSet,
  verify: {command: 'npm test', passed: true, end: {kind: 'exited', exitCode: 0}, output: 'ok', durationMs: 2100.4},
  durationMs: 12_400.6,
}

export const start: TurnEvent = {
  type: 'turn.start',
  version: 1,
  ...terms,
}

const testOutput = ['exit code 1', ...Array.from({length: 14}, (_, index) => `not ok ${index + 1}`)].join('\n')

/** A turn that looks, fails a test, is denied a command, edits, verifies and answers. */
export const turn: readonly TurnEvent[] = [
  start,
  {type: 'step.start', step: 1},
  {type: 'text.delta', step: 1, text: 'I run '},
  {type: 'text.delta', step: 1, text: 'the tests.'},
  {type: 'step.end', step: 1, text: 'I run the tests.', usage},
  {type: 'tool_call.start', callId: 'a', tool: 'shell', title: 'npm test'},
  {type: 'tool_call.assessed', callId: 'a', assessment: {kind: 'ask', because: 'npm may change files'}},
  {type: 'tool_call.decided', callId: 'a', decision: {kind: 'yes'}},
  {type: 'tool_call.end', callId: 'a', tool: 'shell', status: 'failed', output: testOutput, durationMs: 1234.5},
  {type: 'tool_call.start', callId: 'b', tool: 'shell', title: 'git push'},
  {
    type: 'tool_call.assessed',
    callId: 'b',
    assessment: {kind: 'deny', because: 'pushing is denied', rule: 'config.yaml:7'},
  },
  {type: 'tool_call.end', callId: 'b', tool: 'shell', status: 'denied', output: 'Denied.', durationMs: 0},
  {type: 'tool_call.start', callId: 'c', tool: 'apply_patch', title: 'src/sum.js'},
  {type: 'tool_call.end', callId: 'c', tool: 'apply_patch', status: 'ok', output: 'Changed src/sum.js', durationMs: 8},
  {type: 'notice', code: 'COPY', text: 'The workspace was copied.'},
  {type: 'step.start', step: 2},
  {type: 'text.delta', step: 2, text: 'The su'},
  {type: 'step.retry', step: 2, attempt: 2, because: 'the connection was reset', delayMs: 500},
  {type: 'text.delta', step: 2, text: 'The sum is right now.'},
  {type: 'step.end', step: 2, text: 'The sum is right now.', usage},
  {type: 'verify.start', command: 'npm test'},
  {type: 'verify.end', report: result.verify ?? failed('the sample has a report')},
  {type: 'change_set.ready', id: 'c1', files: changeSet.files, diff: changeSet.diff},
  {type: 'change_set.assessed', id: 'c1', assessment: {kind: 'allow', because: 'auto-edit'}},
  {type: 'change_set.end', changeSet},
  {type: 'turn.end', result},
]

export async function* stream(events: readonly TurnEvent[]): AsyncGenerator<TurnEvent> {
  yield* events
}

export function endingWith(end: Partial<TurnResult>): readonly TurnEvent[] {
  return [...turn.slice(0, -1), {type: 'turn.end', result: {...result, ...end}}]
}

export function contextFor(terminal: RenderContext['terminal'], options: Partial<RenderContext> = {}): RenderContext {
  return {
    terminal,
    codeOnly: false,
    answerIsData: false,
    writeFile: async () => failed('no file was to be written'),
    exitCodeOf: ({outcomes}) => (outcomes.length === 0 ? 0 : 9),
    ...options,
  }
}

function failed(message: string): never {
  throw new Error(message)
}
