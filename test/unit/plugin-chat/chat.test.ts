import {CodexError, type TurnEvent} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {chatSession} from '../../helpers/chat-session.ts'
import {answers, turnEnd} from '../../helpers/fake-chat-host.ts'

const status = 'model-1 · suggest · sandbox bubblewrap · 12k/100k tokens'

/** A turn that works until it is stopped. */
async function* works({signal}: {readonly signal: AbortSignal}): AsyncIterable<TurnEvent> {
  yield {type: 'step.start', step: 1}
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
  yield turnEnd({outcomes: ['interrupted']})
}

test('a prompt is sent, its answer shown, and the prompt line is there again', async () => {
  const {type, shown, requests, typed} = await chatSession()

  await type('hello\r')

  expect({shown: shown(), requests, typed}).toEqual({
    shown: ['> hello', 'An answer.', '1.2 s · 1 step · 1k tokens · $0.01', '>', `${status} · $0.01`],
    requests: [{prompt: 'hello'}],
    typed: ['hello'],
  })
})

test('a conversation that cannot be opened ends the chat with the reason, and gives the terminal back', async () => {
  const error = new CodexError('No key.', {code: 'NO_KEY', exitCode: 4})
  const {end, isEntered} = await chatSession({over: {openConversation: () => Promise.reject(error)}})

  expect({end: end(), isEntered: isEntered()}).toEqual({end: {error}, isEntered: false})
})

test('a tool call shows its end, and folds its output until it is opened', async () => {
  const output = Array.from({length: 30}, (_, index) => `line ${index}`).join('\n')
  const {type, text} = await chatSession({
    async *turn() {
      yield {type: 'tool_call.start', callId: '1', tool: 'shell', title: 'npm test'}
      yield {type: 'tool_call.end', callId: '1', tool: 'shell', status: 'failed', output, durationMs: 900}
      yield turnEnd()
    },
  })

  await type('go\r')
  const folded = text()
  await type('\u000F')

  expect(folded).toContain('• shell: npm test · failed · 900 ms')
  expect(folded).toContain('… 22 rows hidden: /open 1 or Ctrl-O shows all')
  expect(folded).not.toContain('line 15')
  expect(text()).toContain('line 15')
})

test('Esc stops the turn at once, and what was to follow is given back', async () => {
  const {type, text, shown} = await chatSession({turn: works})

  await type('first\r')
  await type('second\t')
  const queued = text()
  await type('\u001B')

  expect(queued).toContain('for the next turn: second')
  expect(text()).toContain('stopped by you')
  expect(shown().slice(-2)).toEqual(['> second', `${status} · $0.01`])
})

test('Enter while the model works tells it, and says so', async () => {
  const {type, text, steered} = await chatSession({turn: works, canSteer: true})

  await type('first\r')
  await type('not that one\r')

  expect(steered).toEqual(['not that one'])
  expect(text()).toContain('> not that one\n  the model reads it with its next step')
})

test('what a turn does not take any more becomes the next turn', async () => {
  const goOn = Promise.withResolvers<void>()
  const {type, requests, pass} = await chatSession({
    async *turn() {
      await goOn.promise
      yield turnEnd()
    },
  })

  await type('first\r')
  await type('second\r')
  goOn.resolve()
  await pass(100)

  expect(requests).toEqual([{prompt: 'first'}, {prompt: 'second'}])
})

test('two Ctrl-C quit, also in a turn, and the terminal is given back', async () => {
  const {type, end, isEntered, shown} = await chatSession({turn: works})
  await type('first\r')

  await type('\u0003')
  const afterOne = end()
  await type('\u0003')
  const hint = shown().at(-1)
  await type('\u0003')

  expect({afterOne, hint, end: end(), isEntered: isEntered()}).toEqual({
    afterOne: undefined,
    hint: 'Ctrl-C again quits',
    end: {conversationId: 'c1234'},
    isEntered: false,
  })
})

test('a turn that takes long to stop is not waited for twice: the second Ctrl-C quits after it', async () => {
  const ends = Promise.withResolvers<void>()
  const {type, end, pass} = await chatSession({
    async *turn() {
      await ends.promise
      yield turnEnd({outcomes: ['interrupted']})
    },
  })
  await type('first\r')

  await type('\u0003\u0003')
  ends.resolve()
  await pass(100)

  expect(end()).toEqual({conversationId: 'c1234'})
})

test('Ctrl-D quits only where nothing is written', async () => {
  const {type, end} = await chatSession()

  await type('text\u0004')
  const before = end()
  await type('\u0003\u0004')

  expect([before, end()]).toEqual([undefined, {}])
})

test('SIGTERM stops the turn for that reason and ends the chat', async () => {
  let reason: unknown
  const {type, terminate, end, isEntered} = await chatSession({
    async *turn({signal}) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      reason = signal.reason
      yield turnEnd({outcomes: ['terminated']})
    },
  })
  await type('first\r')

  await terminate()

  expect({reason, end: end(), isEntered: isEntered()}).toEqual({
    reason: 'SIGTERM',
    end: {conversationId: 'c1234'},
    isEntered: false,
  })
})

test('mentioned files are shown while one writes, and go with the prompt', async () => {
  const {type, shown, requests} = await chatSession({files: {'a.txt': 'hello', 'pic.png': new Uint8Array([1, 2])}})

  await type('read @a.txt and @pic.png and @none. ')
  const before = shown().at(-2)
  await type('\r')

  expect(before).toBe('attaches @a.txt 5 B · @pic.png 2 B · @none: there is no such file')
  expect(requests).toEqual([
    {
      prompt: 'read @a.txt and @pic.png and @none. ',
      attachments: [{name: 'a.txt', text: 'hello'}],
      images: [{name: 'pic.png', mediaType: 'image/png', base64: 'AQI='}],
    },
  ])
})

test('the pasted path of a picture becomes a mention of it', async () => {
  const {type, shown} = await chatSession()

  await type("\u001B[200~'/home/me/a b.png'\u001B[201~")

  expect(shown().find((row) => row.startsWith('>'))).toBe('> @"/home/me/a b.png"')
})

test('Ctrl-G writes in another editor', async () => {
  const {type, shown, isEntered} = await chatSession({editElsewhere: async (text) => `${text} and more\n`})

  await type('some\u0007')

  expect(shown()[0]).toBe('> some and more')
  expect(isEntered()).toBe(true)
})

test('Ctrl-Z stops the process, and afterwards the prompt is there again', async () => {
  const {type, stops, shown, isEntered} = await chatSession()

  await type('some\u001A')

  expect({stops, first: shown()[0], isEntered: isEntered()}).toEqual({
    stops: ['stopped'],
    first: '> some',
    isEntered: true,
  })
})

test('a resumed conversation is shown, with a mark where the memory of the model begins', async () => {
  const {shown, opened} = await chatSession({
    resume: 'last',
    history: [
      {kind: 'prompt', text: 'old', atMs: 0},
      {kind: 'events', events: await Array.fromAsync(answers('old answer'))},
      {kind: 'prompt', text: 'new', atMs: 0},
      {kind: 'events', events: await Array.fromAsync(answers('new answer'))},
    ],
  })

  expect(opened).toEqual([{resume: 'last'}])
  expect(shown().filter((row) => !row.includes('tokens'))).toEqual([
    '> old',
    'old answer',
    '── the model remembers from here on ──',
    '> new',
    'new answer',
    '>',
  ])
})

test('untrusted text cannot write to the terminal', async () => {
  const evil = 'a\u001B]52;c;ZXZpbA==\u0007b\u202Ec'
  const {type, text, written} = await chatSession({
    async *turn() {
      yield {type: 'tool_call.start', callId: '1', tool: 'shell', title: evil}
      yield {type: 'text.delta', step: 1, text: `${evil}\n\n\`\`\`${evil}\n${evil}\n\`\`\`\n`}
      yield {type: 'tool_call.end', callId: '1', tool: 'shell', status: 'ok', output: evil, durationMs: 1}
      yield {type: 'notice', code: 'X', text: evil}
      yield turnEnd({errors: [{code: 'X', message: evil, suggestions: [evil]}]})
    },
  })

  await type('go\r')

  expect(written()).not.toContain('\u001B]52')
  expect(written()).not.toContain('\u202E')
  expect(text().match(/\\x1b\]52/g)?.length).toBeGreaterThanOrEqual(6)
})

test('the whole conversation is looked at after each step, not with each frame', async () => {
  const {type, pass, measured} = await chatSession({
    turn: () => answers(...Array.from({length: 200}, (_, index) => `row ${index}\n\n`)),
  })

  await type('go\r')
  await pass(5000)
  for (const letter of 'some letters') await type(letter)

  expect(measured.length).toBeLessThan(8)
})

test('10,000 rows are printed once each, without ever clearing the screen', async () => {
  const {type, rows, written} = await chatSession({
    turn: () =>
      answers(...Array.from({length: 10_000}, (_, index) => `row ${index}  \n${index % 10 === 9 ? '\n' : ''}`)),
  })

  await type('go\r')

  const printed = rows().filter((row) => row.startsWith('row '))
  expect(printed).toEqual(Array.from({length: 10_000}, (_, index) => `row ${index}`))
  expect(written()).not.toMatch(/\u001B\[[23]J/)
})

test.each([
  [40, 24],
  [40, 6],
  [20, 3],
  [200, 50],
])('in a window of %i × %i everything is usable', async (columns, rows) => {
  const {type, text, requests} = await chatSession({columns, rows})

  await type('a prompt that is longer than one row of forty columns\r')
  await type('x')

  expect(requests).toHaveLength(1)
  expect(text()).toContain('> x')
})
