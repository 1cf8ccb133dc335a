import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {processesLeft, processStarts} from '../helpers/running-processes.ts'
import {toolOutputs} from '../helpers/sent-texts.ts'
import {tmuxPane} from '../helpers/tmux-pane.ts'

const files = {'a.txt': 'one\n'}
const allCommands = 'permissions:\n  - {allow: shell}\n'
const patch = patches(replaceLine('a.txt', 'one', 'two'))

test('suggest shows the change set and lands it after a yes', async () => {
  const place = await codexPlace({files, steps: [patch, says('All done.')]})
  const pane = await tmuxPane(place)

  pane.type('codex "Change it now"; echo "exit=$?"')
  await pane.waitFor('Apply this change set to the project?')
  const asked = pane.screen()
  const before = await place.files()
  pane.press('y')
  await pane.waitFor('exit=0')

  expect(asked).toMatch(/-one\s[^]*\+two\s/)
  expect(before).toEqual(files)
  expect(pane.screen()).toContain('All done.')
  expect(await place.files()).toEqual({'a.txt': 'two\n'})
})

test('a command that is refused with words reaches the model as those words', async () => {
  const place = await codexPlace({files, steps: [runs('rm a.txt'), says('As you like.')]})
  const pane = await tmuxPane(place)

  pane.type('codex "Remove it now"; echo "exit=$?"')
  await pane.waitFor('Run this command in')
  pane.press('n')
  await pane.waitFor('Why not')
  pane.press('-l', 'keep that file')
  pane.press('Enter')
  await pane.waitFor('exit=7')

  expect(toolOutputs(place.requests[1])).toEqual([expect.stringContaining('keep that file')])
  expect(await place.files()).toEqual(files)
})

test('yes for this session is asked once for the same command', async () => {
  const place = await codexPlace({files, steps: [runs('cp a.txt b.txt'), patch, runs('cp a.txt b.txt'), says('Done.')]})
  const pane = await tmuxPane(place)

  pane.type('codex -a auto-edit "Copy it now"; echo "exit=$?"')
  await pane.waitFor('Run this command in')
  pane.press('a')
  await pane.waitFor(/exit=\d/)

  expect(pane.screen()).toContain('exit=0')
  expect(await place.files()).toEqual({'a.txt': 'two\n', 'b.txt': 'two\n'})
})

test('a host that a command was refused is asked about, and the answer reaches the model', async () => {
  const tunnel = 'printf "CONNECT other.example:443 HTTP/1.1\\r\\n\\r\\n" >&9; head -1 <&9'
  const line = `exec 9<>/dev/tcp/127.0.0.1/13128; ${tunnel}`
  const place = await codexPlace({files, steps: [runs(line), says('Allowed now.')]})
  const pane = await tmuxPane(place)

  pane.type('codex -a full-auto --allow-host listed.example "Ask it now"; echo "exit=$?"')
  await pane.waitFor(/exit=\d/)
  expect(pane.screen()).toContain('other.example:443 was refused: it is not listed, and full-auto does not ask')

  const asking = await codexPlace({files, steps: [runs(line), says('Allowed now.')], config: allCommands})
  const second = await tmuxPane(asking)
  second.type('codex --allow-host listed.example "Ask it now"; echo "exit=$?"')
  await second.waitFor('Let commands reach this host')
  const asked = second.screen()
  second.press('a')
  await second.waitFor('exit=0')

  expect(asked).toMatch(/│ other\.example:443\s/)
  expect(toolOutputs(asking.requests[1])).toEqual([
    expect.stringMatching(
      /HTTP\/1\.1 403 Forbidden[^]*The user now allows it for this session: run the command again\./,
    ),
  ])
})

test('Ctrl-C in the middle of a command ends it and gives the terminal back', async () => {
  const place = await codexPlace({files, steps: [patch, runs('sleep 7341.1')]})
  const pane = await tmuxPane(place)

  pane.type('codex -a full-auto "Change it now"; echo "exit=$?"')
  await processStarts('sleep 7341.1')
  pane.press('C-c')
  await pane.waitFor('exit=130')
  pane.type('echo "typed $((40 + 2))"')
  await pane.waitFor('typed 42')

  expect(await processesLeft('sleep 7341.1')).toEqual([])
  expect(await place.files()).toEqual(files)
  expect(pane.screen()).toContain('codex apply')
})

test('bare codex whose output goes to a file shows the commands and exits 2', async () => {
  const place = await codexPlace()
  const pane = await tmuxPane(place)

  pane.type('codex > out.txt; echo "exit=$?"')
  await pane.waitFor('exit=2')

  expect(pane.screen()).toContain('COMMANDS')
})

test('a terminal as stdin is not waited for when there is a prompt', async () => {
  const place = await codexPlace({steps: [says('Hello there.')]})
  const pane = await tmuxPane(place)

  pane.type('codex prompt "Say hello"; echo "exit=$?"')
  await pane.waitFor('exit=0')

  expect(pane.screen()).toContain('Hello there.')
})
