import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type {SandboxBackend, SandboxCapabilities, SandboxPolicy} from '@codex-host/plugin-api'
import {afterAll, expect, test} from 'vitest'
import {createSandboxHost} from '../../../src/cli/create-sandbox-host.ts'
import {loadPluginSandbox} from '../../../src/cli/load-plugin-sandbox.ts'
import type {PluginPackage} from '../../../src/cli/plugin-packages.ts'
import {everyBackend} from '../../../src/cli/sandbox-backends.ts'
import {createArena} from '../../helpers/sandbox-arena.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const never = new AbortController().signal
const claims = '{readAllowList: true}'
const codexHome = await mkdtemp(path.join(os.tmpdir(), 'codex-test-'))
const host = createSandboxHost({env: {}, codexHome, name: 'box'})

afterAll(() => rm(codexHome, {recursive: true}))

async function plugin(module: string, codex: unknown = {api: '^1.0.0', sandboxes: {box: './box.js'}}) {
  const root = path.join(await temporaryFolder(), 'plugin')
  await mkdir(root)
  await writeFile(path.join(root, 'package.json'), '{"type": "module"}')
  await writeFile(path.join(root, 'box.js'), module)
  return {name: 'codex-plugin-box', version: '0.1.0', root, codex} satisfies PluginPackage
}

/** The module of a backend with these parts. */
function backendModule({name = "'box'", capabilities = claims, probe = 'null', run = 'null'}): string {
  return `export default () => ({name: ${name}, capabilities: ${capabilities}, probe: async () => ${probe}, run: async () => ${run}})`
}

async function load(module: string): Promise<SandboxBackend> {
  const found = await loadPluginSandbox({name: 'box', plugins: [await plugin(module)], host})
  if (found === undefined) throw new Error('There is no such backend.')
  return found
}

async function runIn(backend: SandboxBackend) {
  const {policy} = await createArena()
  return backend.run({argv: ['true'], cwd: policy.workspace.target}, policy, never)
}

test('the backend of the declared name is loaded; what it does not claim it does not have', async () => {
  const backend = await load(
    backendModule({probe: "({kind: 'works', detail: 'fine'})", run: "({kind: 'not-started', because: 'a test'})"}),
  )

  const nothing: Partial<SandboxCapabilities> = {writeRoots: false, networkOff: false, entersNamespaces: false}
  expect(backend).toMatchObject({name: 'box', capabilities: {readAllowList: true, ...nothing}})
  expect(await backend.probe(never)).toEqual({kind: 'works', detail: 'fine'})
  expect(await runIn(backend)).toEqual({kind: 'not-started', because: 'a test'})
  expect(await loadPluginSandbox({name: 'other', plugins: [await plugin('')], host})).toBeUndefined()
})

test.each([
  ['throws', 'throw new Error("no licence")', /could not be loaded \(no licence\)/],
  ['exports no function', 'export default {}', /its default export is no function/],
  ['throws when it is called', 'export default () => { throw new Error("later") }', /\(later\)/],
  ['makes nothing', 'export default () => undefined', /not described as it must be \(the backend: /],
  ['has another name', backendModule({name: "'bubblewrap'"}), /calls itself "bubblewrap"/],
  ['claims half', backendModule({capabilities: '{networkOff: "yes"}'}), /\(capabilities\.networkOff: /],
  ['cannot run', 'export default () => ({name: "box", capabilities: {}, probe() {}})', /run: it is no function/],
])('a module that %s is named, with exit code 11', async (_, module, message) => {
  await expect(load(module)).rejects.toMatchObject({
    code: 'PLUGIN_SANDBOX',
    exitCode: 11,
    message: expect.stringMatching(message) as string,
  })
  await expect(load(module)).rejects.toMatchObject({
    message: expect.stringMatching(
      /^The sandbox backend "box" of the plugin codex-plugin-box@0\.1\.0 .*, so no command was run\.$/,
    ) as string,
  })
})

test('a plugin for another contract is refused before its module is loaded', async () => {
  const later = await plugin('throw new Error("loaded")', {api: '^2', sandboxes: {box: './box.js'}})

  await expect(loadPluginSandbox({name: 'box', plugins: [later], host})).rejects.toMatchObject({
    code: 'CONTRACT_MISMATCH',
    exitCode: 11,
    message:
      'The sandbox backend "box" of the plugin codex-plugin-box@0.1.0 was built for plugin API ^2; this codex provides 1.0.0, so no command was run.',
  })
})

test.each([
  ['throws', '(() => { throw new Error("out of order") })()', /out of order/],
  ['answers nothing', 'undefined', /nothing that codex understands/],
  ['answers in other words', '({kind: "ok"})', /nothing that codex understands/],
])('a backend that %s says nothing of the command', async (_, run, message) => {
  await expect(runIn(await load(backendModule({run})))).rejects.toMatchObject({
    exitCode: 11,
    message: expect.stringMatching(message) as string,
  })
})

test.each(['undefined', '({kind: "works"})', '(() => { throw new Error("no") })()'])(
  'a probe that answers %s means that the backend cannot be used',
  async (probe) => {
    expect(await (await load(backendModule({probe}))).probe(never)).toMatchObject({kind: 'unavailable'})
  },
)

test('all backends are listed: ours first, a broken one as broken, none under a name of ours', async () => {
  const codex = {api: '^1', sandboxes: {box: './box.js', gone: './gone.js', none: './box.js'}}
  const plugins = [await plugin(backendModule({}), codex)]

  const listed = await everyBackend({env: {}, plugins, codexHome: '/nowhere'})

  expect(
    listed.map((entry) => (entry.kind === 'usable' ? entry.backend.name : `${entry.name}: ${entry.kind}`)),
  ).toEqual(['bubblewrap', 'namespaces', 'none', 'box', 'gone: broken'])
})

test('a backend of a plugin is told which mounts make a policy, and gets what must exist for it', async () => {
  const {policy, workspace} = await createArena()
  const before = await readdir(workspace, {recursive: true})

  const held = await host.holdFiles(policy)
  const during = await readdir(workspace)
  const noted = await readdir(path.join(codexHome, 'work', 'placeholders'))
  if (held.kind === 'refused') throw new Error(held.because)
  await held.release()

  expect(held.isLasting).toBe(false)
  expect(held.mounts).toContainEqual({
    ...{kind: 'bind', type: 'directory', access: 'write', submounts: []},
    ...{source: workspace, path: workspace},
  })
  expect(held.mounts).toContainEqual({kind: 'empty', type: 'file', path: path.join(workspace, '.env')})
  expect(during).toContain('.agent')
  // For whoever comes after a kill.
  expect(noted.length).toBe(1)
  expect(await readdir(path.join(codexHome, 'work', 'placeholders'))).toEqual([])
  expect(await readdir(workspace, {recursive: true})).toEqual(before)
})

test('without anything to protect the mounts last', async () => {
  const {policy} = await createArena()
  const open: SandboxPolicy = {...policy, protectedPaths: []}

  expect(await host.holdFiles(open)).toMatchObject({kind: 'held', isLasting: true})
})

test('a program that is kept ends when it is stopped, and its stdin stays open until then', async () => {
  const kept = await host.keep({argv: ['/bin/sh', '-c', 'read -r line; exit 3'], environment: {}})
  if (kept.kind === 'not-started') throw new Error(kept.because)

  await kept.program.stop()

  expect(await kept.program.ended).toEqual({kind: 'exited', exitCode: 3})
  expect(await host.keep({argv: ['/not/there'], environment: {}})).toMatchObject({kind: 'not-started'})
})
