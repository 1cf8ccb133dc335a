import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {openView} from '../../../src/workspace/open-view.ts'
import {chooseWorkFolder} from '../../../src/workspace/work-folder.ts'
import {toWorkspacePath} from '../../../src/workspace/workspace-path.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

test.each(['copy', 'in-place'] as const)(
  'a %s view that is shown at another path than it lies at belongs to the place where it lies',
  async (isolation) => {
    const folder = await temporaryFolder()
    const root = path.join(folder, 'tree')
    await mkdir(root)
    await writeFile(path.join(root, 'a.txt'), 'one\n', {mode: 0o644})
    const signal = AbortSignal.timeout(20_000)
    const view = await openView(
      {
        root,
        shownAt: '/home/dev/project',
        isolation,
        workFolders: [path.join(folder, 'work')],
        entersNamespaces: true,
        now: () => 0,
        random: () => 0.5,
      },
      signal,
    )
    const link = toWorkspacePath(view.root, '/home/dev/project/link')
    if (link === undefined) throw new Error('The link is inside.')

    await view.write([{path: link, before: {kind: 'absent'}, after: {kind: 'link', target: '/home/dev/project/a.txt'}}])
    const changes = await view.changes(signal).finally(view.close)

    expect(view.root).toBe('/home/dev/project')
    expect(changes).toMatchObject({root, effects: [{path: 'link'}], leftOut: []})
    expect(await readFile(path.join(root, 'a.txt'), 'utf8')).toBe('one\n')
  },
)

test('a view can be made again and again in the same folder, also where something was left there', async () => {
  const folder = await temporaryFolder()
  const [root, parent] = [path.join(folder, 'tree'), path.join(folder, 'work')]
  await mkdir(root)
  await writeFile(path.join(root, 'a.txt'), 'one\n')
  const workFolder = (await chooseWorkFolder([path.join(root, 'a.txt', 'no-folder'), parent])) ?? ''
  await mkdir(path.join(workFolder, 'tree', 'left'), {recursive: true})
  const request = {
    root,
    workFolder,
    isolation: 'copy',
    workFolders: [parent],
    ...{entersNamespaces: true, now: () => 0, random: () => 0.5},
  } as const

  for (const _ of [1, 2]) {
    const view = await openView(request, AbortSignal.timeout(20_000))
    const files = await readdir(view.root)
    await view.close()

    expect([view.root, view.source]).toEqual([`${workFolder}/tree`, {kind: 'directory', path: `${workFolder}/tree`}])
    expect(['copy', 'reflink']).toContain(view.method)
    expect(files).toEqual(['a.txt'])
    expect(await readdir(parent)).toEqual([])
  }
})
