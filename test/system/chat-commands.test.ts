import {expect, test} from 'vitest'
import {ownCommands} from '../../plugins/chat/src/slash/run-slash.ts'
import {codexPlace, type PlaceOptions} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {processesLeft, processStarts} from '../helpers/running-processes.ts'
import {toolOutputs} from '../helpers/sent-texts.ts'
import {tmuxPane} from '../helpers/tmux-pane.ts'

const files = {'a.txt': 'one\n'}
const ready = 'suggest · sandbox'

/** In their order: each builds on the ones before it. */
const commands: readonly (readonly [line: string, shown: string | RegExp])[] = [
  ['/help', 'Ctrl-R    earlier prompts'],
  ['/plugins', '@codex-host/plugin-prompt'],
  ['/context', /% +\S+ free/],
  ['/cost', 'from the provider'],
  ['/memory', 'the model remembers from here on'],
  ['/open', 'Nothing was folded.'],
  ['/diff', '· landed · 1 file'],
  ['/undo', 'was taken back'],
  ['/redo', 'was landed again'],
  ['/apply', 'no change set is pending'],
  ['/verify grep two a.txt', 'verify: grep two a.txt · passed'],
  ['/compact', 'You asked for it. It took'],
  ['/model gpt-4.1', 'Model: gpt-4.1 of openai.'],
  ['/approvals auto-edit', '→ auto-edit'],
  ['/save talk.md', 'The conversation was written to'],
  ['/fork', /the model remembers from here on[^]*gpt-4\.1 · auto-edit/],
  ['/clear', 'The model has forgotten what was said.'],
  ['/resume', 'the model remembers from here on'],
  ['/quit', 'exit=0'],
]

test('every slash command does on a real terminal what it says', async () => {
  const place = await codexPlace({
    files,
    steps: [patches(replaceLine('a.txt', 'one', 'two')), says('All done.'), says('It was changed.')],
  })
  const pane = await tmuxPane(place)

  pane.type('codex; echo "exit=$?"')
  await pane.waitFor(ready)
  pane.type('Change it now')
  await pane.waitFor('yes for this session')
  pane.press('y')
  await pane.waitFor('landed, /undo')
  for (const [line, shown] of commands) {
    pane.type(`${line} `)
    const source = typeof shown === 'string' ? literally(shown) : shown.source
    await pane.waitFor(new RegExp(`\n> ${literally(line)}[^]*(?:${source})`))
  }

  expect(pane.screen()).not.toContain('Warning')
  const tried = commands.map(([line]) => line.split(' ')[0]?.slice(1))
  expect(ownCommands.map(({name}) => name).filter((name) => !tried.includes(name))).toEqual([])
  expect(await place.read('a.txt')).toBe('two\n')
  expect(await place.read('talk.md')).toContain('Change it now')
})

const answers = [
  {keys: ['y'], told: /^Exit code 0\./, runsAgain: 2},
  {keys: ['a'], told: /^Exit code 0\./, runsAgain: 1},
  {keys: ['n', 'Enter'], told: /^Denied, nothing was done\./, runsAgain: 2},
] as const

test.each(answers)('the answer $keys to a question about a command holds as far as it says', async (given) => {
  const steps = [runs('echo x >> b.txt'), runs('echo x >> b.txt'), says('All done.')]
  const place = await codexPlace({files, steps})
  const pane = await tmuxPane(place)

  pane.type('codex chat -a auto-edit; echo "exit=$?"')
  await pane.waitFor('auto-edit · sandbox')
  pane.type('Write it now')
  let questions = 0
  for (; questions < given.runsAgain; questions += 1) {
    await pane.waitFor(new RegExp(`(Why: [^]*){${questions + 1}}edit the command`))
    for (const key of given.keys) pane.press(key)
  }
  await pane.waitFor('All done.')
  await pane.waitFor(/steps · .* tokens/)
  await end(pane)

  expect(toolOutputs(place.requests[2])).toEqual([expect.stringMatching(given.told), expect.stringMatching(given.told)])
})

test('the answer stop ends the turn, and nothing ran', async () => {
  const place = await codexPlace({files, steps: [runs('rm a.txt')]})
  const pane = await tmuxPane(place)

  pane.type('codex; echo "exit=$?"')
  await pane.waitFor(ready)
  pane.type('Remove it now')
  await pane.waitFor('edit the command')
  pane.press('s')
  await pane.waitFor(/1 step · .* tokens/)
  await end(pane)

  expect(await place.files()).toEqual(files)
})

interface Phase {
  readonly phase: string
  readonly flags?: string
  readonly steps: NonNullable<PlaceOptions['steps']>
  readonly reached: (pane: Awaited<ReturnType<typeof tmuxPane>>) => Promise<void>
}

const stalled = {reply: [{text: 'Half an answer'}], fault: {stall_ms: 30_000, after_events: 5}}

const phases: readonly Phase[] = [
  {
    phase: 'while the model is silent',
    steps: [stalled],
    reached: (pane) => pane.waitFor('Half an answer'),
  },
  {
    phase: 'while a command runs',
    flags: '-a full-auto',
    steps: [runs('sleep 7341.9')],
    reached: () => processStarts('sleep 7341.9'),
  },
  {
    phase: 'while the checks run',
    flags: '-a full-auto --verify "sleep 7341.9"',
    steps: [patches(replaceLine('a.txt', 'one', 'two')), says('All done.')],
    reached: () => processStarts('sleep 7341.9'),
  },
  {
    phase: 'while a question about a command is open',
    steps: [runs('rm a.txt')],
    reached: (pane) => pane.waitFor('edit the command'),
  },
  {
    phase: 'while the question about the change set is open',
    steps: [patches(replaceLine('a.txt', 'one', 'two')), says('All done.')],
    reached: (pane) => pane.waitFor('yes for this session'),
  },
]

test.each(phases)('Ctrl-C $phase stops the turn, and the chat goes on', async ({flags = '', steps, reached}) => {
  const place = await codexPlace({files, steps})
  const pane = await tmuxPane(place)

  pane.type(`codex chat ${flags}; echo "exit=$?"`)
  await pane.waitFor('· sandbox')
  pane.type('Begin now')
  await reached(pane)
  pane.press('C-c')
  await pane.waitFor(/step.* · .* tokens/)
  pane.type('/cost ')
  await pane.waitFor('from the provider')
  await end(pane)

  expect(await processesLeft('sleep 7341.9')).toEqual([])
  expect(await place.files()).toEqual(files)
})

async function end(pane: Awaited<ReturnType<typeof tmuxPane>>): Promise<void> {
  pane.press('C-d')
  await pane.waitFor('exit=0')
}

function literally(text: string): string {
  return text.replaceAll(/[^\w\s]/g, String.raw`\$&`)
}
