import {randomBytes} from 'node:crypto'
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {type Canaries, canariesBelow, canariesIn} from '../helpers/find-canaries.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {runOnTerminal} from '../helpers/run-in-shell.ts'
import {processStarts} from '../helpers/running-processes.ts'

const random = (length: number) => `${randomBytes(length).toString('hex')}9z`.slice(-length)

/** New ones for each test: other tests run meanwhile. */
function newCanaries() {
  const keyLine = `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${random(24)}`
  return {
    keyOfEnvironment: `acme-env-${random(20)}`,
    keyOfCommand: `acme-cmd-${random(20)}`,
    keyOfConfig: `acme-cfg-${random(20)}`,
    otherProvidersKey: `acme-oth-${random(20)}`,
    header: `hdr${random(21)}`,
    query: `qry${random(21)}`,
    aws: `aws/Secret+${random(24)}`,
    github: `plain-${random(24)}`,
    databasePassword: `db"pass ${random(12)}`,
    proxyPassword: `proxy-${random(12)}`,
    dotenv: `dotenv-${random(20)}`,
    privateKey: keyLine,
    printedToken: `ghp_${random(36)}`,
    promptToken: `sk-ant-${random(40)}`,
  }
}

type Names = keyof ReturnType<typeof newCanaries>

/** Ordinary text that goes all ways that the secrets go: where it is not found, no search would find them. */
const marker = 'ordinary-marker-text'

const snooping = [
  `cat notes.txt # ${marker}`,
  'env',
  'cat .env server.key credentials.json 2>&1',
  'cat /proc/*/environ /proc/*/cmdline 2>&1 | tr "\\0" "\\n"',
  'cat ~/.codex/* "$CODEX_HOME"/* ../home/.codex/config.yaml ../secrets/* 2>&1',
  'echo "looked everywhere"',
].join('\n')

async function canaryPlace() {
  const canaries = newCanaries()
  const sleepSeconds = `2.${random(6).replaceAll(/\D/g, '7')}`
  const patch = patches(replaceLine('a.txt', 'one', marker))
  const answer = {
    ...says(`Your token is ${canaries.printedToken}, and you gave me ${canaries.promptToken}: ${marker}.`),
    delta_characters: 5,
  }
  const session = [runs(snooping), runs(`sleep ${sleepSeconds}`), answer]
  const repeats = `bad key ${canaries.keyOfCommand}, header ${canaries.header}, at /v1/responses?sig=${canaries.query}`
  const refusal = {fault: {status: 400, body: {error: {code: 'bad', message: repeats}}}}
  const place = await codexPlace({
    steps: [
      ...session,
      ...session,
      ...session,
      runs(snooping),
      patch,
      answer,
      refusal,
      says('Hello.'),
      says('Hello.'),
      answer,
      says('Kept.'),
    ],
    files: {
      'a.txt': 'one\n',
      'notes.txt': `deploy with ${canaries.printedToken}\n`,
      '.env': `TOKEN=${canaries.dotenv}\n`,
      'credentials.json': `{"token": "${canaries.dotenv}"}\n`,
      'server.key': `-----BEGIN PRIVATE KEY-----\n${canaries.privateKey}\n-----END PRIVATE KEY-----\n`,
    },
    env: {
      OPENAI_API_KEY: '',
      AWS_SECRET_ACCESS_KEY: canaries.aws,
      GITHUB_TOKEN: canaries.github,
      DATABASE_URL: `postgres://app:${encodeURIComponent(canaries.databasePassword)}@db.example/app`,
      HTTPS_PROXY: `http://me:${canaries.proxyPassword}@proxy.example:3128`,
    },
  })
  const temporary = path.join(place.folder, 'tmp')
  const secrets = path.join(place.folder, 'secrets')
  await mkdir(temporary)
  await mkdir(secrets)
  await writeFile(path.join(secrets, 'key'), `${canaries.keyOfCommand}\n`)
  const config = [
    'provider: acme',
    'cache: "off"',
    `api_key: ${canaries.keyOfConfig}`,
    'providers:',
    '  acme:',
    `    base_url: "${place.env['OPENAI_BASE_URL']}"`,
    '    wire: responses',
    `    headers: {x-acme-auth: ${canaries.header}}`,
    `    query: {sig: ${canaries.query}}`,
    `    api_key_command: [cat, "${path.join(secrets, 'key')}"]`,
    `  other: {base_url: "${place.env['OPENAI_BASE_URL']}", wire: responses, api_key_env: OTHER_KEY, api_key: ${canaries.otherProvidersKey}}`,
  ]
  await writeFile(path.join(place.codexHome, 'config.yaml'), `${config.join('\n')}\n`, {mode: 0o600})
  const env = {TMPDIR: temporary, XDG_DATA_HOME: path.join(place.home, 'data')}
  const prompt = (words: string) => `${words}: rotate ${canaries.promptToken}, ${marker}`
  return {place, canaries, temporary, env, prompt, sleepSeconds, repeats}
}

/** The processes that have a canary in their environment or arguments, by id, but for this test. */
async function processesWith(canaries: Canaries): Promise<Readonly<Record<string, readonly string[]>>> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
  const found = await Promise.all(
    ids.map(async (id) => {
      const parts = await Promise.all(
        ['environ', 'cmdline'].map((file) => readFile(`/proc/${id}/${file}`).catch(() => '')),
      )
      return [id, parts.flatMap((part) => canariesIn(part, canaries))] as const
    }),
  )
  return Object.fromEntries(found.filter(([, names]) => names.length > 0))
}

test(
  'after a full session with a secret at every way in, none is in anything that was written or shown',
  {timeout: 120_000},
  async () => {
    const {place, canaries, temporary, env, prompt, sleepSeconds, repeats} = await canaryPlace()
    const {keyOfCommand, keyOfEnvironment, keyOfConfig, otherProvidersKey, header, proxyPassword} = canaries
    const outputs: Record<string, string> = {}
    const run = async (name: string, argv: readonly string[], more: Readonly<Record<string, string>> = {}) => {
      const {stdout, stderr, exitCode} = await place.run(argv, {env: {...env, ...more}})
      outputs[name] = `${stdout}\n${stderr}`
      return {stdout, stderr, exitCode}
    }

    const {child, ended} = place.start(['-a', 'full-auto', prompt('Plain')], {env})
    await processStarts(`sleep ${sleepSeconds}`)
    const holding = await processesWith(canaries)
    const plain = await ended
    outputs['plain'] = `${plain.stdout}\n${plain.stderr}`
    const json = await run('json', ['--json', '-a', 'full-auto', prompt('Object')])
    const jsonl = await run('jsonl', ['--jsonl', '-a', 'full-auto', prompt('Lines')])
    outputs['terminal'] = await runOnTerminal(place, ['-a', 'full-auto', prompt('Terminal')], env)
    const refused = await run('refused', ['-a', 'full-auto', prompt('Refused')])
    await run('key of the environment', ['--provider', 'other', 'Say hello now'], {OTHER_KEY: keyOfEnvironment})
    await run('key of the configuration', ['--provider', 'openai', 'Say hello now'])
    const unkept = await run('unkept answer', ['--cache', 'on', 'Say something not to keep'])
    const before = await run('cache before', ['cache', 'stats', '--json'])
    await run('kept answer', ['--cache', 'on', 'Say something to keep'])
    const after = await run('cache after', ['cache', 'stats', '--json'])
    await writeFile(path.join(place.folder, 'boom.txt'), `${keyOfCommand} ${header} ${proxyPassword} ${marker}`)
    await run('link', ['plugins', 'link', '--no-install', await bugPlugin(place.folder)])
    const bug = await run('bug', ['boom'])
    for (const argv of [
      ['replay', 'last'],
      ['replay', '--list'],
      ['replay', '--export', 'out.jsonl', 'last'],
      ['diff'],
      ['undo'],
      ['redo'],
      ['audit', 'show'],
      ['audit', 'show', '--json'],
      ['audit', 'verify'],
      ['config', 'list'],
      ['config', 'list', '--json'],
      ['cache', 'stats'],
      ['models', '--provider', 'acme'],
      ['doctor'],
      ['sandbox', 'doctor', '--json'],
      ['--no-such-flag', keyOfCommand],
      ['models', '--provider', keyOfConfig],
    ]) {
      await run(argv.join(' '), argv)
    }

    expect([plain.exitCode, json.exitCode, jsonl.exitCode]).toEqual([0, 0, 0])
    expect(plain.stdout).toBe('Your token is [redacted], and you gave me [redacted]: ordinary-marker-text.\n')
    expect(plain.stderr).toContain('What looks like a secret is not shown')
    expect(outputs['terminal']).toContain('exit=0')
    expect(refused.exitCode).toBe(5)
    expect(refused.stderr).toContain('bad key')
    expect(canariesIn(repeats, canaries)).toEqual(['keyOfCommand', 'header', 'query'])

    expect(unkept.stderr).toContain('An answer is not kept in the cache, because it holds what looks like a secret.')
    expect([before, after].map(({stdout}) => JSON.parse(stdout) as unknown)).toEqual([
      expect.objectContaining({entries: 0}),
      expect.objectContaining({entries: 1}),
    ])
    expect(bug).toMatchObject({exitCode: 1, stderr: expect.stringContaining('This is a bug in codex') as unknown})

    const shown = Object.entries(outputs).map(([name, text]) => [name, canariesIn(text, canaries)])
    expect(shown.filter(([, names]) => names?.length !== 0)).toEqual([])
    const home = await canariesBelow(place.home, canaries)
    expect(home.filter((line) => !line.startsWith('.codex/config.yaml: '))).toEqual([])
    expect(await canariesBelow(temporary, canaries)).toEqual([])
    expect(canariesIn(await place.read('out.jsonl'), canaries)).toEqual([])
    expect(Object.keys(holding)).toEqual([String(child.pid)])
    expect(holding[String(child.pid)]).not.toContain('keyOfCommand')

    const keys = place.requests.map(({headers}) => headers.authorization)
    expect(new Set(keys)).toEqual(new Set([keyOfCommand, keyOfEnvironment, keyOfConfig].map((key) => `Bearer ${key}`)))
    expect(JSON.stringify(place.requests)).toContain('looked everywhere')
    const elsewhere = place.requests.map(({headers: {authorization: _, 'x-acme-auth': _header, ...headers}, body}) => ({
      headers,
      body,
    }))
    const sent = canariesIn(JSON.stringify(elsewhere), canaries)
    expect(sent.toSorted()).toEqual(['printedToken', 'promptToken'] satisfies Names[])
    expect(canariesIn(JSON.stringify(place.requests), {otherProvidersKey})).toEqual([])

    const markers = {marker}
    const whereShown = Object.entries(outputs).filter(([, text]) => canariesIn(text, markers).length > 0)
    expect(whereShown.map(([name]) => name)).toEqual(
      expect.arrayContaining(['plain', 'json', 'jsonl', 'terminal', 'bug', 'audit show', 'audit show --json']),
    )
    const kept = (await canariesBelow(place.codexHome, markers)).map((line) => line.replace(/[/.:].*/, ''))
    expect(new Set(kept)).toEqual(new Set(['audit', 'changes', 'logs', 'state']))
    expect(canariesIn(await place.read('out.jsonl'), markers)).toEqual(['marker'])
  },
)

/** A plugin whose verb reads the configuration and then breaks, with secrets in its error. */
async function bugPlugin(folder: string): Promise<string> {
  const root = path.join(folder, 'plugin')
  await mkdir(path.join(root, 'commands'), {recursive: true})
  const manifest = {name: 'codex-plugin-boom', version: '0.0.1', type: 'module', oclif: {commands: './commands'}}
  await writeFile(path.join(root, 'package.json'), JSON.stringify(manifest))
  const verb = `import {readFileSync} from 'node:fs'
export default class Boom {
  static id = 'boom'
  static args = {}
  static flags = {}
  static async run() {
    await globalThis[Symbol.for('codex.host')].openRuntime({})
    const text = readFileSync(${JSON.stringify(path.join(folder, 'boom.txt'))}, 'utf8')
    throw new Error('broke on ' + text, {cause: new Error('sent ' + text)})
  }
}
`
  await writeFile(path.join(root, 'commands', 'boom.js'), verb)
  return root
}
