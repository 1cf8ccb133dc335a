import {execFileSync} from 'node:child_process'
import {readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {type CodexPlace, codexPlace} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {processesLeft, processStarts} from '../helpers/running-processes.ts'
import {toolOutputs} from '../helpers/sent-texts.ts'
import {tmuxPane} from '../helpers/tmux-pane.ts'

const files = {'a.txt': 'one\n'}
const patch = patches(replaceLine('a.txt', 'one', 'two'))
const ready = 'suggest · sandbox'

test('a chat on a real terminal: a turn, its question, its diff, its undo, its end', async () => {
  const place = await codexPlace({files, steps: [patch, says('All **done**.')]})
  const pane = await tmuxPane(place)

  pane.type('codex; echo "exit=$?"')
  await pane.waitFor(ready)
  pane.type('Change it now')
  await pane.waitFor('yes for this session')
  const asked = pane.screen()
  pane.press('y')
  await pane.waitFor('landed, /undo')
  const landed = await place.files()
  pane.type('/diff ')
  await pane.waitFor('· landed · 1 file')
  pane.type('/undo ')
  await pane.waitFor('was taken back')
  const undone = await place.files()
  pane.type('/redo ')
  await pane.waitFor('was landed again')
  pane.press('C-d')
  await pane.waitFor('exit=0')

  expect(asked).toMatch(/1 -one\s[^]*1 \+two\s/)
  expect(pane.screen()).toContain('All done.')
  expect([landed, undone, await place.files()]).toEqual([{'a.txt': 'two\n'}, files, {'a.txt': 'two\n'}])
})

test('a command that is edited in the question runs as it was written there', async () => {
  const place = await codexPlace({files, steps: [runs('cp a.txt b.txt'), says('Copied.')]})
  const pane = await tmuxPane(place)

  pane.type('codex chat -a auto-edit')
  await pane.waitFor('auto-edit · sandbox')
  pane.type('Copy it now')
  await pane.waitFor('edit the command')
  pane.press('e')
  await pane.waitFor('The command to run in its place')
  pane.press('BSpace', 'BSpace', 'BSpace', 'BSpace', 'BSpace')
  pane.type('c.txt')
  await pane.waitFor('change set')
  await quit(pane)

  expect(await place.files()).toEqual({'a.txt': 'one\n', 'c.txt': 'one\n'})
})

test('Esc ends the command that runs, and the terminal is given back at the end', async () => {
  const place = await codexPlace({files, steps: [runs('sleep 7341.7')]})
  const pane = await tmuxPane(place)

  pane.type('codex chat -a full-auto; echo "exit=$?"')
  await pane.waitFor('full-auto · sandbox')
  pane.type('Wait now')
  await processStarts('sleep 7341.7')
  pane.press('Escape')
  await pane.waitFor('stopped by you')
  const left = await processesLeft('sleep 7341.7')
  pane.press('C-c')
  await pane.waitFor('Ctrl-C again quits')
  pane.press('C-c')
  await pane.waitFor('exit=0')
  pane.type('echo "typed $((40 + 2))"')
  await pane.waitFor('typed 42')

  expect(left).toEqual([])
})

test('a question waits through changes of the window, and no row of the user is lost', async () => {
  const place = await codexPlace({files, steps: [runs('rm a.txt'), says('As you like.')]})
  const pane = await tmuxPane(place)

  pane.type('seq -f "user row %g" 30; codex')
  await pane.waitFor(ready)
  pane.type('Remove it now')
  await pane.waitFor('yes for this session')
  for (const columns of ['40', '120', '61', '100']) pane.resize(columns)
  await pane.waitFor('yes for this session')
  pane.press('n')
  await pane.waitFor('Why not')
  pane.type('keep that file')
  await pane.waitFor('As you like.')
  await quit(pane)

  expect(toolOutputs(place.requests[1])).toEqual([expect.stringContaining('keep that file')])
  const rows = pane.screen().split('\n')
  expect(rows.filter((row) => row.startsWith('user row'))).toHaveLength(30)
})

test('a paste of 5,000 lines is folded and sent whole', async () => {
  const place = await codexPlace({steps: [says('Read.')]})
  const pane = await tmuxPane(place)
  const text = Array.from({length: 5000}, (_, index) => `\tline ${index}`).join('\n')
  const file = path.join(place.folder, 'paste.txt')
  await writeFile(file, text)

  pane.type('codex')
  await pane.waitFor(ready)
  pane.paste(file)
  await pane.waitFor('[paste 5,000 lines]')
  pane.press('Enter')
  await pane.waitFor('Read.')
  await quit(pane)

  expect(JSON.stringify(place.requests[0]?.body)).toContain(JSON.stringify(text).slice(1, -1))
})

test('a chat that was killed in a turn goes on where it was', async () => {
  const place = await codexPlace({files, steps: [says('I know it is blue.'), runs('sleep 7341.8'), says('Blue.')]})
  const pane = await tmuxPane(place)

  pane.type(`codex chat -a full-auto -C ${place.project}`)
  await pane.waitFor('full-auto · sandbox')
  pane.type('Remember blue now')
  await pane.waitFor(/1 step · .* tokens/)
  pane.type('Wait now')
  await processStarts('sleep 7341.8')
  process.kill(pidOf(place), 'SIGKILL')
  await pane.waitFor('Killed')
  // Nobody was left to give the terminal back.
  pane.press('-l', 'stty sane; clear')
  pane.press('C-j')
  const left = await processesLeft('sleep 7341.8')
  pane.type('codex chat --last')
  await pane.waitFor('the model remembers from here on')
  pane.type('Which colour now')
  await pane.waitFor('Blue.')
  await quit(pane)

  expect(left).toEqual([])
  expect(JSON.stringify(place.requests[2]?.body)).toContain('I know it is blue.')
})

test('SIGTERM ends the chat with 143 and leaves the terminal as it was', async () => {
  const place = await codexPlace()
  const pane = await tmuxPane(place)

  pane.type(`codex chat -C ${place.project}; echo "exit=$?"; stty -a | grep -o " -*icanon"; echo "so $((40 + 2))"`)
  await pane.waitFor(ready)
  process.kill(pidOf(place), 'SIGTERM')
  await pane.waitFor('exit=143')

  await pane.waitFor('so 42')

  expect(pane.screen()).toMatch(/exit=143\s+ icanon/)
})

async function quit(pane: Awaited<ReturnType<typeof tmuxPane>>): Promise<void> {
  await pane.waitFor(/step.* · .* tokens/)
  pane.press('C-d')
  await pane.waitFor('goes on with this conversation')
  // It has ended when the shell answers.
  pane.type('echo "left $((1 + 1))"')
  await pane.waitFor('left 2')
}

/** Of the chat that was started with the project's own name, which no other process has. */
function pidOf(place: CodexPlace): number {
  const pids = execFileSync('pgrep', ['-f', `chat .*-C ${place.project}`], {encoding: 'utf8'})
    .trim()
    .split('\n')
  expect(pids).toHaveLength(1)
  return Number(pids[0])
}

test('Ctrl-Z suspends, and fg brings the prompt back with what was written', async () => {
  const place = await codexPlace({steps: [says('Hello there.')]})
  const pane = await tmuxPane(place)

  pane.type('set -m; codex')
  await pane.waitFor(ready)
  pane.press('-l', 'Say hel')
  await pane.waitFor('> Say hel')
  pane.press('C-z')
  await pane.waitFor(/Stopped|suspended/i)
  pane.type('echo "typed $((40 + 2))"')
  await pane.waitFor('typed 42')
  pane.type('fg')
  await pane.waitFor(/fg\s[^]*> Say hel/)
  pane.type('lo')
  await pane.waitFor('Hello there.')
  await quit(pane)

  expect(JSON.stringify(place.requests[0]?.body)).toContain('Say hello')
})

test('Ctrl-G writes the prompt in $EDITOR', async () => {
  const place = await codexPlace({
    steps: [says('Hello there.')],
    env: {EDITOR: 'sh -c \'printf " and more" >>"$1"\' editor'},
  })
  const pane = await tmuxPane(place)

  pane.type('codex')
  await pane.waitFor(ready)
  pane.press('-l', 'Say hello')
  pane.press('C-g')
  await pane.waitFor('> Say hello and more')
  pane.press('Enter')
  await pane.waitFor('Hello there.')
  await quit(pane)

  expect(JSON.stringify(place.requests[0]?.body)).toContain('Say hello and more')
})

test('line by line: a turn and its question without a sequence that moves anything', async () => {
  const place = await codexPlace({files, steps: [patch, says('All done.')]})
  const pane = await tmuxPane(place)

  pane.type('codex chat --plain | tee out.txt')
  await pane.waitFor('you>')
  pane.type('Change it now')
  await pane.waitFor('answer>')
  pane.type('yes')
  await pane.waitFor('landed, /undo')
  await quit(pane)

  const written = await readFile(path.join(place.project, 'out.txt'), 'utf8')
  expect(written).not.toContain('\u001B')
  expect(await place.read('a.txt')).toBe('two\n')
})
