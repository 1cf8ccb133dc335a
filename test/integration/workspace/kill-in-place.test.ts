import {spawn} from 'node:child_process'
import {once} from 'node:events'
import path from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import {createChangeStore} from '../../../src/workspace/change-store.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {makeTree, readTree} from './tree.ts'

const program = fileURLToPath(new URL('../../fixtures/workspace/write-in-place.ts', import.meta.url))
const names = Array.from({length: 20}, (_, index) => `${index}.txt`)
const fewestRounds = 15
const mostRounds = 100

test('a kill in the middle of a patch in place leaves all files old or all new after the next start', async () => {
  const folder = await temporaryFolder()
  const root = await makeTree(path.join(folder, 'project'), treeOf('old'))
  const store = createChangeStore({folder: path.join(folder, 'changes')})
  const found = {recovered: 0, mixed: 0}

  for (let round = 0; round < fewestRounds || (found.mixed === 0 && round < mostRounds); round++) {
    await makeTree(root, treeOf('old'))
    await startAndKill(root, path.join(folder, 'changes'))
    if (new Set(Object.values(await readTree(root))).size > 1) found.mixed += 1
    found.recovered += (await store.recover()).length
    const tree = await readTree(root)
    expect([listed('old'), listed('new')]).toContainEqual(tree)
  }

  expect(found.recovered).toBeGreaterThan(0)
  expect(found.mixed).toBeGreaterThan(0)
}, 60_000)

function treeOf(content: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, content]))
}

function listed(content: string): Record<string, string> {
  return Object.fromEntries(names.toSorted().map((name) => [name, `${content} 644`]))
}

async function startAndKill(root: string, changes: string): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=source', program, root, changes], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {NODE_COMPILE_CACHE: path.join(changes, '..', 'compile-cache')},
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  child.stdin.write('go\n')
  await delay(20 + Math.random() * 150)
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  expect(await exit).toEqual([null, 'SIGKILL'])
}
