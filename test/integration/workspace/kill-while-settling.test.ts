import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {chmod, readFile} from 'node:fs/promises'
import path from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import type {FileEffect} from '../../../src/workspace/change-set.ts'
import {createChangeStore, type ChangeStore} from '../../../src/workspace/change-store.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'
import {absent, file, makeTree, readTree} from './tree.ts'

const program = fileURLToPath(new URL('../../fixtures/workspace/settle-and-undo.ts', import.meta.url))
const id = '0123456789abc'
const repetitions = 100
const lanes = 4
const longestMs = 1000

interface Lane {
  readonly root: string
  readonly folder: string
  readonly store: ChangeStore
  readonly before: Record<string, string>
  readonly after: Record<string, string>
  /** How long landing and undoing take here and now: the kill comes at a random moment of it. */
  readonly cycleMs: number
}

test('a kill at any moment of landing or undoing leaves all files old or all new', {timeout: 120_000}, async () => {
  const found = {old: 0, new: 0, interrupted: 0, halfWay: 0}

  await Promise.all(
    Array.from({length: lanes}, async () => {
      const lane = await prepareLane()
      let status = 'undone'
      for (let round = 0; round < repetitions / lanes; round++) {
        await startAndKill(lane, status)
        if (await isInterrupted(lane)) found.interrupted += 1
        if (await isHalfWay(lane)) found.halfWay += 1
        await lane.store.recover()
        status = (await lane.store.load({id}))?.status ?? 'lost'
        const tree = await readTree(lane.root)
        expect(tree).toEqual(status === 'landed' ? lane.after : lane.before)
        expect(status).toMatch(/^(pending|landed|undone)$/)
        found[status === 'landed' ? 'new' : 'old'] += 1
      }
    }),
  )

  expect(found.old + found.new).toBe(repetitions)
  expect(found.interrupted).toBeGreaterThan(0)
  expect(found.halfWay).toBeGreaterThan(0)
})

/** Knows both trees, because it has landed the change set and taken it back once, undisturbed. */
async function prepareLane(): Promise<Lane> {
  const folder = await temporaryFolder()
  const root = await makeTree(path.join(folder, 'project'), oldFiles())
  await chmod(path.join(root, 'only'), 0o700)
  const store = createChangeStore({folder: path.join(folder, 'changes')})
  const before = await readTree(root)
  await store.save({id, root, createdAt: '2026-01-01T00:00:00.000Z', effects: effects(), ignoredFiles: 0, leftOut: []})

  const startedAt = performance.now()
  expect(await store.settle(id)).toEqual({kind: 'landed'})
  const after = await readTree(root)
  expect(await store.undo(id)).toEqual({kind: 'undone'})
  const cycleMs = Math.min(performance.now() - startedAt, longestMs)
  expect(await readTree(root)).toEqual(before)
  return {root, folder, store, before, after, cycleMs}
}

function oldFiles(): Record<string, string> {
  const files: Record<string, string> = {'unrelated/keep.txt': 'keep', shape: 'a file', 'other/shape/x': 'in a folder'}
  for (let index = 0; index < 20; index++) {
    files[`modified/${index % 4}/${index}.txt`] = `old ${index}`
    files[`removed/${index % 4}/${index}.txt`] = `old ${index}`
  }
  return {...files, 'only/one.txt': 'the only file of its folder'}
}

function effects(): FileEffect[] {
  const all: FileEffect[] = [
    effect('only/one.txt', file('the only file of its folder'), absent),
    effect('shape', file('a file'), absent),
    effect('shape/inside', absent, file('a folder')),
    effect('other/shape', absent, {kind: 'link', target: '../unrelated'}),
    effect('other/shape/x', file('in a folder'), absent),
  ]
  for (let index = 0; index < 20; index++) {
    const name = `${index % 4}/${index}.txt`
    all.push(effect(`modified/${name}`, file(`old ${index}`), file(`new ${index}`, index % 2 === 0 ? 0o755 : 0o644)))
    all.push(effect(`removed/${name}`, file(`old ${index}`), absent))
    all.push(effect(`added/deep/${name}`, absent, file(`new ${index}`)))
  }
  return all
}

function effect(inside: string, before: FileEffect['before'], after: FileEffect['after']): FileEffect {
  return {path: inside as WorkspacePath, before, after}
}

async function startAndKill({folder, cycleMs}: Lane, status: string): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=source', program, path.join(folder, 'changes'), id, status], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {NODE_COMPILE_CACHE: path.join(folder, 'compile-cache')},
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  child.stdin.write('go\n')
  await delay(Math.random() * cycleMs)
  await kill(child)
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  expect(await exit).toEqual([null, 'SIGKILL'])
}

async function isInterrupted({folder}: Lane): Promise<boolean> {
  const manifest = await readFile(path.join(folder, 'changes', id, 'manifest.json'), 'utf8')
  return /"status":"(landing|undoing)"/.test(manifest)
}

async function isHalfWay({root, before, after}: Lane): Promise<boolean> {
  const tree = JSON.stringify(await readTree(root))
  return tree !== JSON.stringify(before) && tree !== JSON.stringify(after)
}
