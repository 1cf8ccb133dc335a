import {describe, expect, test} from 'vitest'
import {applyPatchTool} from '../../../src/tools/apply-patch.ts'
import {shellTool} from '../../../src/tools/shell.ts'
import type {ToolPlan} from '../../../src/tools/tool.ts'
import {file, memoryView} from './memory-view.ts'

describe('apply_patch', () => {
  test('plans effects, diff and report, and writes nothing', async () => {
    const view = memoryView({'a.txt': file('a\n')})
    const patch = envelope('*** Update File: a.txt', '@@', '-a', '+b')

    const planned = await applyPatchTool.plan({patch}, {view, defaultTimeoutMs: 1, isHidden: () => false})

    expect(planned).toEqual({
      kind: 'action',
      title: 'M a.txt',
      action: {
        kind: 'patch',
        effects: [{path: 'a.txt', before: file('a\n'), after: file('b\n')}],
        diff: 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1,1 +1,1 @@\n-a\n+b\n',
        report: 'Success. Updated the following files:\nM a.txt',
      },
    })
    expect(await view.read('a.txt' as never)).toEqual(file('a\n'))
  })

  test.each([
    ['*** Add File: /etc/x', '/etc/x: the path is absolute; write it relative to the workspace.'],
    ['*** Add File: ../x', '../x: the path contains "..".'],
    ['*** Add File: .Git/hooks/x', '.Git/hooks/x: patches must not touch .git.'],
    ['*** Add File: out/x', 'out/x: the path passes through the symbolic link out.'],
    ['*** Add File: out', 'out: it is a symbolic link.'],
    ['*** Add File: sub', 'sub: it is a folder.'],
    ['*** Add File: sub/a.txt/x', 'sub/a.txt/x: sub/a.txt is a file, not a folder.'],
    ['*** Update File: sub/a.txt\n*** Move to: .git/config\n@@\n-a', '.git/config: patches must not touch .git.'],
    ['*** Update File: sub/a.txt\n*** Move to: out/x\n@@\n-a', 'out/x: the path passes through the symbolic link out.'],
  ])('%j is refused', async (section, because) => {
    const files = {'sub/a.txt': file('a\n'), out: {kind: 'link', target: '/etc'}} as const

    expect(await plan(envelope(section), files)).toMatchObject({
      kind: 'answer',
      status: 'failed',
      output: `The patch was not applied; no file was changed.\n${because}`,
    })
  })

  test.each([
    'AGENTS.md',
    'sub/agents.md',
    '.codex/config.yaml',
    '.vscode/tasks.json',
    '.vscode/x',
    '.envrc',
    'codex.config.yaml',
  ])('%s is protected in place, and left to the change set in a copy', async (path) => {
    const patch = envelope(`*** Add File: ${path}`, '+x')

    const inPlace = await applyPatchTool.plan(
      {patch},
      {view: memoryView({}, 'in-place'), defaultTimeoutMs: 1, isHidden: () => false},
    )

    expect(inPlace).toEqual({
      kind: 'answer',
      title: `A ${path}`,
      status: 'failed',
      output: `The patch was not applied; no file was changed.\n${path}: the file is protected while the turn works in place.`,
    })
    expect(await plan(patch, {})).toMatchObject({kind: 'action', title: `A ${path}`})
  })

  test('text that is no patch is answered with what is wrong', async () => {
    expect(await plan('hello', {})).toEqual({
      kind: 'answer',
      title: 'apply_patch',
      status: 'failed',
      output: 'The patch was not applied; no file was changed. Line 1: the first line must be "*** Begin Patch".',
    })
  })

  test('a patch that changes nothing asks for nothing', async () => {
    expect(await plan(envelope('*** Add File: a', '+a'), {a: file('a\n')})).toEqual({
      kind: 'answer',
      title: 'A a',
      status: 'ok',
      output: 'Nothing to do: the files already are as the patch makes them.',
    })
  })

  test('the title names the first files and counts the rest', async () => {
    const sections = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `*** Add File: ${name}\n+x`)

    expect(await plan(envelope(...sections), {})).toMatchObject({title: 'A a, A b, A c, A d and 2 more'})
  })
})

test('the descriptions are short enough for the first request', () => {
  expect(Buffer.byteLength(applyPatchTool.description)).toBeLessThanOrEqual(1300)
  expect(Buffer.byteLength(shellTool.description)).toBeLessThanOrEqual(400)
})

test('the example of the description is a patch that can be applied', async () => {
  const patch = /\*\*\* Begin Patch[^]*\*\*\* End Patch/.exec(applyPatchTool.description)?.[0] ?? ''
  const files = {
    'src/app.py': file('def greet():\n    name = read()\n    print("Hi")\n    return\n'),
    'old.txt': file('old\n'),
  }

  expect(await plan(patch, files)).toMatchObject({kind: 'action', title: 'M src/app.py, A notes/new.txt, D old.txt'})
})

async function plan(patch: string, files: Parameters<typeof memoryView>[0]): Promise<ToolPlan> {
  return applyPatchTool.plan({patch}, {view: memoryView(files), defaultTimeoutMs: 1, isHidden: () => false})
}

function envelope(...lines: readonly string[]): string {
  return ['*** Begin Patch', ...lines, '*** End Patch'].join('\n')
}
