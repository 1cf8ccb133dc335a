import {access, mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {codexPlace, type PlaceOptions} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {toolOutputs} from '../helpers/sent-texts.ts'

const box = fileURLToPath(new URL('../fixtures/plugins/box', import.meta.url))

async function placeWithBox(options: PlaceOptions = {}) {
  const place = await codexPlace({...options, env: {CODEX_SANDBOX: '', ...options.env}})
  const linked = await place.run(['plugins', 'link', '--no-install', box])
  expect(linked.exitCode).toBe(0)
  const mark = path.join(place.folder, 'loaded')
  const isLoaded = () =>
    access(mark).then(
      () => true,
      () => false,
    )
  return {...place, mark, isLoaded}
}

test('a backend of a plugin runs commands where a flag or the configuration names it', async () => {
  const place = await placeWithBox({config: 'sandbox: box\n'})
  const command = ['--', 'sh', '-c', 'echo $BOX_SHOWS; cat; exit 3']

  const named = await place.run(['sandbox', 'exec', '--backend', 'box', ...command], {stdin: 'in\n'})
  const configured = await place.run(['sandbox', 'exec', ...command], {stdin: 'in\n'})

  expect(named).toMatchObject({exitCode: 3, stdout: 'workspace\nin\n', stderr: ''})
  expect(configured).toMatchObject({exitCode: 3, stdout: 'workspace\nin\n', stderr: ''})
})

test('it is not loaded before somebody names it, and never tried by itself', async () => {
  const place = await placeWithBox({steps: [says('Hello.')]})

  const run = await place.run(['Say hello now'], {env: {BOX_LOADED: place.mark}})
  const before = await place.isLoaded()
  await place.run(['sandbox', 'exec', '--backend', 'box', '--', 'true'], {env: {BOX_LOADED: place.mark}})

  expect([run.stdout, before, await place.isLoaded()]).toEqual(['Hello.\n', false, true])
})

test('a file of the project cannot choose it', async () => {
  const place = await placeWithBox({files: {'codex.config.yaml': 'sandbox: box\n'}})

  const run = await place.run(['sandbox', 'exec', '--', 'true'], {env: {BOX_LOADED: place.mark}})

  expect(run).toMatchObject({exitCode: 3, stdout: ''})
  expect(run.stderr).toContain('"sandbox" can only be true in a project')
  expect(await place.isLoaded()).toBe(false)
})

test('a name near it is answered with it: exit code 2 for a flag, 3 for the configuration', async () => {
  const place = await placeWithBox({config: 'sandbox: boks\n'})

  const flag = await place.run(['sandbox', 'exec', '--backend', 'bax', '--', 'true'])
  const key = await place.run(['sandbox', 'exec', '--', 'true'])

  expect([flag.exitCode, key.exitCode]).toEqual([2, 3])
  expect(flag.stderr.replaceAll(/\s+/g, ' ')).toContain('There is no sandbox backend "bax" (--sandbox)')
  expect(flag.stderr).toContain('Did you mean "box"?')
  expect(key.stderr.replaceAll(/\s+/g, ' ')).toMatch(/There is no sandbox backend "boks" \(.*config\.yaml:1\)/)
})

test('it cannot take the name of one of ours, and one that is broken is a row of the list', async () => {
  const place = await placeWithBox()

  const list = await place.run(['sandbox', 'list', '--json'], {env: {BOX_OWNER: 'the test'}})
  const broken = await place.run(['sandbox', 'exec', '--backend', 'broken-box', '--', 'true'])

  const {backends} = JSON.parse(list.stdout) as {backends: {name: string; works: boolean; detail: string}[]}
  expect(list.exitCode).toBe(0)
  expect(backends.map(({name}) => name)).toEqual(['bubblewrap', 'namespaces', 'none', 'box', 'broken-box'])
  expect(backends[2]?.detail).toBe('no protection at all')
  expect(backends[3]).toMatchObject({works: true, detail: 'a box for the test'})
  expect(backends[4]).toMatchObject({works: false, detail: expect.stringContaining('missing.js') as string})
  expect(broken.exitCode).toBe(11)
  expect(broken.stderr.replaceAll(/\s+/g, ' ')).toContain(
    'The sandbox backend "broken-box" of the plugin codex-plugin-box@0.3.0 could not be loaded',
  )
})

test('one that lacks what a policy needs runs nothing, unless the user accepts that by name', async () => {
  const place = await placeWithBox({steps: [says('Hello.')]})
  const weak = path.join(place.folder, 'weak')
  await mkdir(weak)
  const codex = {api: '^1', sandboxes: {weak: './weak.js'}}
  await writeFile(
    path.join(weak, 'package.json'),
    JSON.stringify({name: 'weak', version: '1.0.0', type: 'module', oclif: {}, codex}),
  )
  await writeFile(
    path.join(weak, 'weak.js'),
    `export default () => ({name: 'weak', capabilities: {readAllowList: true, writeRoots: true, killTree: true}, probe: async () => ({kind: 'works', detail: 'weakly'}), run: async (command) => { await command.onOutput?.('stdout', Buffer.from('ran\\n')); const none = {bytes: new Uint8Array(), totalBytes: 0}; return {kind: 'finished', end: {kind: 'exited', exitCode: 0}, stdout: none, stderr: none, durationMs: 1} }})`,
  )
  await place.run(['plugins', 'link', '--no-install', weak])

  const run = await place.run(['sandbox', 'exec', '--backend', 'weak', '--', 'true'])
  const accepting = ['--degrade', 'network-off', '--degrade', 'protected-paths']
  const accepted = await place.run(['sandbox', 'exec', '--backend', 'weak', ...accepting, '--', 'sh', '-c', 'echo ran'])
  const turn = await place.run(['--sandbox', 'weak', '--isolation', 'in-place', ...accepting, 'Say hello now'])
  const misspelt = await place.run(['sandbox', 'exec', '--degrade', 'everything', '--', 'true'])

  expect(run).toMatchObject({exitCode: 6, stdout: ''})
  expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('it does not enforce network off, protected paths')
  expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('--degrade network-off --degrade protected-paths')
  expect(accepted).toMatchObject({exitCode: 0, stdout: 'ran\n'})
  expect(turn).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(turn.stderr.replaceAll(/\s+/g, ' ')).toContain('works without network off, protected paths, as --degrade')
  expect((await place.run(['audit', 'show'])).stdout).toContain('degraded=["network-off","protected-paths"]')
  expect(misspelt.exitCode).toBe(2)
})

test('where it cannot give the allowed hosts and the user accepts that, commands run without any network', async () => {
  const place = await placeWithBox({config: 'sandbox: box\nnetwork: {allow_hosts: [a.example]}\n'})
  const command = ['--', 'sh', '-c', 'echo ${HTTPS_PROXY:-no way out}']

  const refused = await place.run(['sandbox', 'exec', ...command])
  const accepted = await place.run(['sandbox', 'exec', '--degrade', 'network-allow-list', ...command])

  expect(refused).toMatchObject({exitCode: 6, stdout: ''})
  expect(accepted).toEqual({
    exitCode: 0,
    signal: null,
    stdout: 'no way out\n',
    stderr: 'codex: The sandbox backend "box" works without network allow list, as --degrade accepts.\n',
  })
})

test('where it mounts nothing the copy is shown where it lies; a replay is identical there and where it is mounted', async () => {
  const place = await placeWithBox({
    files: {'a.txt': 'one\n'},
    steps: [runs('pwd; cat a.txt'), patches(replaceLine('a.txt', 'one', 'two')), runs('cat a.txt'), says('Done.')],
  })

  const run = await place.run(['-a', 'full-auto', '--sandbox', 'box', 'Change it where it lies'])
  const [told = ''] = toolOutputs(place.requests[1])
  const here = await place.run(['replay', 'last', '--sandbox', 'box'])
  const mounted = await place.run(['replay', 'last', '--sandbox', 'namespaces'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(told).toMatch(/stdout:\n\/.*\/codex-view-\w+\/tree\none$/)
  expect(await place.read('a.txt')).toBe('two\n')
  const identical = {exitCode: 0, stdout: 'Identical: 4 steps, 3 tool calls, 1 change set.\n'}
  expect([here, mounted]).toMatchObject([identical, identical])
})

test('it is held against the attack table by its name, and the exit code tells whether a row failed', async () => {
  const place = await placeWithBox()
  const row = 'must work: exit code'

  const good = await place.run(['sandbox', 'test', 'box', row])
  const bad = await place.run(['sandbox', 'test', 'box', row], {env: {BOX_FAILS: '1'}})
  const json = await place.run(['sandbox', 'test', 'box', row, '--json'])

  expect(good).toMatchObject({exitCode: 0, stdout: '1 rows, 0 failed, 0 not asked\n', stderr: ''})
  expect(bad).toMatchObject({
    exitCode: 1,
    stdout: `${row}: not-run: the sandbox did not start: it fails\n1 rows, 1 failed, 0 not asked\n`,
  })
  expect(JSON.parse(json.stdout)).toEqual({
    version: 1,
    backend: 'box',
    failed: 0,
    rows: [{id: row, class: 'must work', result: 'works', has_run: true, detail: ''}],
  })
})

test('what cannot be held against the table is not attacked', async () => {
  const place = await placeWithBox()

  const answers = await Promise.all(
    [['none'], ['bax'], ['box', 'no such row'], ['seatbelt'], ['broken-box']].map((args) =>
      place.run(['sandbox', 'test', ...args]),
    ),
  )

  expect(answers.map(({exitCode, stdout}) => ({exitCode, stdout}))).toEqual(
    [2, 2, 2, 6, 11].map((exitCode) => ({exitCode, stdout: ''})),
  )
  expect(answers[0]?.stderr).toContain('the attacks would be carried out')
  expect(answers[1]?.stderr).toContain('Did you mean "box"?')
})
