import {lstat, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect, test} from 'vitest'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import type {PluginPackage} from '../../../src/cli/plugin-packages.ts'
import {patches, replaceLine, runs, says} from '../../helpers/replies.ts'
import {openSession, runTurn} from '../../helpers/run-turn.ts'
import {toolOutputs, userTexts} from '../../helpers/sent-texts.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const files = {'a.txt': 'one\n', 'sub/b.txt': 'two\n', '.env': 'KEY=canary\n'}
const flags = {sandbox: 'limited', 'approval-mode': 'full-auto', isolation: 'copy'}

/** A plugin with a sandbox that is real, and mounts nothing at another path. */
async function limitedSandbox(): Promise<PluginPackage> {
  const root = await temporaryFolder()
  const namespaces = pathToFileURL(path.resolve('src/sandbox/namespaces.ts')).href
  await writeFile(
    path.join(root, 'limited.mjs'),
    `import {createNamespacesBackend} from ${JSON.stringify(namespaces)}
    export default () => {
      const good = createNamespacesBackend()
      return {
        ...good,
        name: 'limited',
        capabilities: {...good.capabilities, entersNamespaces: false, remapsWorkspace: false},
        async run(command, policy, signal) {
          const {source, target} = policy.workspace
          const lies = source.kind === 'directory' && source.path === target
          return lies ? good.run(command, policy, signal) : {kind: 'not-started', because: 'it is to be shown elsewhere'}
        },
      }
    }\n`,
  )
  return {
    name: 'codex-plugin-limited',
    version: '1.0.0',
    root,
    codex: {api: '^1', sandboxes: {limited: './limited.mjs'}},
  }
}

async function limitedTurn(...steps: ModelScript['steps']) {
  const plugins = [await limitedSandbox()]
  const run = await runTurn({plugins, files, flags, script: {steps: [...steps, says('Done.')]}})
  const [facts = ''] = userTexts(run.requests[0])
  return {...run, facts, place: /^workspace: (.*)$/m.exec(facts)?.[1] ?? '', outputs: toolOutputs(run.requests.at(-1))}
}

test('commands work in the copy where it lies, the model is told, and what they change lands in the workspace', async () => {
  const {workspace, place, facts, outputs, events, result} = await limitedTurn(
    runs('pwd; cat a.txt; echo new > sub/made.txt; cat sub/made.txt'),
  )

  expect(place).toMatch(/\/\.codex\/work\/codex-view-\w+\/tree$/)
  expect(outputs).toEqual([`Exit code 0.\nstdout:\n${place}\none\nnew`])
  expect(facts).toContain(`\nthe workspace is a copy of ${workspace}: use relative paths, or paths below the workspace`)
  expect(events[0]).toMatchObject({
    type: 'turn.start',
    cwd: workspace,
    isolation: expect.stringMatching(/copy|reflink/),
  })
  expect(result.outcomes).toEqual([])
  expect(await readFile(path.join(workspace, 'sub/made.txt'), 'utf8')).toBe('new\n')
  await expect(lstat(path.dirname(place))).rejects.toThrow('ENOENT')
})

/** From the copy to the workspace of the test. */
const original = '../../../../../workspace'

test('the workspace itself can be neither read nor written from the copy, and a secret is hidden in both', async () => {
  const {workspace, outputs} = await limitedTurn(
    runs(`cat ${original}/a.txt ${original}/.env; echo bad > ${original}/a.txt; ls ${original}; cat .env; echo end`),
  )

  expect(outputs.join('\n')).toMatch(/end\nstderr:\n.*No such file/)
  expect(outputs.join('\n')).not.toMatch(/one|canary|b\.txt/)
  expect(await readFile(path.join(workspace, 'a.txt'), 'utf8')).toBe('one\n')
})

test('a link to where the copy lies does not land, one to the same file of the workspace does', async () => {
  const {workspace, events} = await limitedTurn(
    runs(`ln -s "$PWD/a.txt" to-copy; ln -s "$(realpath -m ${original}/a.txt)" to-original; ln -s a.txt beside`),
  )

  expect((await readdir(workspace)).toSorted()).toEqual(['.env', 'a.txt', 'beside', 'sub', 'to-original'])
  expect(await readFile(path.join(workspace, 'to-original'), 'utf8')).toBe('one\n')
  expect(JSON.stringify(events)).toContain('it is a link that leads out of the workspace')
})

test('all turns of a conversation work at the same path, with the files as they are then', async () => {
  const plugins = [await limitedSandbox()]
  const steps = [runs('pwd; cat a.txt'), patches(replaceLine('a.txt', 'one', 'two')), says('Done.')]
  const again = [runs('pwd; cat a.txt'), says('Done.')]
  const session = await openSession({plugins, files, flags, script: {steps: [...steps, ...again]}})

  await session.turn('Change it.')
  const [first = ''] = toolOutputs(session.requests[2])
  await session.turn('Look again.')

  expect(first).toMatch(/one$/)
  expect(toolOutputs(session.requests.at(-1)).at(-1)).toBe(first.replace(/one$/, 'two'))
  expect(userTexts(session.requests.at(-1)).filter((text) => text.includes('<environment>'))).toHaveLength(1)
})

test('two conversations in one workspace have copies of their own', async () => {
  const [one, other] = await Promise.all([limitedTurn(runs('echo 1')), limitedTurn(runs('echo 2'))])

  expect(one.place).not.toBe(other.place)
})

test('in place nothing is a copy, and the paths are those of the workspace', async () => {
  const plugins = [await limitedSandbox()]
  const run = await runTurn({
    ...{plugins, files, flags: {...flags, isolation: 'in-place'}},
    script: {steps: [runs('pwd'), says('Done.')]},
  })

  expect(toolOutputs(run.requests[1])).toEqual([`Exit code 0.\nstdout:\n${run.workspace}`])
  expect(userTexts(run.requests[0])[0]).not.toContain('copy of')
})
