import {chmod, mkdir, readdir, readFile, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {describe, expect, test} from 'vitest'
import type {LoadConfigOptions} from '../../../src/config/load-config.ts'
import {loadConfig} from '../../../src/config/load-config.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

test('without any file the defaults hold', async () => {
  const place = await emptyPlace()

  expect(await loadConfig(place)).toEqual({
    config: {
      model: 'codex-1',
      provider: 'openai',
      providers: {},
      models: {},
      stream: true,
      keepsState: false,
      cache: 'on',
      memory: {mode: 'last', messages: 10},
      timeoutMs: 60_000,
      approvalMode: 'suggest',
      sandbox: true,
      isolation: 'copy',
      verify: {kind: 'off'},
      budget: {maxSteps: 100, maxIterations: 5, maxTokens: 500_000, maxTimeMs: 1_800_000},
      rules: [],
      allowHosts: [],
    },
    origins: expect.objectContaining({model: {kind: 'default', place: 'default'}}) as object,
    mapValues: [],
    files: [],
    notices: [],
  })
})

test('providers and models are read with the line of each value, in YAML and in JSON', async () => {
  const lines = [
    '{"provider": "acme",',
    '"providers": {"acme": {',
    '  "base_url": "https://models.acme.example/v1", "wire": "chat", "api_key_env": "ACME_KEY",',
    '  "headers": {"x-team": "core"}, "query": {"v": "2"}, "ca_file": "~/acme.pem"},',
    ' "work": {"kind": "azure", "endpoint": "https://work.openai.azure.com", "deployment": "coder",',
    '  "api_version": "2025-03-01-preview", "auth": "token", "api_key_command": ["az", "token"]}, "bare": {}},',
    '"models": {"acme-coder.v2": {"context_window": 128000, "fim": true, "tools": false, "reasoning": false,',
    '  "wire": "chat", "price": {"input": 1.0, "cached_input": 0.25, "output": 4.0}}}}',
  ]
  for (const name of ['config.yaml', 'config.json']) {
    const place = await emptyPlace()
    await writeFile(path.join(place.codexHome, name), lines.join('\n'))

    const {config, mapValues} = await loadConfig(place)

    expect(config).toMatchObject({provider: 'acme'})
    expect(config.providers).toEqual({
      acme: {
        baseUrl: 'https://models.acme.example/v1',
        wire: 'chat',
        apiKeyEnv: 'ACME_KEY',
        headers: {'x-team': 'core'},
        query: {v: '2'},
        caFile: path.join(place.home, 'acme.pem'),
      },
      work: {
        kind: 'azure',
        endpoint: 'https://work.openai.azure.com',
        deployment: 'coder',
        apiVersion: '2025-03-01-preview',
        auth: 'token',
        apiKeyCommand: ['az', 'token'],
      },
      bare: {},
    })
    expect(config.models).toEqual({
      'acme-coder.v2': {
        contextWindow: 128_000,
        fillsInMiddle: true,
        callsTools: false,
        reasons: false,
        wire: 'chat',
        price: {input: 1, cachedInput: 0.25, output: 4},
      },
    })
    expect(mapValues).toContainEqual({
      key: 'providers.acme.headers.x-team',
      value: 'core',
      isSecret: true,
      origin: {kind: 'user', place: `~/.codex/${name}:4`},
    })
    expect(mapValues.at(-1)).toEqual({
      key: 'models.acme-coder.v2.price.output',
      value: 4,
      isSecret: false,
      origin: {kind: 'user', place: `~/.codex/${name}:8`},
    })
  }
})

test('`providers` of a project is one error, at its line, whatever is in it', async () => {
  const place = await emptyPlace()
  const text =
    'model: a\nproviders:\n  acme: {base_url: "https://evil.example", wire: 5}\n  other: 7\nmodels: {a: {}}\n'
  await writeFile(path.join(place.projectFolder, 'codex.config.yaml'), text)

  await expect(loadConfig(place)).rejects.toMatchObject({
    exitCode: 3,
    message: [
      'codex.config.yaml:2: "providers" cannot be set by a project: a project must not decide where your key and your code are sent.',
      'codex.config.yaml:5: "models" cannot be set by a project: a project must not decide what your budgets count.',
      'The configuration was not used, and nothing was started.',
    ].join('\n'),
  })
})

test("the keys of OpenAI's own variables reach no other provider, whatever its kind", async () => {
  const place = await emptyPlace()
  await writeFile(path.join(place.codexHome, 'config.yaml'), 'providers: {mine: {kind: openai}}')
  const env = {OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: 'https://gateway.example/v1'}

  for (const provider of ['mine', 'azure', 'OpenAI']) {
    const {config} = await loadConfig({...place, env, flags: {provider}})
    expect({apiKey: config.apiKey, baseUrl: config.baseUrl}).toEqual({})
  }
  expect((await loadConfig({...place, env})).config).toMatchObject({apiKey: 'sk-1'})
})

test.each([
  ['config.yaml', 'model: codex-1\napi_key: sk-0123456789abcdef\ntimeout: 30        # seconds\nsandbox: true\n'],
  ['config.yml', '\uFEFFmodel: codex-1\r\napi_key: sk-0123456789abcdef\r\ntimeout: 30\r\nsandbox: true\r\n'],
  ['config.json', '{"model": "codex-1",\n\t"api_key": "sk-0123456789abcdef",\n\t"timeout": 30,\n\t"sandbox": true}'],
])('the four-line file works as %s', async (name, text) => {
  const place = await emptyPlace()
  await writeFile(path.join(place.codexHome, name), text, {mode: 0o600})

  const loaded = await loadConfig(place)

  expect(loaded.config).toMatchObject({
    model: 'codex-1',
    apiKey: 'sk-0123456789abcdef',
    timeoutMs: 30_000,
    sandbox: true,
  })
  expect(loaded.origins.api_key).toEqual({kind: 'user', place: `~/.codex/${name}:2`})
  expect(loaded.origins.timeout).toEqual({kind: 'user', place: `~/.codex/${name}:3`})
  expect(loaded.files).toEqual([path.join(place.codexHome, name)])
  expect(loaded.notices).toEqual([])
})

test('defaults give way to the user, the user to the project, the project to the environment, and all to flags', async () => {
  const place = await emptyPlace()
  const user = ['model: user', 'timeout: 10', 'budget:', '  max_steps: 50', '  max_iterations: 4', '  max_tokens: 1000']
  await writeFile(path.join(place.codexHome, 'config.yaml'), user.join('\n'))
  const project = ['budget:', '  max_steps: 40', '  max_iterations: 3', '  max_tokens: 900', 'verify: npm test']
  await writeFile(path.join(place.projectFolder, 'codex.config.yaml'), project.join('\n'))

  const loaded = await loadConfig({
    ...place,
    env: {CODEX_BUDGET_MAX_ITERATIONS: '2', CODEX_BUDGET_MAX_TOKENS: '800'},
    flags: {'max-tokens': 700},
  })

  expect(loaded.config.budget).toEqual({maxSteps: 40, maxIterations: 2, maxTokens: 700, maxTimeMs: 1_800_000})
  expect(loaded.origins).toMatchObject({
    model: {kind: 'user', place: '~/.codex/config.yaml:1'},
    isolation: {kind: 'default', place: 'default'},
    verify: {kind: 'project', place: 'codex.config.yaml:5'},
    'budget.max_steps': {kind: 'project', place: 'codex.config.yaml:2'},
    'budget.max_iterations': {kind: 'environment', place: 'CODEX_BUDGET_MAX_ITERATIONS'},
    'budget.max_tokens': {kind: 'flag', place: '--max-tokens'},
  })
  expect(loaded.config.verify).toEqual({kind: 'command', line: 'npm test'})
})

test('rules of the user come before rules of the project, each with its place', async () => {
  const place = await emptyPlace()
  await writeFile(path.join(place.codexHome, 'config.yaml'), 'permissions:\n  - {allow: shell, command: "npm test*"}\n')
  await writeFile(
    path.join(place.projectFolder, 'codex.config.yml'),
    'permissions:\n  - {deny: apply_patch, path: "dist/*"}\n',
  )

  expect((await loadConfig(place)).config.rules).toEqual([
    {effect: 'allow', tool: 'shell', pattern: 'npm test*', from: 'user', place: '~/.codex/config.yaml:2'},
    {effect: 'deny', tool: 'apply_patch', pattern: 'dist/*', from: 'project', place: 'codex.config.yml:2'},
  ])
})

test('a project that asks for a sandbox does not replace the one the user chose', async () => {
  const place = await emptyPlace()
  await writeFile(path.join(place.projectFolder, 'codex.config.yaml'), 'sandbox: true')

  await writeFile(path.join(place.codexHome, 'config.yaml'), 'sandbox: namespaces')
  expect((await loadConfig(place)).config.sandbox).toBe('namespaces')

  await writeFile(path.join(place.codexHome, 'config.yaml'), 'sandbox: none')
  expect((await loadConfig(place)).config.sandbox).toBe(true)
})

describe('the key', () => {
  test('of the environment goes before that of the file', async () => {
    const place = await emptyPlace()
    await writeFile(path.join(place.codexHome, 'config.yaml'), 'api_key: sk-file')

    const loaded = await loadConfig({...place, env: {OPENAI_API_KEY: 'sk-environment'}})

    expect(loaded.config.apiKey).toBe('sk-environment')
    expect(loaded.origins.api_key).toEqual({kind: 'environment', place: 'OPENAI_API_KEY'})
  })

  test.each([
    'api_key: sk-0123456789abcdef',
    'providers: {acme: {api_key: 0123456789abcdef}}',
    'providers: {acme: {headers: {X-Auth-Token: abc}}}',
  ])('in a file that others can read gives a notice: %s', async (text) => {
    const place = await emptyPlace()
    const file = path.join(place.codexHome, 'config.yaml')
    await writeFile(file, text)
    await chmod(file, 0o644)

    const {notices} = await loadConfig(place)

    expect(notices).toEqual([
      {
        code: 'CONFIG_KEY_READABLE',
        text: '~/.codex/config.yaml holds an API key and can be read by other users. `chmod 600 ~/.codex/config.yaml` closes it.',
      },
    ])
  })
})

describe('a file of the user that is wrong is an error with exit code 3', () => {
  test.each([
    [
      'model: a\ntimeout: soon',
      '~/.codex/config.yaml:2: "timeout" must be a number of seconds from 1 to 3600, not "soon".',
    ],
    ['model: a\nmodle: b', '~/.codex/config.yaml:2: the key "modle" is unknown.'],
    ['model: a\nmodel: b', '~/.codex/config.yaml:2: the key "model" is given twice.'],
    ['model: "a', '~/.codex/config.yaml:1: the YAML is broken: a quote, bracket or comma is missing.'],
    [
      'timeout: x\nsandbox: 5',
      '~/.codex/config.yaml:1: "timeout" must be a number of seconds from 1 to 3600, not "x".\n~/.codex/config.yaml:2: "sandbox" must be true, false, or the name of a backend, not 5.',
    ],
  ])('%j', async (text, message) => {
    const place = await emptyPlace()
    await writeFile(path.join(place.codexHome, 'config.yaml'), text)

    await expect(loadConfig(place)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      exitCode: 3,
      message: `${message}\nThe configuration was not used, and nothing was started.`,
    })
  })

  test('of very many problems the first are told, and how many more there are', async () => {
    const place = await emptyPlace()
    await writeFile(path.join(place.codexHome, 'config.yaml'), 'x: 1\n'.repeat(100))

    await expect(loadConfig(place)).rejects.toMatchObject({
      message: expect.stringMatching(/:21: .*\n~\/\.codex\/config\.yaml: 79 more problems\.\nThe config/) as string,
    })
  })

  test('two files at once', async () => {
    const place = await emptyPlace()
    await writeFile(path.join(place.codexHome, 'config.yaml'), '')
    await writeFile(path.join(place.codexHome, 'config.json'), '{}')

    await expect(loadConfig(place)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('~/.codex/config.yaml: ~/.codex/config.json exists as well') as string,
    })
  })

  test('a folder, a broken link and a device', async () => {
    const file = async (): Promise<[LoadConfigOptions, string]> => {
      const place = await emptyPlace()
      return [place, path.join(place.codexHome, 'config.yaml')]
    }
    const [folder, folderFile] = await file()
    await mkdir(folderFile)
    const [link, linkFile] = await file()
    await symlink('nowhere', linkFile)
    const [device, deviceFile] = await file()
    await symlink('/dev/zero', deviceFile)

    await expect(loadConfig(folder)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('not a file') as string,
    })
    await expect(loadConfig(link)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('ENOENT') as string,
    })
    await expect(loadConfig(device)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('not a file') as string,
    })
  })
})

test('what a project may not set is an error that names file, line, key and reason, without the value of a key', async () => {
  const place = await emptyPlace()
  const lines = [
    'model: a',
    'base_url: https://evil.example',
    'api_key: sk-0123456789',
    'approval_mode: full-auto',
    'permissions:',
    '  - {allow: shell}',
  ]
  await writeFile(path.join(place.projectFolder, 'codex.config.yaml'), lines.join('\n'))

  await expect(loadConfig(place)).rejects.toMatchObject({
    exitCode: 3,
    message: [
      'codex.config.yaml:2: "base_url" cannot be set by a project: a project must not decide where your key and your code are sent.',
      'codex.config.yaml:3: "api_key" cannot be set by a project: a project must not decide where your key and your code are sent.',
      'codex.config.yaml:4: "approval_mode" cannot be loosened by a project, from suggest to full-auto.',
      'codex.config.yaml:6: a project cannot have an "allow" rule: it may tighten what is asked, not loosen it.',
      'The configuration was not used, and nothing was started.',
    ].join('\n'),
  })
})

test("what OpenAI's Codex keeps in the same folder is neither read nor touched", async () => {
  const place = await emptyPlace()
  const theirs = {
    'config.toml': 'model = "theirs"',
    'auth.json': '{"OPENAI_API_KEY": "sk-theirs"}',
    'history.jsonl': '{}',
  }
  for (const [name, text] of Object.entries(theirs)) await writeFile(path.join(place.codexHome, name), text)

  const {config, files} = await loadConfig(place)

  expect({model: config.model, apiKey: config.apiKey, files}).toEqual({model: 'codex-1', apiKey: undefined, files: []})
  const names = (await readdir(place.codexHome)).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(path.join(place.codexHome, name), 'utf8')))
  expect(Object.fromEntries(names.map((name, index) => [name, texts[index]]))).toEqual(theirs)
})

async function emptyPlace(): Promise<LoadConfigOptions> {
  const home = await temporaryFolder()
  const place = {home, codexHome: path.join(home, '.codex'), projectFolder: path.join(home, 'project')}
  await mkdir(place.codexHome)
  await mkdir(place.projectFolder)
  return {...place, env: {}, flags: {}}
}
