import {mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {loadPluginProvider} from '../../../../src/cli/model/load-plugin-provider.ts'
import type {PluginPackage} from '../../../../src/cli/plugin-packages.ts'
import {temporaryFolder} from '../../../helpers/temporary-folder.ts'

interface Written {
  readonly name?: string
  readonly codex?: unknown
  /** The text of `acme.js`; left out, there is none. */
  readonly module?: string
}

async function plugin({name = 'codex-plugin-acme', codex = declares('./acme.js'), module}: Written) {
  const root = path.join(await temporaryFolder(), 'plugin')
  await mkdir(root)
  await writeFile(path.join(root, 'package.json'), '{"type": "module"}')
  if (module !== undefined) await writeFile(path.join(root, 'acme.js'), module)
  return {name, version: '1.2.3', root, codex} satisfies PluginPackage
}

function declares(module: unknown, api: unknown = '^1.0.0') {
  return {api, providers: {acme: module}}
}

test('the module of the declared name is loaded, and no other', async () => {
  const other = await plugin({
    name: 'codex-plugin-other',
    codex: {api: '^1', providers: {other: './acme.js'}},
    module: 'throw new Error("loaded")',
  })
  const acme = await plugin({module: 'export default {baseUrl: "https://acme.example/v1", headers: {"x-team": "a"}}'})

  expect(await loadPluginProvider('acme', [other, acme])).toEqual({
    baseUrl: 'https://acme.example/v1',
    headers: {'x-team': 'a'},
  })
  expect(await loadPluginProvider('toString', [other, acme])).toBeUndefined()
})

test.each([undefined, null, 'text', [], {providers: 'acme'}, {providers: ['acme']}, {tools: {acme: './acme.js'}}])(
  'a package that declares no provider is none, whatever it says instead: %j',
  async (codex) => {
    expect(await loadPluginProvider('acme', [{name: 'p', version: '1', root: '/nowhere', codex}])).toBeUndefined()
  },
)

test('a plugin for another contract is refused in one sentence, before its module is loaded', async () => {
  for (const api of ['^2.0.0', '<1', 'soon']) {
    const acme = await plugin({codex: declares('./acme.js', api), module: 'throw new Error("loaded")'})

    await expect(loadPluginProvider('acme', [acme])).rejects.toMatchObject({
      code: 'CONTRACT_MISMATCH',
      exitCode: 11,
      message: `The provider "acme" of the plugin codex-plugin-acme@1.2.3 was built for plugin API ${api}; this codex provides 1.0.0, so nothing was sent.`,
    })
  }
})

test.each<[string, Written, RegExp]>([
  ['throws', {module: 'throw new Error("no licence")'}, /could not be loaded \(no licence\)/],
  ['throws no error', {module: 'throw undefined'}, /could not be loaded \(undefined\)/],
  ['is no JavaScript', {module: 'export default {'}, /could not be loaded \(/],
  ['is missing', {}, /could not be loaded \(.*acme\.js/],
  ['never ends', {module: 'await new Promise(() => {})'}, /not ready after 0\.5 seconds/],
  ['exports nothing', {module: 'export const acme = {}'}, /not described as it must be \(its default export: /],
  ['exports a function', {module: 'export default () => ({})'}, /its default export: /],
  ['has a wrong wire', {module: 'export default {wire: "grpc"}'}, /\(wire: /],
  ['has a wrong header', {module: 'export default {headers: {a: "x\\ny"}}'}, /\(headers\.a: /],
  ['has half a price', {module: 'export default {models: {m: {price: {input: 1}}}}'}, /\(models\.m\.price\.output: /],
  ['brings a key', {module: 'export default {apiKey: "sk-1234567"}'}, /"apiKey"/],
  ['throws when it is read', {module: 'export default {get wire() {throw new Error("later")}}'}, /later/],
  ['is outside', {codex: declares('../acme.js'), module: ''}, /a path that is not one inside the plugin/],
  ['is a number', {codex: declares(5), module: ''}, /a path that is not one inside the plugin/],
  ['says no contract', {codex: {providers: {acme: './acme.js'}}, module: ''}, /does not say for which plugin API/],
])('a module that %s is named, with exit code 11', async (_, written, message) => {
  const acme = await plugin(written)

  await expect(loadPluginProvider('acme', [acme], {timeoutMs: 500})).rejects.toMatchObject({
    code: 'PLUGIN_PROVIDER',
    exitCode: 11,
    message: expect.stringMatching(message) as string,
  })
  await expect(loadPluginProvider('acme', [acme], {timeoutMs: 500})).rejects.toMatchObject({
    message: expect.stringContaining('codex-plugin-acme@1.2.3') as string,
  })
})

test('two plugins with the same name for a provider are both named, and neither is loaded', async () => {
  const module = 'throw new Error("loaded")'
  const plugins = [await plugin({module}), await plugin({name: 'codex-plugin-copy', module})]

  await expect(loadPluginProvider('acme', plugins)).rejects.toMatchObject({
    exitCode: 11,
    message: 'The plugins codex-plugin-acme and codex-plugin-copy both bring a provider "acme", so nothing was sent.',
  })
})
