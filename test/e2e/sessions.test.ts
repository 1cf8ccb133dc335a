import {mkdir, readFile, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect, test} from 'vitest'
import {codexPlace, type CodexPlace, filesBelow} from '../helpers/codex-place.ts'
import {ptySession} from '../helpers/pty-session.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {runInShell} from '../helpers/run-in-shell.ts'

const noCache = {CODEX_CACHE: 'off'}

interface ListedSession {
  readonly id: string
  readonly prompt: string
  readonly turns: number
}

async function list(place: CodexPlace, ...argv: readonly string[]): Promise<readonly ListedSession[]> {
  const run = await place.run(['sessions', 'list', '--json', ...argv])
  expect(run).toMatchObject({exitCode: 0, stderr: ''})
  return (JSON.parse(run.stdout) as {sessions: ListedSession[]}).sessions
}

/** A session of two turns, and one of another workspace. */
async function twoSessions() {
  const place = await codexPlace({
    env: noCache,
    files: {'a.txt': 'one\n'},
    steps: [
      runs('cat a.txt'),
      patches(replaceLine('a.txt', 'one', 'two')),
      says('It says two now.'),
      says('Still two.'),
      says('Nothing here.'),
    ],
  })
  const elsewhere = path.join(place.folder, 'elsewhere')
  await mkdir(elsewhere)
  await place.run(['-m', 'o3', '-a', 'full-auto', 'Change the number in a.txt'])
  await place.run(['--resume', 'last', 'What does it say?'])
  await place.run(['-m', 'o3', 'Look around elsewhere'], {cwd: elsewhere})
  return {place, elsewhere}
}

test('the list has the sessions of the workspace, or of all, newest first, and programs read it as JSON', async () => {
  const {place, elsewhere} = await twoSessions()

  const here = await place.run(['sessions', 'list'])
  const all = await place.run(['sessions', 'list', '--all'])
  const json = await list(place, '--all')
  const one = await list(place, '--all', '--limit', '1')

  expect(here.stdout).toMatch(
    /^SESSION +LAST TURN +TURNS +OUTCOME +COST +VERB +MODEL +PROMPT\n[0-9a-f]{8} +\d{4}-\d\d-\d\d \d\d:\d\d +2 +done +\$0\.\d{4} +prompt +o3 +Change the number in a\.txt\n$/,
  )
  expect(all.stdout.split('\n')).toHaveLength(4)
  expect(all.stdout).toContain('elsewhere')
  expect(json).toEqual([
    expect.objectContaining({workspace: elsewhere, turns: 1, prompt: 'Look around elsewhere', outcome: 'done'}),
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      started_at: expect.stringMatching(/Z$/),
      last_turn_at: expect.stringMatching(/Z$/),
      workspace: place.project,
      verb: 'prompt',
      model: 'o3',
      turns: 2,
      prompt: 'Change the number in a.txt',
      outcome: 'done',
      cost_usd: expect.any(Number),
      unpriced_turns: 0,
    },
  ])
  expect(one).toHaveLength(1)
})

test('a session is shown with prompts, answers, commands, their results and the change set', async () => {
  const {place} = await twoSessions()

  const run = await place.run(['sessions', 'show', 'last'])
  const json = await place.run(['sessions', 'show', 'last', '--json'])

  expect(run.exitCode).toBe(0)
  const order = [
    'Turn 1 · ',
    '> Change the number in a.txt',
    '$ cat a.txt  (done',
    '    one',
    'apply_patch: M a.txt  (done',
    'It says two now.',
    'Change set ',
    '-one',
    '+two',
    'Turn 2 · ',
    '> What does it say?',
    'Still two.',
  ]
  const places = order.map((text) => run.stdout.indexOf(text))
  expect(places).toEqual(places.toSorted((left, right) => left - right))
  expect(places).not.toContain(-1)
  const transcript = JSON.parse(json.stdout) as {turns: {parts: {kind: string}[]}[]}
  expect(transcript).toMatchObject({version: 1, workspace: place.project})
  expect(transcript.turns.map(({parts}) => parts.map(({kind}) => kind))).toEqual([
    ['call', 'call', 'answer', 'changes'],
    ['notice', 'answer'],
  ])
})

test('a search finds parts of words in prompts, answers, commands and names of files, also of new turns', async () => {
  const {place} = await twoSessions()
  const find = async (...words: readonly string[]) => {
    const run = await place.run(['sessions', 'search', '--json', ...words])
    const {sessions} = JSON.parse(run.stdout) as {sessions: {prompt: string; texts: {kind: string; text: string}[]}[]}
    return sessions.map(({prompt, texts}) => [prompt, ...texts.map(({kind}) => kind)])
  }
  const changed = 'Change the number in a.txt'

  expect(await find('NUMB')).toEqual([[changed, 'prompt']])
  expect(await find('cat a')).toEqual([[changed, 'command']])
  expect(await find('still', 'number')).toEqual([[changed, 'prompt', 'answer']])
  expect(await find('tw')).toEqual([[changed, 'answer', 'answer']])
  expect(await find('still', 'missing')).toEqual([])
  expect(await find('around')).toEqual([])
  expect(await find('--all', 'around')).toEqual([['Look around elsewhere', 'prompt']])
  expect(await find(`"'%_ OR *`)).toEqual([])
  const text = await place.run(['sessions', 'search', 'still'])
  expect(text.stdout).toMatch(/^[0-9a-f]{8} {2}\d{4}-.*\n {4}answer {3}Still two\.\n$/)
  const none = await place.run(['sessions', 'search', 'missing'])
  expect(none).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: 'Nothing was found. --all looks in other workspaces too.\n',
  })
})

test('an export is Markdown, JSON or a page, for the owner alone, and writes over nothing unasked', async () => {
  const {place} = await twoSessions()
  await writeFile(path.join(place.project, 'old.md'), 'mine\n')

  const page = await place.run(['sessions', 'export', 'last', '-o', 'out.html'])
  const refused = await place.run(['sessions', 'export', 'last', '-o', 'old.md'])
  const nowhere = await place.run(['sessions', 'export', 'last', '-o', 'missing/out.md'])
  const markdown = await place.run(['sessions', 'export', 'last'])
  const json = await place.run(['sessions', 'export', 'last', '--format', 'json'])
  const forced = await place.run(['sessions', 'export', 'last', '-o', 'old.md', '--force'])

  expect(page).toMatchObject({exitCode: 0, stdout: ''})
  expect(await place.read('out.html')).toMatch(/^<!doctype html>\n/)
  expect((await stat(path.join(place.project, 'out.html'))).mode & 0o777).toBe(0o600)
  expect(refused).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('is there already, so nothing was written'),
  })
  expect(nowhere).toMatchObject({exitCode: 2, stderr: expect.stringContaining('cannot be written (ENOENT)')})
  expect(markdown.stdout).toContain('```diff\n')
  expect(JSON.parse(json.stdout)).toMatchObject({version: 1, turns: [{number: 1}, {number: 2}]})
  expect(forced.exitCode).toBe(0)
  expect(await place.read('old.md')).toBe(markdown.stdout)
})

test('what is deleted is gone from the list, the search and the file; what was used stays counted', async () => {
  const {place} = await twoSessions()
  const [newest, oldest] = await list(place, '--all')
  await place.run(['sessions', 'search', '--all', 'number'])

  const run = await place.run(['sessions', 'delete', oldest?.id.slice(0, 10) ?? ''])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Deleted 1 session with 2 turns.\n'})
  expect((await list(place, '--all')).map(({id}) => id)).toEqual([newest?.id])
  expect((await place.run(['sessions', 'search', 'number'])).stdout).toBe('')
  const written = Object.entries(await filesBelow(place.codexHome)).filter(([name]) => name.startsWith('state.db'))
  expect(written.filter(([, bytes]) => bytes.includes('Change the number')).map(([name]) => name)).toEqual([])
  const usage = await place.run(['usage', '--by', 'verb', '--json'])
  expect(JSON.parse(usage.stdout)).toMatchObject({groups: [{key: 'prompt', runs: 3}]})
})

test.each([
  {argv: ['show', 'zzz'], message: 'There is no session "zzz", so nothing was shown.'},
  {argv: ['show'], message: 'Missing 1 required arg'},
  {argv: ['export', 'last'], message: 'was recorded yet, so nothing was written.'},
  {argv: ['export', 'zzz', '--force'], message: '--output'},
  {argv: ['fork', 'zzz'], message: 'There is no session "zzz", so nothing was begun.'},
  {argv: ['resume'], message: 'The id of the session comes first, so nothing was sent.'},
  {argv: ['resume', 'zzz', 'Do it'], message: 'There is no session "zzz", so nothing was sent.'},
  {argv: ['delete'], message: 'No session was named, so nothing was deleted.'},
  {argv: ['delete', 'last'], message: 'A session to delete is named by its id, so nothing was deleted.'},
  {argv: ['delete', ''], message: 'There is no session "", so nothing was deleted.'},
  {argv: ['search'], message: 'No word was given, so nothing was looked for.'},
  {argv: ['search', '  '], message: 'No word was given, so nothing was looked for.'},
  {argv: ['clear', '--older-than', 'soon'], message: '--older-than is "soon", which is no time; nothing was deleted.'},
  {argv: ['list', '-C', '/nowhere/at/all'], message: '/nowhere/at/all'},
])('what cannot be meant ends with 2 and says what did not happen: $argv', async ({argv, message}) => {
  const place = await codexPlace()

  const run = await place.run(['sessions', ...argv])

  expect(run).toMatchObject({exitCode: 2, stdout: '', stderr: expect.stringContaining(message)})
})

test('the beginning of several ids is refused with their names, and deletes none of them', async () => {
  const {place} = await twoSessions()
  const database = new DatabaseSync(path.join(place.codexHome, 'state.db'))
  database.exec(`UPDATE sessions SET conversation_id = 'same-' || conversation_id`)
  database.close()

  const run = await place.run(['sessions', 'delete', 'same'])

  expect(run).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('"same" is the beginning of several sessions (same-'),
  })
  expect(await list(place, '--all')).toHaveLength(2)
})

test('without sessions the commands say so; a database that is broken is named', async () => {
  const place = await codexPlace()

  const empty = await place.run(['sessions', 'list'])
  const emptyJson = await place.run(['sessions', 'list', '--all', '--json'])
  await writeFile(path.join(place.codexHome, 'state.db'), 'no database at all, '.repeat(500))
  const damaged = await place.run(['sessions', 'list', '--all'])

  expect(empty).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: expect.stringContaining('was recorded yet. --all looks'),
  })
  expect(JSON.parse(emptyJson.stdout)).toEqual({version: 1, sessions: []})
  expect(damaged).toMatchObject({exitCode: 0, stderr: expect.stringContaining('state.db is damaged. It is now ')})
})

test('a record that cannot be read is an error for who shows it, and no obstacle for the others', async () => {
  const {place} = await twoSessions()
  const database = new DatabaseSync(path.join(place.codexHome, 'state.db'))
  database.exec(`UPDATE session_lines SET line = '{"kind":"event","event":{"type":"no such"}}' WHERE number = 1
    AND session_id = (SELECT id FROM sessions WHERE prompt LIKE 'Change%')`)
  database.close()

  const shown = await place.run(['sessions', 'show', 'last'])
  const searched = await place.run(['sessions', 'search', 'number'])

  expect(shown).toMatchObject({exitCode: 2, stdout: '', stderr: expect.stringContaining('cannot be read as a record')})
  expect(searched.stdout).toContain('Change the number')
  expect(await list(place, '--all')).toHaveLength(2)
})

test('a reader that goes away is no error', async () => {
  const {place} = await twoSessions()

  const ended = '2>&1 | head -1; echo "${PIPESTATUS[0]}"'
  const shown = await runInShell(place, `codex sessions show last ${ended}; codex sessions list --all ${ended}`)

  expect(shown).toMatch(/^Session [0-9a-f-]{36} in .*\n0\nSESSION .*\n0\n$/)
})

test('a session that was forked at a turn knows nothing of what came later', async () => {
  const {place} = await twoSessions()
  const [, session] = await list(place, '--all')

  const fork = await place.run(['sessions', 'fork', session?.id ?? '', '--turn', '1'])
  const tooFar = await place.run(['sessions', 'fork', session?.id ?? '', '--turn', '3'])

  const shown = await place.run(['sessions', 'show', fork.stdout.trim()])
  expect(fork.exitCode).toBe(0)
  expect(shown.stdout).toContain('It says two now.')
  expect(shown.stdout).not.toContain('Still two.')
  expect(tooFar).toMatchObject({exitCode: 2, stderr: expect.stringContaining('has no turn 3, so nothing was begun')})
})

test('resume is another name of a prompt that goes on', async () => {
  const place = await codexPlace({env: noCache, steps: [says('One.'), says('Two.')]})
  await place.run(['Say one now'])

  const run = await place.run(['sessions', 'resume', 'last', '--json', 'Say two now'])

  expect(JSON.parse(run.stdout)).toMatchObject({answer: 'Two.', exit_code: 0})
  expect(await list(place)).toEqual([expect.objectContaining({turns: 2, verb: 'prompt'})])
})

test('clear asks on a terminal, needs a yes without one, and spares what is newer and what is of others', async () => {
  const {place} = await twoSessions()
  const database = new DatabaseSync(path.join(place.codexHome, 'state.db'))
  const dayMs = 24 * 60 * 60_000
  database.exec(`UPDATE sessions SET started_at_ms = started_at_ms - ${3 * dayMs} WHERE prompt LIKE 'Look%'`)
  database.close()

  const nobody = await place.run(['sessions', 'clear'])
  const young = await place.run(['sessions', 'clear', '--older-than', '2d'])
  const no = ptySession(place, ['sessions', 'clear'])
  await no.waitFor('This cannot be undone. [y/N] ')
  no.type('\r')
  expect(await no.ended).toBe(0)
  const old = await place.run(['sessions', 'clear', '--all', '--older-than', '2d', '--yes', '--json'])
  const left = await list(place, '--all')
  const yes = ptySession(place, ['sessions', 'clear'])
  await yes.waitFor('Delete 1 session of ')
  yes.type('y\r')
  expect(await yes.ended).toBe(0)

  expect(nobody).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('There is nobody to ask, so nothing was deleted.'),
  })
  expect(young).toMatchObject({exitCode: 0, stdout: 'Nothing was deleted.\n'})
  expect(no.screen()).toContain('Nothing was deleted.')
  expect(JSON.parse(old.stdout)).toMatchObject({deleted: [expect.any(String)], deleted_turns: 1})
  expect(left.map(({prompt}) => prompt)).toEqual(['Change the number in a.txt'])
  expect(await list(place, '--all')).toEqual([])
})

test('Ctrl-C at the question deletes nothing', async () => {
  const place = await codexPlace({steps: [says('One.')]})
  await place.run(['Say one now'])

  const session = ptySession(place, ['sessions', 'clear'])
  await session.waitFor('[y/N] ')
  session.type('\u0003')

  expect(await session.ended).toBe(130)
  expect(await list(place)).toHaveLength(1)
})

test('hostile text of a session moves no cursor where it is shown', async () => {
  const hostile = '\u001b]0;owned\u0007\u202eevil\u001b[2J'
  const place = await codexPlace({env: noCache, steps: [says(`Hello ${hostile}`)]})
  await place.run([`Say ${hostile} now`])

  const shown = await place.run(['sessions', 'show', 'last'])
  const listed = await place.run(['sessions', 'list'])
  const found = await place.run(['sessions', 'search', 'evil'])
  const markdown = await place.run(['sessions', 'export', 'last'])

  for (const {stdout} of [shown, listed, found, markdown]) {
    expect(stdout).toContain('evil')
    expect(stdout).not.toMatch(/[\u001b\u0007\u202e]/)
  }
  await place.run(['sessions', 'export', 'last', '-o', 'out.html'])
  expect(await readFile(path.join(place.project, 'out.html'), 'utf8')).not.toMatch(/[\u001b\u0007\u202e]/)
})
