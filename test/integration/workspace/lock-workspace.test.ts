import {readdir, readlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {withWorkspaceLock} from '../../../src/workspace/lock-workspace.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

test('two holders of one workspace take turns, also after a failure', async () => {
  const folder = await temporaryFolder()
  const seen: string[] = []
  const hold = (name: string) =>
    withWorkspaceLock({folder, root: '/project', waitMs: 5000}, async () => {
      seen.push(`${name} in`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      seen.push(`${name} out`)
      if (name === 'a') throw new Error('failed')
    })

  const results = await Promise.allSettled([hold('a'), hold('b'), hold('c')])

  expect(results.map(({status}) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  for (let index = 0; index < 6; index += 2) expect(seen[index]?.[0]).toBe(seen[index + 1]?.[0])
  expect(await readdir(folder)).toEqual([])
})

test('workspaces do not wait for each other', async () => {
  const folder = await temporaryFolder()

  const inner = await withWorkspaceLock({folder, root: '/one', waitMs: 5000}, () =>
    withWorkspaceLock({folder, root: '/two', waitMs: 5000}, async () => 'both'),
  )

  expect(inner).toBe('both')
})

test('a lock that a killed process left, whole or cut short, is taken over', async () => {
  const folder = await temporaryFolder()
  let lock = ''
  await withWorkspaceLock({folder, root: '/project', waitMs: 5000}, async () => {
    ;[lock = ''] = await readdir(folder)
  })

  const pidNamespace = await readlink('/proc/self/ns/pid')
  for (const left of [JSON.stringify({pid: 1, startedAt: '-1', pidNamespace}), '{"pid"', '']) {
    await writeFile(path.join(folder, lock), left)
    expect(await withWorkspaceLock({folder, root: '/project', waitMs: 5000}, async () => 'mine')).toBe('mine')
  }
  expect(await readdir(folder)).toEqual([])
})

test('a workspace that stays busy is an error that may be tried again', async () => {
  const folder = await temporaryFolder()

  const hold = (waitMs: number, act: () => Promise<string>) =>
    withWorkspaceLock({folder, root: '/project', waitMs}, act)

  const waiting = hold(100, () => hold(100, async () => 'never'))

  await expect(waiting).rejects.toMatchObject({code: 'WORKSPACE_BUSY', exitCode: 8, retryable: true})
})
