import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {ambientExceptions, layers} from './layer-table.ts'
import {readTree} from './read-tree.ts'
import {rules} from './rules.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/architecture/${name}`, import.meta.url))
const repository = readTree(root)

test.each(Object.entries(rules))('the repository keeps the rule %s', (_name, rule) => {
  expect(rule(repository)).toEqual([])
})

test('every layer of the table was read', () => {
  const read = new Set(repository.modules.filter((module) => module.imports.length > 0).map((module) => module.layer))

  expect([...layers.keys()].filter((layer) => !read.has(layer))).toEqual([])
})

test('every file that may touch the process still does', () => {
  const touching = repository.modules.filter((module) => module.ambientReads.length > 0).map((module) => module.path)

  expect([...ambientExceptions.keys()].filter((file) => !touching.includes(file))).toEqual([])
})

const breaches: Readonly<Record<string, readonly string[]>> = {
  'layer-imports': [
    'src/config/load-config.ts:1 imports by absolute path: /srv/elsewhere.ts',
    'src/config/load-config.ts:2 imports from outside src: plugins/prompt/src/prompt.ts',
    'src/patch/plan-patch.ts:1 patch may not import model: src/model/ask.ts',
    'src/patch/plan-patch.ts:2 patch may not import model: src/model/ask.ts',
    'src/patch/plan-patch.ts:3 patch may not import model: src/model/ask.ts',
    'src/patch/plan-patch.ts:5 patch may not import model: src/model/ask.ts',
    'src/patch/plan-patch.ts:6 patch may not import model: src/model/ask.ts',
  ],
  'package-homes': [
    'src/runtime/run-turn.ts:1 runtime may not import node:child_process, only process may',
    'src/runtime/run-turn.ts:2 runtime may not import node:sqlite, only store may',
    'src/runtime/run-turn.ts:3 runtime may not import openai',
    'src/runtime/run-turn.ts:4 runtime may not import @oclif/core',
    'src/runtime/run-turn.ts:6 runtime may not import diff',
  ],
  'host-knows-no-plugin': [
    'src/cli/main.ts:2 the host may not import a plugin: @codex-host/plugin-prompt',
    'src/cli/main.ts:4 the host may not import a plugin: @codex-host/plugin-prompt',
  ],
  'plugin-isolation': [
    'plugins/api/src/api.ts:1 api may not import @codex-host/plugin-prompt',
    'plugins/api/src/api.ts:2 api does not declare zod',
    'plugins/prompt/src/prompt.ts:2 prompt may not leave its folder: src/runtime/run-turn.ts',
    'plugins/prompt/src/prompt.ts:3 prompt may not leave its folder: plugins/api/src/api.ts',
    'plugins/prompt/src/prompt.ts:4 prompt may not import @codex-host/plugin-chat',
    'plugins/prompt/src/prompt.ts:5 prompt does not declare left-pad',
  ],
  'computed-imports': ['src/sandbox/load-backend.ts:2 imports a module whose name is computed'],
  cycles: [
    'src/patch/a.ts → src/patch/b.ts → src/patch/c.ts → src/patch/a.ts',
    'src/workspace/alone.ts → src/workspace/alone.ts',
  ],
  'folder-names': [
    'src/patch/index.ts is a barrel',
    'src/patch/utils/trim.ts lies in a drawer: utils',
    'src/services/ask.ts lies in a drawer: services',
    'src/services/ask.ts lies in no layer of the table',
    'src/stray.ts lies in no layer of the table',
    'plugins/prompt/src/helpers/read.ts lies in a drawer: helpers',
  ],
  'module-state': [
    'src/model/counter.ts:1 keeps state in the module: let',
    'src/model/counter.ts:2 keeps state in the module: let',
    'src/model/counter.ts:3 keeps state in the module: var',
  ],
  'ambient-reads': [
    'src/model/key.ts:1 touches what should be passed in: process.env',
    'src/model/key.ts:2 touches what should be passed in: process.argv',
    'src/model/key.ts:3 touches what should be passed in: Date.now',
    'src/model/key.ts:4 touches what should be passed in: new Date()',
    'src/model/key.ts:5 touches what should be passed in: console.error',
    'src/model/settings.ts:1 touches what should be passed in: process.env',
    'plugins/api/src/clock.ts:1 touches what should be passed in: Date.now',
  ],
  'test-escapes': [
    'test/unit/ask.test.ts:3 is not a test that runs as it stands: vi.mock',
    'test/unit/ask.test.ts:4 is not a test that runs as it stands: test.only',
    'test/unit/ask.test.ts:5 is not a test that runs as it stands: test.skip',
    'test/unit/ask.test.ts:6 is not a test that runs as it stands: test.todo',
    'test/unit/ask.test.ts:7 is not a test that runs as it stands: describe.skipIf',
    'test/unit/ask.test.ts:8 is not a test that runs as it stands: context.skip',
  ],
  'disable-reasons': [
    'bench/measure.ts:1 gives no reason after "--": oxlint-disable-next-line no-console',
    'src/model/ask.ts:1 gives no reason after "--": oxlint-disable-next-line no-console',
    'src/model/ask.ts:3 gives no reason after "--": eslint-disable no-console',
  ],
}

test.each(Object.entries(rules))('the rule %s reports each breach of its fixture', (name, rule) => {
  expect(rule(readTree(fixture(name)))).toEqual(breaches[name])
})

test('a file that cannot be parsed is an error, not a clean file', () => {
  expect(() => readTree(fixture('unreadable'))).toThrow('src/patch/broken.ts cannot be parsed')
})
