import {once} from 'node:events'
import {readdir} from 'node:fs/promises'
import {createServer} from 'node:http'
import {type AddressInfo, connect} from 'node:net'
import path from 'node:path'
import type {Decision, TurnEvent} from '@codex-host/plugin-api'
import {expect, onTestFinished, test} from 'vitest'
import type {NetworkWays} from '../../../src/cli/prepare-sandbox.ts'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import {runTurn, type TurnRun} from '../../helpers/run-turn.ts'

/** All names lead to a public address, and that leads to a server of this machine. */
async function publicServer(): Promise<NetworkWays> {
  const server = createServer((request, response) => response.end(`page of ${request.headers.host}`))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const {port} = server.address() as AddressInfo
  return {
    resolve: async () => ['93.184.215.14'],
    connect: () => connect({port, host: '127.0.0.1', allowHalfOpen: true}),
  }
}

// The one on the PATH may be too old to obey the variables that name a proxy.
const node = process.execPath

const fetchPage = (host: string): string =>
  `${node} -e 'fetch("http://${host}/").then((r) => r.text()).then((t) => console.log(t), (e) => console.log("failed"))'`

/** One call for each line, and an answer. */
function calls(...lines: readonly string[]): ModelScript {
  const steps = lines.map((command, index) => ({
    reply: [{tool_call: {name: 'shell', arguments: {command: `${command} # ${index}`}}}],
  }))
  return {steps: [...steps, {reply: [{text: 'Done.'}]}]}
}

const everyCommand = 'permissions:\n  - {allow: shell}\n'

function outputs({events}: TurnRun): readonly string[] {
  return events.flatMap((event) => (event.type === 'tool_call.end' ? [event.output] : []))
}

function networkEvents({events}: TurnRun): readonly unknown[] {
  return events
    .filter((event: TurnEvent) => event.type.startsWith('network.'))
    .map((event) => {
      const {callId: _, ...rest} = event as {callId?: string}
      return rest
    })
}

async function fetching(lines: readonly string[], answers?: readonly Decision[], config = '') {
  let asked = 0
  const run = await runTurn({
    script: calls(...lines),
    networkWays: await publicServer(),
    config: `${everyCommand}${config}`,
    flags: {'allow-host': ['listed.example:80'], 'approval-mode': 'auto-edit'},
    ...(answers !== undefined && {answer: () => answers[asked++] ?? {kind: 'stop'}}),
  })
  return {...run, outputs: outputs(run)}
}

test('a command reaches a listed host, in a copy of the workspace', async () => {
  const run = await fetching([fetchPage('listed.example')])

  expect(run.outputs).toEqual([expect.stringContaining('page of listed.example')])
  expect(networkEvents(run)).toEqual([
    {
      type: 'network.assessed',
      host: 'listed.example',
      port: 80,
      connections: 1,
      assessment: {
        kind: 'allow',
        because: 'a rule allows it',
        rule: 'allow network "listed.example:80" (--allow-host)',
      },
    },
  ])
  expect(run.requests[0] && JSON.stringify(run.requests[0])).toContain(
    'network: only through the proxy of HTTPS_PROXY, to listed.example:80',
  )
})

test('another host is asked about when the command has ended, and yes for this session holds', async () => {
  const page = fetchPage('other.example')

  const run = await fetching([page, page, page], [{kind: 'yes-for-session'}])

  expect(run.questions).toEqual([
    {kind: 'network', host: 'other.example', port: 80, assessment: {kind: 'ask', because: 'it is not listed'}},
  ])
  expect(run.outputs[0]).toContain('failed')
  expect(run.outputs[0]).toContain(
    'network: other.example:80 was refused. The user now allows it for this session: run the command again.',
  )
  expect(run.outputs.slice(1)).toEqual([
    expect.stringContaining('page of other.example'),
    expect.stringContaining('page of other.example'),
  ])
  expect(run.result.denials).toEqual([])
})

test('yes is for the next command that wants the host', async () => {
  const page = fetchPage('other.example')

  const run = await fetching([page, 'true', page, page], [{kind: 'yes'}, {kind: 'no', because: 'Once is enough.'}])

  expect(run.questions.length).toBe(2)
  expect(run.outputs[2]).toContain('page of other.example')
  expect(run.outputs[3]).toContain('network: other.example:80 was refused. Once is enough.')
})

test('no is remembered, and told', async () => {
  const page = fetchPage('other.example')

  const run = await fetching([page, page], [{kind: 'no', because: 'Not there.'}])

  expect(run.questions.length).toBe(1)
  expect(run.outputs[1]).toContain('network: other.example:80 was refused: the user refused it in this session')
  expect(run.result.denials).toEqual([
    'other.example:80: Not there.',
    'other.example:80: the user refused it in this session',
  ])
})

test('stop ends the turn', async () => {
  const [first] = calls(fetchPage('other.example')).steps
  if (first === undefined) throw new Error('One line, one step.')
  const run = await runTurn({
    script: {steps: [first]},
    networkWays: await publicServer(),
    config: everyCommand,
    flags: {'allow-host': ['listed.example:80']},
    answer: () => ({kind: 'stop'}),
  })

  expect([outputs(run).length, run.result.outcomes]).toEqual([1, ['denied']])
})

test('nobody there is a denial that names the rule which would allow it', async () => {
  const run = await fetching([fetchPage('other.example')])

  expect(run.outputs[0]).toContain(
    'Nobody was there to ask. A rule that would allow it: `- {allow: network, host: "other.example:80"}` under ' +
      `\`permissions\` in ${run.codexHome}/config.yaml.`,
  )
})

test('full-auto asks nobody', async () => {
  const run = await runTurn({
    script: calls(fetchPage('other.example')),
    networkWays: await publicServer(),
    flags: {'allow-host': ['listed.example:80'], 'approval-mode': 'full-auto'},
    answer: () => ({kind: 'yes'}),
  })

  expect([run.questions, run.result.outcomes]).toEqual([[], []])
  expect(outputs(run)[0]).toContain(
    'network: other.example:80 was refused: it is not listed, and full-auto does not ask: ' +
      '`--allow-host other.example:80` lists it',
  )
})

test('a rule that asks opens the network to questions, and a rule that denies is not asked about', async () => {
  const rules = '  - {ask: network, host: "*.asked.example"}\n  - {deny: network, host: "*.evil.example"}\n'

  const run = await fetching(
    [fetchPage('a.asked.example'), fetchPage('a.evil.example')],
    [{kind: 'no', because: ''}],
    rules,
  )

  expect(run.questions.map((question) => question.kind === 'network' && question.host)).toEqual(['a.asked.example'])
  expect(run.outputs[1]).toContain('network: a.evil.example:80 was refused: a rule denies it')
})

test('one command that wants very many hosts is asked about a few', async () => {
  const many = `${node} -e 'Promise.allSettled(Array.from({length: 80}, (_, i) => fetch("http://h" + i + ".example/")))'`
  const yes: Decision = {kind: 'no', because: ''}

  const run = await fetching([many], [yes, yes, yes, yes, yes])

  expect(run.questions.length).toBe(5)
  expect(run.outputs[0]?.split('\n').filter((line) => line.startsWith('network:')).length).toBeLessThanOrEqual(51)
})

test('the verify command has the same network, and what it was refused goes to the model', async () => {
  const run = await runTurn({
    script: {
      steps: [
        {reply: [{tool_call: {name: 'shell', arguments: {command: 'touch new'}}}]},
        {reply: [{text: 'Done.'}]},
        {reply: [{text: 'Still done.'}]},
      ],
    },
    networkWays: await publicServer(),
    flags: {
      'allow-host': ['listed.example:80'],
      'approval-mode': 'full-auto',
      'max-iterations': 2,
      verify: `${fetchPage('listed.example')}; ${fetchPage('other.example')}; exit 1`,
    },
  })

  const feedback = JSON.stringify(run.requests.at(-1))
  expect(run.result.verify?.output).toContain('page of listed.example')
  expect(feedback).toContain('network: other.example:80 was refused')
})

test('without a list there is no network and no proxy', async () => {
  const run = await runTurn({
    script: calls('env | grep -i proxy; cat /proc/net/tcp | wc -l'),
    flags: {'approval-mode': 'full-auto'},
  })

  expect(outputs(run)[0]).toMatch(/stdout:\n1$/)
})

test('without a sandbox a notice says that the list limits nothing', async () => {
  const run = await runTurn({
    script: calls('true'),
    flags: {'allow-host': ['listed.example'], sandbox: 'none', isolation: 'in-place', 'approval-mode': 'full-auto'},
  })

  expect(run.result.notices.map(({code}) => code)).toContain('NETWORK_NOT_LIMITED')
})

test('no folder of a proxy is left', async () => {
  const {codexHome} = await fetching([fetchPage('listed.example')])

  const names = await readdir(path.join(codexHome, 'work'), {recursive: true})
  expect(names.filter((name) => name.includes('proxy'))).toEqual([])
})
