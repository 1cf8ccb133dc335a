import {copyFile, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {type CodexPlace, codexPlace} from '../helpers/codex-place.ts'
import {eventually} from '../helpers/eventually.ts'
import {markedSources} from '../helpers/marked-sources.ts'
import {says} from '../helpers/replies.ts'

/** A model that fills in, and the words it does it with. */
const fills = `model: acme-coder
models:
  acme-coder:
    fim: true
    wire: completions
    price: {input: 1, output: 4}
    fim_tokens: {prefix: "<P>", suffix: "<S>", middle: "<M>"}
`

/** So many small files; each says its own number before and behind the cursor. */
function smallFiles(count: number, text = (index: number) => `const a${index} = /*cursor*/ + ${index}\n`) {
  const indexes = Array.from({length: count}, (_, index) => index)
  return Object.fromEntries(indexes.map((index) => [`src/f${String(index).padStart(3, '0')}.ts`, text(index)]))
}

const answers = (from: number, to: number) => ({
  reply: Array.from({length: to - from}, (_, index) => ({text: `b${from + index}`})),
  usage: {input_tokens: 1000, cached_tokens: 0, output_tokens: 100, reasoning_tokens: 0},
})

const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('50 small files are one request, each answer finds its file, and the usage is shared out', async () => {
  const place = await codexPlace({config: fills, files: smallFiles(50), steps: [answers(0, 50)]})

  const run = await place.run(['complete', '--in-place', '--json', 'src'])

  expect(run.exitCode).toBe(0)
  expect(place.requests.map((request) => request.path)).toEqual(['/v1/completions'])
  const {prompt, suffix} = (place.requests[0]?.body ?? {}) as {prompt: string[]; suffix?: string}
  expect(suffix).toBeUndefined()
  expect(prompt).toEqual(Array.from({length: 50}, (_, index) => `<P>const a${index} = <S> + ${index}\n<M>`))
  expect(await place.files()).toEqual(smallFiles(50, (index) => `const a${index} = b${index} + ${index}\n`))
  const result = JSON.parse(run.stdout) as {
    usage: {input_tokens: number}
    counts: object
    change_set: object
    files: {usage: {input_tokens: number; output_tokens: number}; cost_usd: number}[]
  }
  expect(result).toMatchObject({counts: {completed: 50, failed: 0, not_asked: 0}, change_set: {status: 'landed'}})
  expect(sum(result.files.map(({usage}) => usage.input_tokens))).toBe(1000)
  expect(sum(result.files.map(({usage}) => usage.output_tokens))).toBe(100)
  expect(sum(result.files.map((file) => file.cost_usd))).toBeCloseTo(0.0014)

  const undone = await place.run(['undo'])
  expect(undone.exitCode).toBe(0)
  expect(await place.files()).toEqual(smallFiles(50))
})

test('answers of the cache are left out of the request', async () => {
  const place = await codexPlace({config: fills, files: smallFiles(5), steps: [answers(0, 3), answers(3, 5)]})
  const named = Object.keys(smallFiles(5))

  await place.run(['complete', ...named.slice(0, 3)])
  const run = await place.run(['complete', '--json', 'src'])

  expect(place.requests[1]?.body).toMatchObject({
    prompt: [3, 4].map((index) => `<P>const a${index} = <S> + ${index}\n<M>`),
  })
  expect(JSON.parse(run.stdout)).toMatchObject({
    files: [0, 1, 2, 3, 4].map((index) => ({candidates: [{text: `b${index}`}], cached: index < 3})),
    usage: {input_tokens: 1000},
  })
})

test('a batch that was killed goes on where it was: answered files are not asked about again', async () => {
  const place = await codexPlace({
    config: fills,
    files: smallFiles(130),
    steps: [answers(0, 100), {...answers(100, 130), fault: {stall_ms: 60_000}}, answers(100, 130)],
  })
  const argv = ['complete', '--in-place', '--concurrency', '1', '--jsonl', 'src']
  const {child, ended} = place.start(argv)
  await eventually('the second request', () => place.requests.length === 2)
  child.kill('SIGKILL')
  await ended
  expect(await place.files()).toEqual(smallFiles(130))

  const again = await place.run(argv)
  const done = await place.run(argv)

  expect(again.exitCode).toBe(0)
  expect(place.requests.map(({body}) => (body as {prompt: string[]}).prompt.length)).toEqual([100, 30, 30])
  expect(await place.files()).toEqual(smallFiles(130, (index) => `const a${index} = b${index} + ${index}\n`))
  expect(done).toMatchObject({exitCode: 0})
  expect(done.stderr).toContain('has a marker')
})

test('one text that the server refuses fails alone', async () => {
  const refused = {fault: {status: 400, body: {error: {message: 'This text is not for us.'}}}}
  const place = await codexPlace({
    config: fills,
    files: smallFiles(3),
    steps: [refused, says('b0'), refused, says('b2')],
  })

  const run = await place.run(['complete', '--in-place', '--concurrency', '1', '--json', 'src'])

  expect(run.exitCode).toBe(5)
  expect(JSON.parse(run.stdout)).toMatchObject({
    exit_code: 5,
    counts: {completed: 2, failed: 1},
    files: [{status: 'completed'}, {status: 'failed', error: {code: 'MODEL_REFUSED'}}, {status: 'completed'}],
    change_set: {status: 'landed'},
  })
  expect(await place.read('src/f001.ts')).toContain('/*cursor*/')
  expect(await place.read('src/f002.ts')).toBe('const a2 = b2 + 2\n')
  expect(place.requests[1]?.body).toMatchObject({prompt: 'const a0 = ', suffix: ' + 0\n'})
})

test('a folder gives the files with a marker, in order; what is ignored, secret or none stays out', async () => {
  const place = await codexPlace({
    config: fills,
    files: {
      '.gitignore': 'out/\n',
      'out/a.ts': 'let a = //cursor\n',
      '.env': 'A=1 #cursor\n',
      'b.bin': new Uint8Array([0, ...Buffer.from('/*cursor*/')]),
      'c.ts': 'let c = "/*cursor*/"\n',
      'd.ts': 'let d = //cursor\n',
      'e.ts': 'const cursor = 1\n',
      'f.ts': new Uint8Array([...Buffer.from('//cursor\n'), 0xff]),
      'g/h.py': 'h = #cursor\n',
      'i.qqq': '//cursor',
    },
    steps: [{reply: [{text: '1'}, {text: '2'}]}],
  })

  const run = await place.run(['complete', '--jsonl', '.'])

  expect(run.exitCode).toBe(2)
  const [end, ...files] = lines(run.stdout).toReversed()
  expect(files.toReversed().map(({type, path: file, status}) => [type, file, status])).toEqual([
    ['completion.end', 'c.ts', 'failed'],
    ['completion.end', 'd.ts', 'completed'],
    ['completion.end', 'f.ts', 'failed'],
    ['completion.end', 'g/h.py', 'completed'],
  ])
  expect(end).toMatchObject({type: 'verb.end', exit_code: 2, result: {counts: {completed: 2, failed: 2}}})
})

test('a model that is asked in words answers side by side, and the lines keep the order of the input', async () => {
  const place = await codexPlace({
    files: smallFiles(3),
    steps: [{...says('slow'), fault: {stall_ms: 1500}}, says('quick'), says('quick')],
  })
  const {child, ended} = place.start(['complete', '--concurrency', '3', '--jsonl', 'src'])
  await eventually('three requests', () => place.requests.length === 3)
  expect(child.exitCode).toBeNull()

  const run = await ended

  expect(lines(run.stdout).map((line) => line['path'])).toEqual([...Object.keys(smallFiles(3)), undefined])
})

test('--dry-run shows files, requests, tokens and cost, and sends nothing', async () => {
  const place = await codexPlace({config: fills, files: {...smallFiles(50), 'bad.ts': '/*cursor*/ /*cursor*/'}})

  const text = await place.run(['complete', '--dry-run', 'src'])
  const json = await place.run(['complete', '--dry-run', '--json', '.'], {env: {OPENAI_API_KEY: ''}})

  expect(text.exitCode).toBe(0)
  expect(text.stdout).toContain('src/f000.ts:1:12  request 1\n')
  expect(text.stdout).toMatch(/50 files in 1 request to acme-coder: about \d+ tokens in, at most 25,600 tokens out/)
  expect(json.exitCode).toBe(2)
  expect(JSON.parse(json.stdout)).toMatchObject({
    dry_run: true,
    planned: {requests: 1, max_output_tokens: 25_600, cost_usd: expect.closeTo(0.103, 2)},
    errors: [{code: 'SEVERAL_MARKERS'}],
  })
})

test('--dry-run counts with the limit of answers that the configuration has, and a flag comes before it', async () => {
  const place = await codexPlace({config: fills, files: smallFiles(2)})
  const env = {CODEX_MAX_OUTPUT_TOKENS: '100'}

  const configured = await place.run(['complete', '--dry-run', '--json', 'src'], {env})
  const flagged = await place.run(['complete', '--dry-run', '--json', '--max-output-tokens', '30', 'src'], {env})

  expect(JSON.parse(configured.stdout)).toMatchObject({planned: {requests: 1, max_output_tokens: 200}})
  expect(JSON.parse(flagged.stdout)).toMatchObject({planned: {requests: 1, max_output_tokens: 60}})
})

test('a file that is changed while the model writes is left alone, and the others land', async () => {
  const place = await codexPlace({
    config: fills,
    files: smallFiles(2),
    steps: [{...answers(0, 2), fault: {stall_ms: 1500, after_events: 1}}],
  })
  const {ended} = place.start(['complete', '--in-place', 'src'])
  await eventually('a request', () => place.requests.length === 1)
  await writeFile(path.join(place.project, 'src/f000.ts'), 'mine\n')

  const run = await ended

  expect(run.exitCode).toBe(8)
  expect(run.stderr).toContain('src/f000.ts was changed while the model wrote')
  expect(await place.files()).toEqual({'src/f000.ts': 'mine\n', 'src/f001.ts': 'const a1 = b1 + 1\n'})
})

test('what a rule does not allow waits as a change set: 7', async () => {
  const config = `${fills}permissions:\n  - {deny: apply_patch, path: "src/f001.ts"}\n`
  const place = await codexPlace({config, files: smallFiles(2), steps: [answers(0, 2)]})

  const run = await place.run(['complete', '--in-place', '--json', 'src'])
  const waiting = await place.run(['diff'])

  expect(run.exitCode).toBe(7)
  expect(JSON.parse(run.stdout)).toMatchObject({
    outcomes: ['denied'],
    errors: [{code: 'NOT_LANDED'}],
    change_set: {status: 'pending'},
  })
  expect(waiting.stdout).toContain('+const a0 = b0 + 0\n')
  expect(await place.files()).toEqual(smallFiles(2))
})

test('what may not be changed is refused before anything is sent', async () => {
  const place = await codexPlace({config: fills, files: smallFiles(1)})
  const outside = path.join(place.folder, 'outside.ts')
  await copyFile(path.join(place.project, 'src/f000.ts'), outside)

  const run = await place.run(['complete', '--in-place', outside])

  expect(run.exitCode).toBe(2)
  expect(run.stderr).toContain('is not in the workspace')
  expect(place.requests).toEqual([])
})

test('without a key a batch ends at its first request', async () => {
  const place = await codexPlace({files: smallFiles(20)})

  const run = await place.run(['complete', '--json', 'src'], {env: {OPENAI_API_KEY: '', OPENAI_BASE_URL: ''}})

  expect(run.exitCode).toBe(4)
  const {counts, errors} = JSON.parse(run.stdout) as {counts: Record<string, number>; errors: unknown[]}
  expect(errors).toHaveLength(1)
  expect((counts['failed'] ?? 0) + (counts['not_asked'] ?? 0)).toBe(20)
})

test('a budget that ends in the middle keeps what is there: 10', async () => {
  const place = await codexPlace({files: smallFiles(3), steps: [says('one')]})

  const run = await place.run(['complete', '--max-steps', '1', '--concurrency', '1', '--json', 'src'])

  expect(run.exitCode).toBe(10)
  expect(JSON.parse(run.stdout)).toMatchObject({
    counts: {completed: 1, failed: 1, not_asked: 1},
    errors: [{code: 'BUDGET_ENDED'}],
  })
})

test('SIGINT in the middle is one JSON object with what is there', async () => {
  const place = await codexPlace({
    files: smallFiles(2),
    steps: [says('one'), {...says('two'), fault: {stall_ms: 60_000}}],
  })
  const {child, ended} = place.start(['complete', '--concurrency', '1', '--json', 'src'])
  await eventually('the second request', () => place.requests.length === 2)

  child.kill('SIGINT')
  const run = await ended

  expect(run.exitCode).toBe(130)
  expect(JSON.parse(run.stdout)).toMatchObject({
    exit_code: 130,
    outcomes: ['interrupted'],
    files: [{status: 'completed', candidates: [{text: 'one'}]}],
  })
})

test('a reader that goes away ends it, without an error', async () => {
  const place = await codexPlace({
    files: smallFiles(1),
    steps: [says('x'.repeat(500_000))],
  })
  const {child, ended} = place.start(['complete', '--concurrency', '1', '--jsonl', 'src'])
  await new Promise((resolve) => child.stdout.once('data', resolve))
  child.stdout.destroy()

  const run = await ended

  expect(run).toMatchObject({exitCode: 0, signal: null})
  expect(run.stderr).not.toContain('EPIPE')
})

test('a model that the server does not have is not asked for once for each file', async () => {
  const missing = {fault: {status: 404, body: {error: {message: 'no such model'}}}}
  const place = await codexPlace({config: fills, files: smallFiles(50), steps: Array.from({length: 4}, () => missing)})

  const run = await place.run(['complete', '--json', 'src'])

  expect(run.exitCode).toBe(5)
  expect(place.requests).toHaveLength(4)
  expect(JSON.parse(run.stdout)).toMatchObject({counts: {failed: 50}, errors: [{code: 'MODEL_REFUSED'}]})
})

test('a server that reads no lists is asked file by file', async () => {
  const refused = {fault: {status: 400, body: {error: {message: 'prompt must be a string'}}}}
  const place = await codexPlace({
    config: fills,
    files: smallFiles(5),
    steps: [refused, ...[0, 1, 2, 3, 4].map((index) => says(`b${index}`))],
  })

  const run = await place.run(['complete', '--in-place', '--concurrency', '1', 'src'])

  expect(run).toMatchObject({exitCode: 0, stdout: ''})
  expect(await place.files()).toEqual(smallFiles(5, (index) => `const a${index} = b${index} + ${index}\n`))
})

test('--cache only gives what is there, and fails for the others alone', async () => {
  const place = await codexPlace({config: fills, files: smallFiles(3), steps: [answers(0, 2)]})
  const named = Object.keys(smallFiles(3))

  await place.run(['complete', ...named.slice(0, 2)])
  const run = await place.run(['complete', '--cache', 'only', '--json', ...named])

  expect(run.exitCode).toBe(5)
  expect(JSON.parse(run.stdout)).toMatchObject({
    files: [{status: 'completed'}, {status: 'completed'}, {status: 'failed', error: {code: 'MODEL_NOT_CACHED'}}],
  })
})

test('without words for a frame the texts behind the cursor are announced in words', async () => {
  const config = 'models:\n  acme-coder: {fim: true, wire: completions}\nmodel: acme-coder\n'
  const place = await codexPlace({config, files: smallFiles(2), steps: [answers(0, 2)]})

  const run = await place.run(['complete', '--in-place', 'src'])

  expect(run.exitCode).toBe(0)
  const {prompt} = (place.requests[0]?.body ?? {}) as {prompt: string[]}
  expect(prompt.map((text) => /f00(\d)\.ts[^]* \+ (\d)\n[^]*const a(\d) = $/.exec(text)?.slice(1))).toEqual([
    ['0', '0', '0'],
    ['1', '1', '1'],
  ])
})

test('files of fourteen languages are completed in one request, and not one byte outside the gap changes', async () => {
  const sources = await markedSources()
  const files = Object.fromEntries(
    sources.flatMap(({name, text}) => [
      [`unix/${name}`, text],
      [`windows/${name}`, forWindows(text)],
    ]),
  )
  const inserted = 'first()\n    second()'
  const place = await codexPlace({
    config: fills,
    files,
    steps: [{reply: Object.keys(files).map(() => ({text: inserted}))}],
  })

  const run = await place.run(['complete', '--in-place', '.'])

  expect(run).toMatchObject({exitCode: 0, stdout: ''})
  expect(place.requests).toHaveLength(1)
  for (const {name, before, behind} of sources) {
    expect(await readText(place, `unix/${name}`)).toBe(before + inserted + behind)
    expect(await readText(place, `windows/${name}`)).toBe(forWindows(before + inserted + behind))
  }
})

function forWindows(text: string): string {
  return `\uFEFF${text.replaceAll('\n', '\r\n')}`
}

async function readText(place: CodexPlace, name: string): Promise<string> {
  return new TextDecoder('utf-8', {ignoreBOM: true}).decode(await readFile(path.join(place.project, name)))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
