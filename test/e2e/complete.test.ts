import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {eventually} from '../helpers/eventually.ts'
import {says} from '../helpers/replies.ts'
import {userTexts} from '../helpers/sent-texts.ts'

/** A model that fills in. */
const fills = 'models:\n  acme-coder: {fim: true, wire: completions}\nmodel: acme-coder\n'

const source = 'export function add(a: number, b: number) {\n  return /*cursor*/\n}\n'
const [before = '', behind = ''] = source.split('/*cursor*/')

test('a model that fills in gets prefix and suffix, and the answer is written byte for byte', async () => {
  const place = await codexPlace({config: fills, files: {'a.ts': source}, steps: [says('a + b\n}\n')]})

  const run = await place.run(['complete', 'a.ts'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'a + b'})
  expect(place.requests.map(({path: to, body}) => ({to, body}))).toEqual([
    {
      to: '/v1/completions',
      body: expect.objectContaining({prompt: before, suffix: behind, max_tokens: 512, temperature: 0}),
    },
  ])
  expect(await place.read('a.ts')).toBe(source)
})

test('a model that chats is asked in words, and what it says around the code is taken off', async () => {
  const place = await codexPlace({
    files: {'a.ts': source},
    steps: [says('Here is the missing code:\n```ts\n  return a + b\n```\nIt adds.')],
  })

  const run = await place.run(['complete', 'a.ts'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'a + b'})
  const [asked = ''] = userTexts(place.requests[0])
  expect(asked).toContain(`${before}<|cursor|>${behind}`)
  expect(asked).toContain('Language: typescript')
})

test('--at and stdin need no marker, and line ends and byte order mark of the file hold', async () => {
  const text = '\uFEFFif x:\r\n    \r\ny = 1\r\n'
  const place = await codexPlace({config: fills, files: {'a.txt': text}, steps: [says('a()\n    b()'), says('c()')]})

  const file = await place.run(['complete', '--at', '2:5', '--json', 'a.txt'])
  const piped = await place.run(['complete', '-', '--language', 'python'], {stdin: 'if y:\n    # cursor\n'})

  expect(JSON.parse(file.stdout)).toMatchObject({
    exit_code: 0,
    text: 'a()\r\n    b()',
    files: [{path: 'a.txt', language: null, line: 2, column: 5, status: 'completed', cached: false}],
  })
  expect(place.requests[0]?.body).toMatchObject({prompt: 'if x:\n    ', suffix: '\ny = 1\n'})
  expect(piped).toMatchObject({exitCode: 0, stdout: 'c()'})
})

test('--in-place fills the gap and nothing else, and codex undo takes it back', async () => {
  const text = '\uFEFFa = [\r\n  1, #cursor\r\n]\r\n'
  const place = await codexPlace({config: fills, files: {'a.py': text}, steps: [says('2,\n  3,')]})

  const run = await place.run(['complete', '--in-place', 'a.py'])
  const made = await readFile(path.join(place.project, 'a.py'), 'utf8')
  const undone = await place.run(['undo'])

  expect(run).toMatchObject({exitCode: 0, stdout: ''})
  expect(run.stderr).toContain('`codex undo` takes that back')
  expect(made).toBe('\uFEFFa = [\r\n  1, 2,\r\n  3,\r\n]\r\n')
  expect(undone.exitCode).toBe(0)
  expect(await readFile(path.join(place.project, 'a.py'), 'utf8')).toBe(text)
})

test('--diff prints a diff that applies, and changes nothing', async () => {
  const place = await codexPlace({config: fills, files: {'src/a.ts': source}, steps: [says('a + b')]})

  const run = await place.run(['complete', '--diff', 'src/a.ts'])
  const applied = await place.run(['apply', '-a', 'auto-edit', '-'], {stdin: run.stdout})

  expect(run.stdout).toBe(
    'diff --git a/src/a.ts b/src/a.ts\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,3 +1,3 @@\n export function add(a: number, b: number) {\n-  return /*cursor*/\n+  return a + b\n }\n',
  )
  expect(applied.exitCode).toBe(0)
  expect(await place.read('src/a.ts')).toBe(source.replace('/*cursor*/', 'a + b'))
})

test('-n asks for several texts: at once where the model fills in, one by one where it is asked', async () => {
  const filled = await codexPlace({
    config: fills,
    files: {'a.ts': source},
    steps: [{reply: [{text: 'a + b'}, {text: 'b + a'}]}],
  })
  const asked = await codexPlace({files: {'a.ts': source}, steps: [says('a + b'), says('b + a')]})

  const both = await filled.run(['complete', '-n', '2', 'a.ts'])
  const json = await asked.run(['complete', '-n', '2', '--json', 'a.ts'])

  expect(both.stdout).toBe('==> 1 of 2 <==\na + b\n==> 2 of 2 <==\nb + a\n')
  expect(filled.requests[0]?.body).toMatchObject({n: 2})
  expect(JSON.parse(json.stdout)).toMatchObject({files: [{candidates: [{text: 'a + b'}, {text: 'b + a'}]}]})
})

test('--stop ends the text on every wire', async () => {
  const filled = await codexPlace({config: fills, files: {'a.ts': source}, steps: [says('a')]})
  const asked = await codexPlace({files: {'a.ts': source}, steps: [says('a // sum\n+ b')]})

  await filled.run(['complete', '--stop', ' //', 'a.ts'])
  const run = await asked.run(['complete', '--stop', ' //', 'a.ts'])

  expect(filled.requests[0]?.body).toMatchObject({stop: [' //']})
  expect(run).toMatchObject({exitCode: 0, stdout: 'a'})
})

test('the same completion again sends nothing and gives the same bytes', async () => {
  const place = await codexPlace({config: fills, files: {'a.ts': source}, steps: [says('a + b')]})

  const first = await place.run(['complete', 'a.ts'])
  const second = await place.run(['complete', '--json', 'a.ts'])

  expect(place.requests).toHaveLength(1)
  expect(JSON.parse(second.stdout)).toMatchObject({
    text: first.stdout,
    files: [{cached: true}],
    usage: {input_tokens: 0},
  })
})

const bytes = (...values: number[]) => new Uint8Array(values)

test.each([
  ['no marker', {'a.ts': 'let a'}, ['a.ts'], 'NO_MARKER', 'a.ts has no marker //cursor (typescript)'],
  ['two markers', {'a.ts': '//cursor\n/*cursor*/'}, ['a.ts'], 'SEVERAL_MARKERS', 'a.ts has 2 markers (lines 1, 2)'],
  ['a marker in a string', {'a.ts': 'a\n"/*cursor*/"'}, ['a.ts'], 'MARKER_IN_STRING', 'line 2 is inside a string'],
  ['a place outside', {'a.ts': 'let a'}, ['--at', '2:1', 'a.ts'], 'PLACE_OUTSIDE', 'the text has 1 line.'],
  ['a column outside', {'a.ts': 'let a'}, ['--at', '1:7', 'a.ts'], 'PLACE_OUTSIDE', 'line 1 ends before column 7'],
  ['a binary file', {'a.ts': bytes(0, 1)}, ['a.ts'], 'BINARY_FILE', 'it is a binary file'],
  ['broken UTF-8', {'a.ts': bytes(0xff, 0x41)}, ['a.ts'], 'NOT_UTF8', 'it is not valid UTF-8 (line 1)'],
  ['an empty file', {'a.ts': ''}, ['--at', '1:1', 'a.ts'], 'EMPTY_FILE', 'there is nothing to complete'],
  ['only a marker', {'a.ts': ' /*cursor*/\n'}, ['a.ts'], 'EMPTY_FILE', 'there is nothing to complete'],
  ['a file over the limit', {'a.ts': 'x'.repeat(1_048_577)}, ['a.ts'], 'FILE_TOO_LARGE', 'the limit is 1,048,576'],
  ['an unknown language', {'a.qqq': '//cursor'}, ['a.qqq'], 'UNKNOWN_LANGUAGE', 'The language of a.qqq is not known'],
  ['no such file', {}, ['a.ts'], 'NO_SUCH_FILE', 'There is no file a.ts'],
  ['no file', {}, [], 'NO_FILE', 'No file was named'],
  [
    'an unknown language name',
    {'a.ts': source},
    ['--language', 'qqq', 'a.ts'],
    'UNKNOWN_LANGUAGE',
    '"qqq" is not known',
  ],
  ['no place', {'a.ts': source}, ['--at', 'x', 'a.ts'], 'PLACE', '"x" is no place'],
  ['a place in many', {'a.ts': source, 'b.ts': source}, ['--at', '1:1', 'a.ts', 'b.ts'], 'PLACE_OF_MANY', 'one file'],
  ['a place in a folder', {'a.ts': source}, ['--at', '1:1', '.'], 'PLACE_OF_MANY', 'one file'],
  ['many texts for one gap', {'a.ts': source}, ['-n', '2', '--diff', 'a.ts'], 'ONE_CANDIDATE', 'Which of 2 texts'],
  ['stdin in place', {}, ['--in-place', '-'], 'NO_PLACE', 'stdin has no file'],
])(
  '%s ends in one sentence and exit code 2, and sends nothing',
  async (_, files: Record<string, string | Uint8Array>, argv, code, sentence) => {
    const place = await codexPlace({config: fills, files})

    const run = await place.run(['complete', '--json', ...argv])

    expect(run.exitCode).toBe(2)
    expect(JSON.parse(run.stdout)).toMatchObject({
      exit_code: 2,
      errors: [{code, message: expect.stringContaining(sentence)}],
    })
    expect(run.stderr).toContain(sentence.split(' ').slice(0, 3).join(' '))
  },
)

test('a secret file is denied, and a mistake beside it counts first', async () => {
  const place = await codexPlace({config: fills, files: {'.env': 'A=1 #cursor', 'a.ts': 'let a'}})

  const secret = await place.run(['complete', '--json', '.env'])
  const both = await place.run(['complete', '--json', '.env', 'a.ts'])

  expect(JSON.parse(secret.stdout)).toMatchObject({
    exit_code: 7,
    outcomes: ['denied'],
    errors: [{code: 'SECRET_FILE', message: expect.stringContaining('it is a place for secrets')}],
  })
  expect(JSON.parse(both.stdout)).toMatchObject({exit_code: 2, errors: [{code: 'SECRET_FILE'}, {code: 'NO_MARKER'}]})
  expect({exitCode: secret.exitCode, requests: place.requests}).toEqual({exitCode: 7, requests: []})
})

test('a model that only continues texts is refused with the way out', async () => {
  const config = 'models:\n  old: {wire: completions}\nmodel: old\n'
  const place = await codexPlace({config, files: {'a.ts': source}})

  const run = await place.run(['complete', 'a.ts'])

  expect(run).toMatchObject({exitCode: 3, stdout: ''})
  expect(run.stderr).toContain('models: {"old": {fim: true}}')
})

test('a server that has no completions is asked in words', async () => {
  const config = 'models:\n  acme-coder: {fim: true, wire: chat}\nmodel: acme-coder\nwire: chat\n'
  const refused = {fault: {status: 404, body: {error: {message: 'no such path'}}}}
  const place = await codexPlace({config, files: {'a.ts': source}, steps: [refused, says('a + b')]})

  const run = await place.run(['complete', 'a.ts'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'a + b'})
  expect(run.stderr).toContain('it was asked in words')
})

test('without a key the exit code is 4, with a spent budget 10, and stdout stays empty', async () => {
  const place = await codexPlace({config: fills, files: {'a.ts': source}})

  const keyless = await place.run(['complete', 'a.ts'], {env: {OPENAI_API_KEY: '', OPENAI_BASE_URL: ''}})
  const spent = await place.run(['complete', '--max-tokens', '1', 'a.ts'])

  expect([keyless, spent].map(({exitCode, stdout}) => [exitCode, stdout])).toEqual([
    [4, ''],
    [10, ''],
  ])
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while the model writes ends it: nothing on stdout, no file changed, %i', async (signal, exitCode) => {
  const place = await codexPlace({
    config: fills,
    files: {'a.ts': source},
    steps: [{...says('a + b'), fault: {stall_ms: 60_000}}],
  })
  const {child, ended} = place.start(['complete', '--in-place', 'a.ts'])
  await eventually('a request', () => place.requests.length > 0)

  child.kill(signal)
  const run = await ended

  expect(run).toMatchObject({exitCode, stdout: ''})
  expect(await place.read('a.ts')).toBe(source)
})

test('a retried answer leaves nothing of the first try on stdout', async () => {
  const place = await codexPlace({
    config: fills,
    files: {'a.ts': source},
    steps: [{...says('wrong\nand '), fault: {end_early: true}}, says('a + b')],
  })

  const run = await place.run(['complete', 'a.ts'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'a + b'})
})

test('-o writes exactly the text to a file too', async () => {
  const place = await codexPlace({config: fills, files: {'a.ts': source}, steps: [says('a + b')]})

  const run = await place.run(['complete', '-o', 'out.txt', 'a.ts'])

  expect([run.stdout, await place.read('out.txt')]).toEqual(['a + b', 'a + b'])
})

test('a text that is longer than the window is cut at lines around the cursor, with a notice', async () => {
  const config = 'models:\n  tiny: {fim: true, wire: completions, context_window: 2000}\nmodel: tiny\n'
  const line = (index: number) => `const value${index} = ${index}\n`
  const lines = Array.from({length: 2000}, (_, index) => line(index))
  const text = `${lines.slice(0, 1000).join('')}/*cursor*/\n${lines.slice(1000).join('')}`
  const place = await codexPlace({config, files: {'a.ts': text}, steps: [says('x')]})

  const run = await place.run(['complete', 'a.ts'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'x'})
  expect(run.stderr).toMatch(/does not fit the window of tiny: \d+ lines at the beginning and \d+ lines at the\s+end/)
  const {prompt, suffix} = (place.requests[0]?.body ?? {}) as {prompt: string; suffix: string}
  expect(prompt).toMatch(/^const value\d+ = \d+\n[^]*const value999 = 999\n$/)
  expect(suffix).toMatch(/^\nconst value1000 = 1000\n[^]*\n$/)
  expect(prompt.length).toBeGreaterThan(suffix.length)
})
