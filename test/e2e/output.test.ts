import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {runInShell, runOnTerminal} from '../helpers/run-in-shell.ts'
import {processesLeft} from '../helpers/running-processes.ts'

const changeOneFile = {
  files: {'a.txt': 'one\n'},
  steps: [patches(replaceLine('a.txt', 'one', 'two')), says('Changed.')],
}
const usage = {input_tokens: 100, cached_tokens: 20, output_tokens: 10, reasoning_tokens: 5}

test('without a terminal stdout is the answer, byte for byte, and stderr tells the rest without colour', async () => {
  const answer = 'Grüße:\n\n  * eins\n  * "zwei"\n\n```js\nlet a = 1\n```'
  const noted = {reply: [{text: 'First I look.'}, {tool_call: {name: 'shell', arguments: {command: 'cat a.txt'}}}]}
  const place = await codexPlace({files: {'a.txt': 'one\n'}, steps: [noted, says(answer)]})

  const run = await place.run(['What is there'], {env: {TERM: 'xterm-256color'}})

  expect(run).toMatchObject({exitCode: 0, stdout: `${answer}\n`})
  expect(run.stderr).toContain('First I look.')
  expect(run.stderr).toContain('shell: cat a.txt')
  expect(run.stderr).not.toContain('\x1b')
})

test('an answer of which a first attempt broke off is printed once', async () => {
  const broken = {reply: [{text: 'Half of an answer'}], delta_characters: 4, fault: {reset_after_events: 5}}
  const place = await codexPlace({steps: [broken, says('A whole answer.')]})

  const run = await place.run(['Say something'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'A whole answer.\n'})
  expect(run.stderr).toMatch(/again|retry/i)
})

test('--json is one object with the exit code, the change set and the tokens', async () => {
  const [first, last] = changeOneFile.steps
  const place = await codexPlace({
    ...changeOneFile,
    steps: [
      {...first, usage},
      {...last, usage},
    ],
  })

  const run = await place.run(['--json', '-a', 'auto-edit', 'Change it now'])

  expect(run.exitCode).toBe(0)
  expect(run.stdout.trimEnd()).not.toContain('\n')
  expect(JSON.parse(run.stdout)).toEqual({
    version: 1,
    exit_code: 0,
    answer: 'Changed.',
    outcomes: [],
    errors: [],
    denials: [],
    notices: [],
    change_set: {
      id: expect.stringMatching(/^[0-9a-z]+$/),
      status: 'landed',
      because: null,
      files: [{path: 'a.txt', kind: 'modify', added_lines: 1, removed_lines: 1}],
      ignored_files: 0,
      diff: 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1,1 +1,1 @@\n-one\n+two\n',
    },
    verify: null,
    usage: {input_tokens: 200, cached_input_tokens: 40, output_tokens: 20, reasoning_tokens: 10},
    cost_usd: 0.000567,
    provider_saved_usd: 0.000063,
    cache_hits: null,
    steps: 2,
    duration_ms: expect.any(Number),
    model: expect.any(String),
    provider: 'openai',
    approval_mode: 'auto-edit',
    sandbox: 'namespaces',
    isolation: expect.any(String),
    cwd: place.project,
  })
})

test('--json is one object too where no turn could start', async () => {
  const place = await codexPlace({env: {OPENAI_API_KEY: '', OPENAI_BASE_URL: ''}})

  const run = await place.run(['--json', 'Change it now'])

  expect(run.exitCode).toBe(4)
  expect(JSON.parse(run.stdout)).toEqual({
    version: 1,
    exit_code: 4,
    answer: '',
    outcomes: [],
    errors: [{code: 'NO_KEY', message: expect.any(String), suggestions: expect.any(Array)}],
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
  })
})

test('--json says why a change set is pending, and nobody is asked', async () => {
  const place = await codexPlace(changeOneFile)

  const run = await place.run(['--json', 'Change it now'])

  expect(run.exitCode).toBe(7)
  expect(JSON.parse(run.stdout)).toMatchObject({
    exit_code: 7,
    answer: 'Changed.',
    outcomes: ['denied'],
    change_set: {status: 'pending', because: expect.stringContaining('- {allow: apply_patch, path: "a.txt"}')},
  })
})

test('--jsonl tells each event, retries and refused actions included, and ends with the result', async () => {
  const overloaded = {fault: {status: 503, headers: {'retry-after-ms': '1'}}}
  const place = await codexPlace({steps: [overloaded, runs('touch made.txt'), {...says('I could not.'), usage}]})

  const run = await place.run(['--jsonl', 'Make it now'])

  const events = run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as {type: string})
  expect(run.exitCode).toBe(7)
  expect(events.map(({type}) => type)).toEqual([
    'turn.start',
    'step.start',
    'step.retry',
    'step.end',
    'tool_call.start',
    'tool_call.assessed',
    'tool_call.decided',
    'tool_call.end',
    'step.start',
    'text.delta',
    'step.end',
    'turn.end',
  ])
  expect(events[0]).toMatchObject({version: 1, approval_mode: 'suggest', sandbox: 'namespaces', cwd: place.project})
  expect(events[2]).toMatchObject({step: 1, attempt: expect.any(Number), because: expect.stringContaining('503')})
  expect(events[6]).toMatchObject({decision: {kind: 'no', because: expect.stringContaining('- {allow: shell')}})
  expect(events[7]).toMatchObject({tool: 'shell', status: 'denied'})
  expect(events[10]).toMatchObject({usage: {input_tokens: 100, output_tokens: 10}})
  expect(events[11]).toMatchObject({exit_code: 7, result: {answer: 'I could not.', outcomes: ['denied']}})
})

test('-o writes the answer to a file beside stdout; --code only its code', async () => {
  const answer = 'Here:\n\n```js\nlet a = 1\n```\n\nThat is all.'
  const place = await codexPlace({steps: [says(answer), says(answer)]})

  const whole = await place.run(['-o', 'answer.md', 'Write code now'])
  const code = await place.run(['--code', '-o', 'code.js', 'Write code now'])

  expect(whole).toMatchObject({exitCode: 0, stdout: `${answer}\n`})
  expect(code).toMatchObject({exitCode: 0, stdout: 'let a = 1\n'})
  expect(await place.files()).toEqual({'answer.md': `${answer}\n`, 'code.js': 'let a = 1\n'})
})

test('-o to a folder that does not exist is told, and the answer is printed all the same', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})

  const run = await place.run(['-o', 'no/such/answer.md', 'Say hello now'])

  expect(run).toMatchObject({exitCode: 2, stdout: 'Hello.\n'})
  expect(run.stderr).toContain(path.join(place.project, 'no/such/answer.md'))
})

test('-q leaves stderr empty when all went well, and names what did not land', async () => {
  const place = await codexPlace({...changeOneFile, steps: [...changeOneFile.steps, ...changeOneFile.steps]})

  const pending = await place.run(['-q', 'Change it now'])
  const landed = await place.run(['-q', '-a', 'auto-edit', 'Change it again now'])

  expect(pending).toMatchObject({
    exitCode: 7,
    stdout: 'Changed.\n',
    stderr: expect.stringMatching(/pending[^]*codex apply/),
  })
  expect(landed).toMatchObject({exitCode: 0, stdout: 'Changed.\n', stderr: ''})
})

test.each<{variables: Record<string, string>; hasColor: boolean}>([
  {variables: {}, hasColor: true},
  {variables: {NO_COLOR: '1'}, hasColor: false},
  {variables: {TERM: 'dumb'}, hasColor: false},
])('on a terminal with $variables the output has colour: $hasColor', async ({variables, hasColor}) => {
  const place = await codexPlace(changeOneFile)

  const screen = await runOnTerminal(place, ['-a', 'auto-edit', 'Change it now'], {TERM: 'xterm', ...variables})

  expect(screen).toContain('Changed.')
  expect(/\x1b\[(?:1|2|3\d)m/.test(screen)).toBe(hasColor)
})

test('--no-color is the same by flag', async () => {
  const place = await codexPlace(changeOneFile)

  const screen = await runOnTerminal(place, ['--no-color', '-a', 'auto-edit', 'Change it now'], {TERM: 'xterm'})

  expect(screen).toContain('Changed.')
  expect(screen).not.toMatch(/\x1b\[(?:1|2|3\d)m/)
})

test('a reader that has seen enough is no error, and the change has landed', async () => {
  const long = Array.from({length: 20_000}, (_, index) => `line ${index}`).join('\n')
  const place = await codexPlace({...changeOneFile, steps: [changeOneFile.steps[0] ?? {}, says(long)]})

  const run = await runInShell(
    place,
    'codex -a auto-edit "Change it now" 2>err.txt | head -1; echo "exit=${PIPESTATUS[0]}"',
  )

  expect(run).toBe('line 0\nexit=0\n')
  expect(await place.read('a.txt')).toBe('two\n')
  expect(await place.read('err.txt')).not.toMatch(/EPIPE|\n {4}at /)
})

test('a reader of events that leaves ends the turn, and nothing of it runs on', async () => {
  const slow = {...says('It takes a while to say all of this.'), delta_characters: 1, delta_ms: 100}
  const place = await codexPlace({files: {'a.txt': 'one\n'}, steps: [slow]})

  const line =
    'codex --jsonl "Say it slowly" 2>../err.txt | sed /text.delta/q >../events.txt; echo "exit=${PIPESTATUS[0]}"'
  const run = await runInShell(place, line)

  expect(run).toMatch(/^exit=\d+\n$/)
  expect(await processesLeft(place.folder)).toEqual([])
  expect(await place.files()).toEqual({'a.txt': 'one\n'})
  expect(await readFile(path.join(place.folder, 'events.txt'), 'utf8')).not.toContain('turn.end')
  expect(await readFile(path.join(place.folder, 'err.txt'), 'utf8')).not.toMatch(/\n {4}at /)
})

test('work that was done before a reader of events left is kept', async () => {
  const slow = {...says('It takes a while to say all of this.'), delta_characters: 1, delta_ms: 100}
  const place = await codexPlace({...changeOneFile, steps: [changeOneFile.steps[0] ?? {}, slow]})

  await runInShell(place, 'codex --jsonl -a auto-edit "Change it now" | sed /text.delta/q')

  expect(await place.run(['diff'])).toMatchObject({exitCode: 0, stdout: expect.stringContaining('-one\n+two\n')})
})

test('an answer that cannot be written is an error in one sentence', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})

  const run = await runInShell(place, 'codex "Say hello now" 2>&1 >/dev/full; echo "exit=$?"')

  expect(run).toMatch(/exit=[1-9]/)
  expect(run).toContain('Error: ')
  expect(run).not.toMatch(/\n {4}at /)
})

test.each([
  {what: 'closed', redirection: '2>&-'},
  {what: 'read by nobody', redirection: '2> >(true)'},
])('a stderr that is $what does not keep the answer back', async ({redirection}) => {
  const place = await codexPlace({...changeOneFile})

  const run = await runInShell(place, `codex -a auto-edit "Change it now" ${redirection}; echo "exit=$?"`)

  expect(run).toBe('Changed.\nexit=0\n')
  expect(await place.read('a.txt')).toBe('two\n')
})
