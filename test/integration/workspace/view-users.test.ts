import {execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {chmod, chown, readdir, readFile, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {expect, onTestFinished, test, vi} from 'vitest'
import {createChangeStore} from '../../../src/workspace/change-store.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {makeTree, openTestView, pathInView} from './tree.ts'

const program = fileURLToPath(new URL('../../fixtures/workspace/view-as-nobody.ts', import.meta.url))
const holder = fileURLToPath(new URL('../../fixtures/workspace/hold-view.ts', import.meta.url))
const isRoot = process.geteuid?.() === 0
const nobody = isRoot ? 65_534 : (process.getuid?.() ?? 0)

test('an ordinary user has overlay views as well', async () => {
  const folder = await temporaryFolder()
  const root = await makeTree(path.join(folder, 'project'), {'a.txt': 'old', 'd/x': 'x'})
  if (isRoot) await promisify(execFile)('chown', ['-R', '65534:65534', folder])

  const {stdout} = await promisify(execFile)(process.execPath, ['--conditions=source', program, folder])

  const effects = ['a.txt: file → file', 'd/x: file → absent']
  expect(JSON.parse(stdout)).toEqual({uid: nobody, effects})
  expect(await readFile(path.join(root, 'a.txt'), 'utf8')).toBe('old')
  expect(await readdir(path.join(folder, 'work'))).toEqual([])
})

test('files of other users keep their owner in the view of root, and when they land', async () => {
  const folder = await temporaryFolder()
  const root = await makeTree(path.join(folder, 'project'), {'a.txt': 'old'})
  // Somebody else's where we may give files away; our own otherwise.
  if (isRoot) await chown(path.join(root, 'a.txt'), 1234, 1234)
  await chmod(path.join(root, 'a.txt'), 0o640)
  const {uid, gid} = await stat(path.join(root, 'a.txt'))
  const view = await openTestView(folder, {methods: ['overlay-unshare']})
  const store = createChangeStore({folder: path.join(folder, 'changes')})

  await writeFile(pathInView(view, 'a.txt'), 'new')
  const changeSet = await view.changes(AbortSignal.timeout(5000))
  await store.save(changeSet)

  expect(await store.settle(changeSet.id)).toEqual({kind: 'landed'})
  const landed = await stat(path.join(root, 'a.txt'))
  expect([landed.uid, landed.gid, landed.mode & 0o777]).toEqual([uid, gid, 0o640])
})

test('nothing of a view outlives a killed process', async () => {
  const folder = await temporaryFolder()
  await makeTree(path.join(folder, 'project'), {'a.txt': 'a'})
  const child = spawn(process.execPath, ['--conditions=source', holder, folder], {stdio: ['pipe', 'pipe', 'inherit']})
  onTestFinished(() => void child.kill('SIGKILL'))
  const [source] = await once(child.stdout, 'data')
  const {pid} = JSON.parse(String(source))
  const holdsMount = async (): Promise<boolean> =>
    (await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '')).includes('codex-view-')
  expect(await holdsMount()).toBe(true)

  child.kill('SIGKILL')
  await vi.waitUntil(async () => !(await holdsMount()), {timeout: 10_000})
  const view = await openTestView(folder)
  await view.close()

  expect(await readdir(path.join(folder, 'work'))).toEqual([])
})
