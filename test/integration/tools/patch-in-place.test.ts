import {mkdir, readFile, stat, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {applyPatchTool} from '../../../src/tools/apply-patch.ts'
import type {ToolPlan} from '../../../src/tools/tool.ts'
import {openInPlace} from '../../../src/workspace/open-in-place.ts'
import type {View} from '../../../src/workspace/view.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

test('a patch of several files is written through a real view', async () => {
  const root = await workspace()
  const view = await open(root)

  const planned = await plan(view, [
    '*** Update File: run.sh',
    '*** Move to: bin/start.sh',
    '@@',
    '-echo old',
    '+echo new',
    '*** Add File: docs/deep/page.txt',
    '+text',
    '*** Delete File: old.txt',
  ])
  if (planned.kind !== 'action' || planned.action.kind !== 'patch') throw new Error('not planned')
  await view.write(planned.action.effects)

  expect(await readFile(path.join(root, 'bin/start.sh'), 'utf8')).toBe('echo new\r\n')
  expect((await stat(path.join(root, 'bin/start.sh'))).mode & 0o777).toBe(0o755)
  expect(await readFile(path.join(root, 'docs/deep/page.txt'), 'utf8')).toBe('text\n')
  await expect(stat(path.join(root, 'run.sh'))).rejects.toThrow('ENOENT')
  await expect(stat(path.join(root, 'old.txt'))).rejects.toThrow('ENOENT')
})

test.each([
  [['*** Add File: link/x', '+x'], 'link/x: the path passes through the symbolic link link.'],
  [['*** Update File: file-link', '@@', '-old', '+new'], 'file-link: it is a symbolic link.'],
  [['*** Add File: old.txt/x', '+x'], 'old.txt/x: old.txt is a file, not a folder.'],
  [['*** Delete File: folder'], 'folder: it is a folder.'],
])('%j is refused in a real workspace', async (lines, because) => {
  const view = await open(await workspace())

  expect(await plan(view, lines)).toMatchObject({
    kind: 'answer',
    status: 'failed',
    output: `The patch was not applied; no file was changed.\n${because}`,
  })
})

async function workspace(): Promise<string> {
  const root = await temporaryFolder()
  await writeFile(path.join(root, 'run.sh'), 'echo old\r\n', {mode: 0o755})
  await writeFile(path.join(root, 'old.txt'), 'old\n')
  await mkdir(path.join(root, 'folder'))
  await symlink('folder', path.join(root, 'link'))
  await symlink('old.txt', path.join(root, 'file-link'))
  return root
}

function open(root: string): Promise<View> {
  return openInPlace({root, now: () => 0, random: () => 0.5}, AbortSignal.timeout(20_000))
}

function plan(view: View, lines: readonly string[]): Promise<ToolPlan> {
  const patch = ['*** Begin Patch', ...lines, '*** End Patch'].join('\n')
  return applyPatchTool.plan({patch}, {view, defaultTimeoutMs: 1000, isHidden: () => false})
}
