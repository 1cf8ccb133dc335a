import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {runs, says} from '../helpers/replies.ts'
import {runInShell} from '../helpers/run-in-shell.ts'
import {userTexts} from '../helpers/sent-texts.ts'

const hello = {steps: [says('Hello.')]}

test.each([
  {argv: ['Refactor the Dashboard'], prompt: 'Refactor the Dashboard'},
  {argv: ['prompt', 'Refactor', 'the', 'Dashboard'], prompt: 'Refactor the Dashboard'},
  {argv: ['Refactor the Dashboard', '-a', 'full-auto'], prompt: 'Refactor the Dashboard'},
  {
    argv: ['fix: the "quoted" thing, it\'s $HOME & `x`; a=b *'],
    prompt: 'fix: the "quoted" thing, it\'s $HOME & `x`; a=b *',
  },
  {argv: ['plugins:install what it says'], prompt: 'plugins:install what it says'},
  {argv: ['--', 'Meet at 10:30 --now'], prompt: 'Meet at 10:30 --now'},
  {argv: ['--', 'Meet', 'at', '10:30', '--now'], prompt: 'Meet at 10:30 --now'},
  {argv: ['prompt', '--', '--help'], prompt: '--help'},
  {argv: ['-a', 'suggest', '--', 'help'], prompt: 'help'},
  {argv: ['Erkläre\tdas:\n  zwei Zeilen 你好'], prompt: 'Erkläre\tdas:\n  zwei Zeilen 你好'},
])('$argv asks the model once, with the text as it was typed', async ({argv, prompt}) => {
  const place = await codexPlace(hello)

  const run = await place.run(argv)

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(userTexts(place.requests[0]).at(-1)).toBe(prompt)
  expect(place.requests.length).toBe(1)
})

test.each([{argv: []}, {argv: ['-']}, {argv: ['prompt', '-']}, {argv: ['-a', 'full-auto']}])(
  '$argv takes the prompt from stdin',
  async ({argv}) => {
    const place = await codexPlace(hello)

    const run = await place.run(argv, {stdin: 'Say "hello": now\n'})

    expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
    expect(userTexts(place.requests[0]).at(-1)).toBe('Say "hello": now')
  },
)

test('--approval-mode before the text counts for it', async () => {
  const place = await codexPlace({steps: [runs('echo made > made.txt'), says('Made.')]})

  const run = await place.run(['--approval-mode', 'full-auto', 'Generate a REST API'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Made.\n'})
  expect(await place.files()).toEqual({'made.txt': 'made\n'})
})

test('several prompt files and the words are joined, files first', async () => {
  const place = await codexPlace({...hello, files: {'a.md': 'First.\n', 'b.md': 'Second.\n'}})

  await place.run(['prompt', '-f', 'a.md', '-f', 'b.md', 'And', 'third.'])

  const prompt = userTexts(place.requests[0]).at(-1) ?? ''
  expect(prompt.split(/\n+/)).toEqual(['First.', 'Second.', 'And third.'])
})

test('data piped beside a prompt is attached as context and is not the prompt', async () => {
  const place = await codexPlace(hello)

  await place.run(['Summarise this'], {stdin: 'commit 1\ncommit 2\n'})

  const texts = userTexts(place.requests[0])
  expect(texts.at(-1)).toBe('Summarise this')
  expect(texts.slice(0, -1).join('\n')).toContain('<attachment name="stdin">\ncommit 1\ncommit 2\n')
})

test('a pipe beside a prompt that stays silent for long is named, and a - among the words waits for it', async () => {
  const hasty = await codexPlace(hello)
  const patient = await codexPlace(hello)

  const [output] = await Promise.all([
    runInShell(hasty, '(sleep 3; echo late data) | codex "Summarise this" 2>&1'),
    runInShell(patient, '(sleep 3; echo late data) | codex "Summarise this" - 2>&1'),
  ])

  expect(output).toContain('Standard input is open but silent, so nothing of it was attached. Add - to wait for it.')
  expect(userTexts(hasty.requests[0]).join('\n')).not.toContain('late data')
  expect(userTexts(patient.requests[0])).toEqual([
    expect.stringContaining('<attachment name="stdin">\nlate data\n'),
    'Summarise this',
  ])
})

test('a stdin that stays open and silent does not keep a prompt waiting', async () => {
  const place = await codexPlace(hello)

  const {child, ended} = place.start(['Say hello now'], {keepStdinOpen: true})
  const run = await ended
  child.stdin.end()

  expect(run).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(userTexts(place.requests[0]).join('\n')).not.toContain('attachment')
})
