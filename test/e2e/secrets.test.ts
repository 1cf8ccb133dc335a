import {mkdir, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace, filesBelow, testKey} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {processesHolding, processStarts} from '../helpers/running-processes.ts'
import {toolOutputs} from '../helpers/sent-texts.ts'
import {runOnTerminal} from '../helpers/run-in-shell.ts'

/** Commands run beside the home folder of the test, so they need not know its name. */
const snooping = [
  'env',
  'echo environ:; cat /proc/1/environ /proc/self/environ /proc/*/environ 2>&1 | tr "\\0" "\\n"',
  'echo cmdline:; cat /proc/*/cmdline 2>&1 | tr "\\0" " "',
  'cat ~/.codex/* /root/.codex/* "$CODEX_HOME"/* 2>&1',
  'cat ../home/.codex/config.yaml 2>&1',
  'grep -rs sk-test .. /root | head -3',
  'echo "looked everywhere"',
].join('\n')

test.each([
  {where: 'the environment', config: undefined},
  {where: 'the configuration', config: `api_key: ${testKey}\n`},
])('a key from $where is in no output, no file, and out of reach for commands', async ({config}) => {
  const turn = [runs(snooping), says('I looked.')]
  const place = await codexPlace({
    steps: [...turn, ...turn, ...turn],
    ...(config === undefined ? {} : {config, env: {OPENAI_API_KEY: ''}}),
  })

  const plain = await place.run(['-a', 'full-auto', 'Look around now'])
  const json = await place.run(['--json', '-a', 'full-auto', 'Look around now'])
  const jsonl = await place.run(['--jsonl', '-a', 'full-auto', 'Look around now'])

  expect([plain, json, jsonl].map(({exitCode}) => exitCode)).toEqual([0, 0, 0])
  expect(place.requests[0]?.headers.authorization).toBe(`Bearer ${testKey}`)
  expect(toolOutputs(place.requests[1])[0]).toContain('looked everywhere')
  expect(toolOutputs(place.requests[1])[0]).toContain('PATH=')
  expect(JSON.stringify(place.requests.map(({body}) => body))).not.toContain(testKey)
  expect([plain, json, jsonl].map(({stdout, stderr}) => stdout + stderr).join('')).not.toContain(testKey)
  const {'config.yaml': _, ...written} = await filesBelow(place.codexHome)
  expect(JSON.stringify(written)).not.toContain(testKey)
})

test('the key is not in the environment or the arguments of any process that codex starts', async () => {
  // Other tests that run meanwhile use the common one.
  const ownKey = 'sk-test-of-this-test-alone'
  const place = await codexPlace({env: {OPENAI_API_KEY: ownKey}, steps: [runs('sleep 2.7331'), says('Slept.')]})
  const {child, ended} = place.start(['-a', 'full-auto', 'Sleep a little'])
  await processStarts('sleep 2.7331')

  const leaks = await processesHolding(ownKey)
  await ended

  expect(leaks).toEqual([child.pid])
})

test('what is hidden from commands is not shown to the model by way of a patch', async () => {
  const secret = 'Tk5wQz8e'
  const misses = '*** Begin Patch\n*** Update File: .env\n@@\n USER=me\n-TOKEN=\n+TOKEN=x\n*** End Patch'
  const moves = '*** Begin Patch\n*** Update File: .env\n*** Move to: shown.txt\n@@\n USER=me\n*** End Patch'
  const place = await codexPlace({
    files: {'.env': `USER=me\nTOKEN=${secret}\n`},
    steps: [runs('cat .env; echo looked'), patches(misses), patches(moves), runs('cat shown.txt'), says('Done.')],
  })

  await place.run(['-a', 'full-auto', 'Look into it'])

  const outputs = toolOutputs(place.requests.at(-1))
  expect(outputs[0]).toContain('looked')
  expect(outputs.filter((output) => output.includes(secret))).toEqual([])
})

test('a terminal is not shown the key either', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})

  const screen = await runOnTerminal(place, ['Say hello now'])

  expect(screen).toContain('Hello.')
  expect(screen).not.toContain(testKey)
})

test('what OpenAI’s own codex keeps in the same folder is left byte for byte as it was', async () => {
  const place = await codexPlace({
    // The second turn asks what the first one asked.
    env: {CODEX_CACHE: 'off'},
    files: {'a.txt': 'one\n'},
    steps: [patches(replaceLine('a.txt', 'one', 'two')), says('Done.'), runs('echo three > a.txt'), says('Done.')],
  })
  const theirs = {
    'config.toml': 'model = "o3"\n[mcp_servers.x]\ncommand = "npx"\n',
    'auth.json': '{"OPENAI_API_KEY": null, "tokens": {"id_token": "x"}}',
    'history.jsonl': '{"session_id":"x","ts":1,"text":"hello"}\n',
    'sessions/2026/11/23/rollout-x.jsonl': '{"type":"session_meta"}\n',
    'rules/default.rules': 'prefix_rule(pattern=["ls"], decision="allow")\n',
    'log/codex-tui.log': 'x\n',
    'state_5.sqlite': 'SQLite format 3\0',
    'AGENTS.md': 'Be brief.\n',
  }
  for (const [name, text] of Object.entries(theirs)) {
    await mkdir(path.dirname(path.join(place.codexHome, name)), {recursive: true})
    await writeFile(path.join(place.codexHome, name), text)
  }
  const stamps = () =>
    Promise.all(Object.keys(theirs).map(async (name) => (await stat(path.join(place.codexHome, name))).mtimeMs))
  const before = await stamps()

  const turns = [await place.run(['-a', 'auto-edit', 'Change it now']), await place.run(['undo'])]
  turns.push(await place.run(['-a', 'full-auto', 'Change it now']), await place.run(['doctor']))
  turns.push(await place.run(['config', 'list']), await place.run(['plugins']))

  expect(turns.map(({exitCode}) => exitCode)).toEqual([0, 0, 0, 0, 0, 0])
  expect(await filesBelow(place.codexHome)).toMatchObject(theirs)
  expect(await stamps()).toEqual(before)
})
